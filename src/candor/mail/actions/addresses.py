"""Addresses that are dead: noted when a server says so, written to again when a person knows better."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import CharField, QuerySet

from candor.kernel import clock
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.kernel.db.prepared import Given, Prepared
from candor.mail.models import DeadAddress, OutboxMessage, TemplateClass

DEAD = Prepared(lambda: DeadAddress.objects.filter(address=Given("address", CharField())).only("pk"))
"""Asked with every mail that is written."""


def note_dead(mail: OutboxMessage) -> None:
    """The recipient's address does not exist. Called in the transaction that settles the mail; noted once."""
    address, is_new = DeadAddress.objects.get_or_create(address=mail.to_address, defaults={"since": clock.now()})
    if is_new:
        record("mail.address.found_dead", address, by=JOB, mail=mail.pk)


@transaction.atomic
def write_again(address: DeadAddress, *, by: Actor) -> None:
    """Its owner says that it works: mail goes there again. Doing it twice changes nothing."""
    if DeadAddress.objects.filter(pk=address.pk).delete()[0]:
        record("mail.address.revived", address, by=by)


def is_held_back(mail: OutboxMessage) -> bool:
    """Is the address known as dead, and is this no mail that its owner asks for themselves?"""
    if mail.template_class == TemplateClass.ASKED_FOR:
        return False
    return DEAD.is_there(address=mail.to_address)


def dead_among(addresses: Collection[str] | QuerySet[Any, Any], *, by: Actor) -> QuerySet[DeadAddress]:
    """Those of the normalised addresses, or of those that a query gives, that are dead."""
    return DeadAddress.objects.visible_to(by).filter(address__in=addresses).order_by("address")
