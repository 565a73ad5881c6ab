"""Whom a command is about: people by an address that is theirs alone."""

from __future__ import annotations

from django.core.management.base import CommandError

from candor.people.public import Person, find_by_identifier, staff_people
from candor.privacy.models import Erasure, ErasureState


def person_of(address: str) -> Person:
    """The one person whose address it is. Raises CommandError."""
    found = find_by_identifier("email", address)
    if not found:
        raise CommandError(f"Nobody is known by {address}. Nothing was changed.")
    if len(found) > 1:
        raise CommandError(f"{len(found)} people share {address}. Choose one of them in the Privacy office.")
    return found[0]


def erasure_under_way(address: str) -> Erasure | None:
    """An erasure of whoever had this address that was begun and is not done.

    One that is verified knows no address any more. Where nobody is known by this one, it may be theirs: what is left to
    do names nobody.
    """
    wanted, begun = address.strip().lower(), Erasure.objects.under_way().order_by("pk")
    for erasure in begun.exclude(sought=None):
        if wanted in {text.lower() for text in (erasure.sought or {}).get("addresses", ())}:
            return erasure
    return None if find_by_identifier("email", address) else begun.filter(state=ErasureState.COMPACTING).first()


def officer_of(address: str) -> Person:
    """The member of the privacy office with this address. Raises CommandError."""
    officers = set(staff_people("privacy.office").values_list("pk", flat=True))
    for person in find_by_identifier("email", address):
        if person.pk in officers:
            return person
    raise CommandError(f"{address} belongs to nobody who may decide in the Privacy office. Nothing was changed.")
