"""What one row of a list becomes: who is meant, what is new about them, and writing it down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.db.models import F

from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.registries.restricted import OUTSIDERS, without_restricted
from candor.people.actions.details import Address, add_address
from candor.people.actions.identifiers import Refused, add_identifier
from candor.people.actions.organisations import OrganisationDetails, add_member, add_organisation
from candor.people.actions.persons import NewPerson, add_person
from candor.people.models import (
    Identifier,
    IdentifierKind,
    Membership,
    OnKnown,
    Organisation,
    Outcome,
    Person,
    PostalAddress,
    StaffMember,
)
from candor.people.queries.address_changes import needs_agreement
from candor.people.rules.import_rows import Fault, Faulty, Said
from candor.people.rules.likeness import same_name
from candor.people.sources import Source


@dataclass(frozen=True, slots=True)
class Plan:
    """What a row would do. `additions` are those parts of the row that the known person does not have yet."""

    outcome: Outcome
    fault: Fault = Fault.NONE
    person: Person | None = None
    additions: frozenset[str] = frozenset()


@dataclass(slots=True)
class Known:
    """What is written down about the people whom some rows may mean."""

    holders: dict[tuple[str, str], list[Person]] = field(default_factory=dict)
    organisations: dict[int, set[str]] = field(default_factory=dict)
    addressed: set[int] = field(default_factory=set)
    staff: set[int] = field(default_factory=set)
    named: dict[str, Organisation] = field(default_factory=dict)
    restricted: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Written:
    """What a row became. `organisation` where it was written down for this row."""

    outcome: Outcome
    person: Person | None = None
    organisation: Organisation | None = None


def plan_rows(rows: Sequence[Said], on_known: str) -> list[Plan]:
    """What each row would do as things stand now. Six queries, however many rows."""
    known = _what_is_known(rows)
    return [_plan(row, known, on_known) for row in rows]


@transaction.atomic
def write_row(row: Said, on_known: str, *, by: Actor) -> Written:
    """Write one row down. Raises Faulty where it cannot be."""
    plan = plan_rows([row], on_known)[0]
    if plan.fault:
        raise Faulty(plan.fault)
    if plan.outcome == Outcome.SAME:
        return Written(Outcome.SAME, plan.person)
    organisation, is_new = _organisation(row, by) if row.organisation else (None, False)
    if plan.outcome == Outcome.UPDATED and organisation is not None and not row.is_about_a_person:
        _fill(organisation, _missing_of(row, organisation), by)
    try:
        person = _person(row, plan, by) if row.is_about_a_person else None
    except Refused:
        raise Faulty(Fault.ERASED) from None
    if person is not None and organisation is not None and "organisation" in plan.additions:
        add_member(organisation, person, position=row.position, by=by)
    return Written(plan.outcome, person, organisation if is_new else None)


def _what_is_known(rows: Sequence[Said]) -> Known:
    known = Known()
    wanted = {value for row in rows for value, _written in (*row.emails, *row.phones)}
    entries = Identifier.objects.filter(value__in=wanted, person__merged_into=None).select_related("person")
    for entry in entries.order_by("person"):
        known.holders.setdefault((entry.kind, entry.value), []).append(entry.person)
    people = {person.pk for holders in known.holders.values() for person in holders}
    memberships = Membership.objects.filter(person__in=people, ended_on=None)
    for person, name in memberships.values_list("person", "organisation__name"):
        known.organisations.setdefault(person, set()).add(name)
    known.addressed = set(PostalAddress.objects.filter(person__in=people).values_list("person", flat=True))
    staff = StaffMember.objects.filter(account__person__in=people, left_at=None)
    known.staff = set(staff.values_list("account__person", flat=True))
    shown = without_restricted(Person.objects.filter(pk__in=people), OUTSIDERS)
    known.restricted = people - set(shown.values_list("pk", flat=True))
    named = {row.organisation for row in rows if not row.is_about_a_person}
    present = Organisation.objects.filter(name__in=named, merged_into=None)
    known.named = {organisation.name: organisation for organisation in present.order_by("-id")}
    return known


def _plan(row: Said, known: Known, on_known: str) -> Plan:
    if not row.is_about_a_person:
        return _plan_organisation(row, known.named.get(row.organisation), on_known)
    try:
        person = _whom(row, known)
    except Faulty as faulty:
        return Plan(Outcome.FAULTY, faulty.fault)
    if person is None:
        return Plan(Outcome.CREATED, additions=_parts(row))
    if person.pk in known.restricted:
        return Plan(Outcome.FAULTY, Fault.RESTRICTED)
    if person.pk in known.staff or on_known == OnKnown.REPORT:
        return Plan(Outcome.FAULTY, Fault.STAFF if person.pk in known.staff else Fault.KNOWN, person)
    additions = _missing(row, person, known) if on_known == OnKnown.FILL else frozenset()
    return Plan(Outcome.UPDATED if additions else Outcome.SAME, person=person, additions=additions)


def _plan_organisation(row: Said, known: Organisation | None, on_known: str) -> Plan:
    """A row about an organisation alone; of several of one name the oldest is meant."""
    if known is None:
        return Plan(Outcome.CREATED)
    if on_known == OnKnown.REPORT:
        return Plan(Outcome.FAULTY, Fault.KNOWN_ORGANISATION)
    missing = _missing_of(row, known) if on_known == OnKnown.FILL else {}
    return Plan(Outcome.UPDATED if missing else Outcome.SAME, additions=frozenset(missing))


def _missing_of(row: Said, known: Organisation) -> dict[str, str]:
    """What the row brings and the organisation does not have, by its columns."""
    brought = asdict(_details(row))
    return {name: text for name, text in brought.items() if isinstance(text, str) and text and not getattr(known, name)}


def _whom(row: Said, known: Known) -> Person | None:
    """The person of one of the addresses; else of one of the numbers, if the name is the same. Raises Faulty."""
    by_address = {
        p.pk: p for value, _written in row.emails for p in known.holders.get((IdentifierKind.EMAIL, value), ())
    }
    if len(by_address) > 1:
        by_address = {pk: person for pk, person in by_address.items() if same_name(person.name, row.name)}
        if len(by_address) != 1:
            raise Faulty(Fault.SEVERAL)
    if by_address:
        return next(iter(by_address.values()))
    by_number = [p for value, _written in row.phones for p in known.holders.get((IdentifierKind.PHONE, value), ())]
    return next((person for person in by_number if same_name(person.name, row.name)), None)


def _parts(row: Said) -> frozenset[str]:
    """Everything that the row brings."""
    parts = {value for value, _written in (*row.emails, *row.phones)}
    parts |= {"organisation"} if row.organisation else set()
    return frozenset(parts | ({"address"} if row.has_address else set()))


def _missing(row: Said, person: Person, known: Known) -> frozenset[str]:
    """What the row brings and the person does not have; nothing that is there is ever overwritten."""
    has = {value for (_kind, value), holders in known.holders.items() if person.pk in {h.pk for h in holders}}
    has |= {"organisation"} if row.organisation in known.organisations.get(person.pk, set()) else set()
    has |= {"address"} if person.pk in known.addressed else set()
    emails = {value for value, _written in row.emails}
    if emails - has and needs_agreement(person):
        has |= emails  # the mailbox known so far has to agree to another address, and a list can't ask it
    return _parts(row) - has | ({"note"} if row.note and not person.note else set())


def _person(row: Said, plan: Plan, by: Actor) -> Person:
    person = plan.person
    if person is None:
        person = add_person(NewPerson(row.name or _first_written(row), note=row.note, source=Source.IMPORT), by=by)
    elif "note" in plan.additions:
        Person.objects.filter(pk=person.pk, note="").update(note=row.note)
    for kind, entries in ((IdentifierKind.EMAIL, row.emails), (IdentifierKind.PHONE, row.phones)):
        for value, written in entries:
            if value in plan.additions:
                add_identifier(person, kind, written, by=by)
    if "address" in plan.additions:
        add_address(person, Address(row.street, row.city, row.country, row.postcode), by=by)
    return person


def _first_written(row: Said) -> str:
    return next(written for _value, written in (*row.emails, *row.phones))


def _organisation(row: Said, by: Actor) -> tuple[Organisation, bool]:
    known = Organisation.objects.filter(name=row.organisation, merged_into=None).order_by("id").first()
    if known is not None:
        return known, False
    return add_organisation(_details(row), by=by), True


def _fill(organisation: Organisation, missing: dict[str, str], by: Actor) -> None:
    """Write down what is missing; what somebody wrote meanwhile stays."""
    for name, text in missing.items():
        Organisation.objects.filter(pk=organisation.pk, **{name: ""}).update(
            **{name: text, "version": F("version") + 1}
        )
    record("people.organisation.changed", organisation, by=by)


def _details(row: Said) -> OrganisationDetails:
    return OrganisationDetails(
        row.organisation,
        website=row.website if row.website.startswith(("http://", "https://")) else "",
        phone=row.organisation_phone,
        address=row.organisation_address,
        country=row.organisation_country,
        vat_number=row.vat_number,
        note=row.organisation_note,
    )
