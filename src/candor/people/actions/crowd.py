"""Many people and organisations at once: for the loader of large sets alone, which fills an empty instance.

Rows and facts are those of `add_person`, `add_organisation` and `add_member`. Nothing is compared with what is there,
no guard is asked, and nothing is marked for the search index: whoever loads a whole set writes that anew afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from candor.kernel.actor import Actor
from candor.kernel.audit import Detail, fact
from candor.kernel.models import AuditFact
from candor.people.actions.organisations import OrganisationDetails
from candor.people.actions.persons import NewPerson
from candor.people.identifiers import normalise
from candor.people.models import Identifier, IdentifierKind, Membership, Organisation, Person, PersonName


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person, since when we know them, and where they belong."""

    new: NewPerson
    since: datetime
    organisation_id: int | None = None
    role: str = Membership.Role.MEMBER


@transaction.atomic
def add_organisations_at_once(all_details: Sequence[OrganisationDetails], at: datetime, *, by: Actor) -> list[int]:
    """Write organisations down that we know since `at`; returns their ids in this order."""
    rows = Organisation.objects.bulk_create(Organisation(**asdict(details), created_at=at) for details in all_details)
    AuditFact.objects.bulk_create(fact("people.organisation.added", row, at=at, by=by) for row in rows)
    return [row.pk for row in rows]


@transaction.atomic
def add_people_at_once(newcomers: Sequence[Newcomer], *, by: Actor) -> list[int]:
    """Write people down with their confirmed addresses and their places; returns their ids in this order."""
    people = Person.objects.bulk_create(
        Person(name=each.new.name, language=each.new.language, source=each.new.source, created_at=each.since)
        for each in newcomers
    )
    PersonName.objects.bulk_create(
        PersonName(person=person, kind=PersonName.Kind.PRESENT, text=person.name) for person in people
    )
    pairs = list(zip(newcomers, people, strict=True))
    identifiers = Identifier.objects.bulk_create(row for each, person in pairs for row in _identifiers_of(each, person))
    memberships = Membership.objects.bulk_create(
        Membership(person=person, organisation_id=each.organisation_id, role=each.role, since=each.since.date())
        for each, person in pairs
        if each.organisation_id is not None
    )
    facts = [fact("people.person.added", row, at=row.created_at, by=by, source=str(row.source)) for row in people]
    facts += [_fact_of_identifier(row, by) for row in identifiers]
    facts += [_fact_of_membership(row, by) for row in memberships]
    AuditFact.objects.bulk_create(sorted(facts, key=lambda each: each.at))
    return [person.pk for person in people]


def _identifiers_of(each: Newcomer, person: Person) -> list[Identifier]:
    written = ((IdentifierKind.EMAIL, each.new.email), (IdentifierKind.PHONE, each.new.phone))
    return [
        Identifier(
            person=person,
            kind=kind,
            value=normalise(kind, text),
            written=text,
            is_primary=True,
            verified_at=each.since if kind == IdentifierKind.EMAIL else None,
            created_at=each.since,
        )
        for kind, text in written
        if text
    ]


def _fact_of_identifier(row: Identifier, by: Actor) -> AuditFact:
    return fact("people.identifier.added", row, at=row.created_at, by=by, kind=str(row.kind), person=row.person_id)


def _fact_of_membership(row: Membership, by: Actor) -> AuditFact:
    place: dict[str, Detail] = {"role": str(row.role), "organisation": row.organisation_id}
    return fact("people.membership.begun", row, at=row.person.created_at, by=by, person=row.person_id, **place)
