"""What a lock hides, to whom nobody writes and to whom nobody advertises, told to the floors below."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet

from candor.kernel.actor import Actor
from candor.kernel.db.prepared import Given, Prepared
from candor.kernel.registries import guards, restricted
from candor.kernel.registries.guards import Ask
from candor.people.public import Identifier, staff_people
from candor.privacy.models import Lock
from candor.privacy.suppressing import guard as may_advertise
from candor.privacy.suppressing import guard_of_many as may_advertise_among

OFFICE = "privacy.office"


def locked_people() -> QuerySet[Lock, int]:
    """The numbers of all people with a standing lock: few rows of a small index, however many people there are."""
    return Lock.objects.standing().order_by().values_list("person", flat=True)


def locked_addresses() -> QuerySet[Identifier, str]:
    """Their addresses and numbers, but for those that somebody else has too."""
    locked = Lock.objects.standing().order_by().values("person")
    others = Identifier.objects.filter(value=OuterRef("value"), person__merged_into=None).exclude(person__in=locked)
    theirs = Identifier.objects.filter(person__in=locked).exclude(Exists(others))
    return theirs.order_by().values_list("value", flat=True)


def office() -> QuerySet[Any, int]:
    """The numbers of the present staff of the privacy office."""
    return staff_people(OFFICE).order_by().values_list("pk", flat=True)


def sees_locked(actor: Actor) -> bool:
    """The privacy office works with restricted data: somebody has to decide about it."""
    return actor.may(OFFICE)


LOCKED_ADDRESS: Prepared[Any] = Prepared(lambda: locked_addresses().filter(value=Given("value", CharField())))


def may_write(ask: Ask, identifier: str) -> bool:
    """Nobody writes to a restricted person unless they asked for it themselves; a shared address is somebody else's."""
    if ask not in {Ask.WRITE_TO, Ask.ADVERTISE_TO}:
        return True
    return not LOCKED_ADDRESS.is_there(value=identifier)


def may_write_among(ask: Ask, identifiers: Collection[str]) -> set[str]:
    """The same for many at once. One query where it matters."""
    if ask not in {Ask.WRITE_TO, Ask.ADVERTISE_TO}:
        return set(identifiers)
    return set(identifiers) - set(locked_addresses().filter(value__in=identifiers))


restricted.register("privacy.locks", restricted.Source(locked_people, locked_addresses, office, sees_locked))
guards.register("privacy.locks", may_write, may_write_among)
guards.register("privacy.suppression", may_advertise, may_advertise_among)
