"""Who of an organisation may be asked about its contract, beside the people whose own request is in hand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, QuerySet

from candor.kernel.registries.restricted import OUTSIDERS, without_restricted
from candor.people.models import Identifier, IdentifierKind, Membership, Person
from candor.people.queries.finding import may_write_to

MOST_ASKED_ABOUT = 50
MOST_OFFERED = 50


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of an organisation, and the confirmed address to write to."""

    person: Person
    address: str


def colleague_to_ask(organisation: int, apart_from: Collection[int]) -> Colleague | None:
    """Its contacts first, then its super customers, then whoever belongs to it longest, by a confirmed address.

    A mailbox that is one of the others' too counts as theirs. None where nobody of the first 50 can be written to. Four
    queries at most.
    """
    members = list(_others(organisation, apart_from)[:MOST_ASKED_ABOUT])
    people = [member.person_id for member in members]
    mailboxes = Identifier.objects.filter(kind=IdentifierKind.EMAIL)
    known = mailboxes.filter(person__in=people, is_primary=True, verified_at__isnull=False)
    theirs = set(mailboxes.filter(person__in=apart_from).values_list("value", flat=True))
    addresses = {row.person_id: row.written for row in known if row.value not in theirs}
    for member in members:
        address = addresses.get(member.person_id, "")
        if may_write_to(address):
            return Colleague(member.person, address)
    return None


def possible_contacts(organisation: int, apart_from: Collection[int]) -> list[Membership]:
    """Present members who could stand in for the organisation, by name, at most 50. One query."""
    members = _others(organisation, apart_from).order_by("person__name", "person_id")
    return list(members[:MOST_OFFERED])


def alone_in(organisation: int) -> Person | None:
    """The one person who belongs to it today; None for several, or for nobody."""
    members = _others(organisation, ())[:2]
    return members[0].person if len(members) == 1 else None


def _others(organisation: int, apart_from: Collection[int]) -> QuerySet[Membership]:
    present = Membership.objects.filter(organisation=organisation, ended_on=None, person__merged_into=None)
    others = present.filter(person__erased_at=None).exclude(person__in=apart_from).select_related("person")
    order = (F("contact_since").asc(nulls_last=True), "-role", "since", "pk")
    return without_restricted(others.order_by(*order), OUTSIDERS)
