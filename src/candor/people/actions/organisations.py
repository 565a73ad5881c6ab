"""Organisations and who belongs to them."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction

from candor.kernel import clock, search
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people.actions.identifiers import refuse_the_erased
from candor.people.actions.persons import NewPerson, add_person
from candor.people.actions.versions import save_if_unchanged
from candor.people.identifiers import normalise_or_none
from candor.people.models import IdentifierKind, Membership, Organisation, Person
from candor.people.queries.finding import ORGANISATION, PERSON
from candor.people.rules.text import one_line, several_lines


@dataclass(frozen=True, slots=True)
class OrganisationDetails:
    """What is written down about an organisation."""

    name: str
    website: str = ""
    phone: str = ""
    address: str = ""
    country: str = ""
    vat_number: str = ""
    invoice_email: str = ""
    note: str = ""


@transaction.atomic
def add_organisation(details: OrganisationDetails, *, by: Actor) -> Organisation:
    """Write an organisation down. Pressing the button twice makes one."""
    one_at_a_time("people.organisation")
    twin = Organisation.objects.filter(**asdict(details), created_at__gt=a_moment_ago()).first()
    if twin is not None:
        return twin
    organisation = Organisation.objects.create(**asdict(details), created_at=clock.now())
    record("people.organisation.added", organisation, by=by)
    search.changed(ORGANISATION, organisation.pk)
    return organisation


@transaction.atomic
def find_or_add_organisation(name: str, *, by: Actor) -> Organisation:
    """The organisation of exactly this name (the oldest of several), written down now where there is none."""
    known = Organisation.objects.filter(name=name, merged_into=None).order_by("id").first()
    return known or add_organisation(OrganisationDetails(name), by=by)


@transaction.atomic
def add_person_of(organisation: str, new: NewPerson, *, by: Actor) -> Person:
    """Write a person down who belongs to the organisation of this name; "" leaves them on their own.

    Pressing the button twice makes one.
    """
    one_at_a_time("people.person")
    twin = _just_added(new)
    if twin is not None:
        return twin
    person = add_person(new, by=by)
    if organisation:
        add_member(find_or_add_organisation(organisation, by=by), person, by=by)
    return person


@transaction.atomic
def change_organisation(row: Organisation, version: int, details: OrganisationDetails, *, by: Actor) -> None:
    """Save an organisation. Raises ChangedMeanwhile when somebody else saved since `version`."""
    if save_if_unchanged(row, version, asdict(details)):
        record("people.organisation.changed", row, by=by)
        search.changed(ORGANISATION, row.pk)


@transaction.atomic
def add_member(
    organisation: Organisation, person: Person, *, by: Actor, role: str = Membership.Role.MEMBER, position: str = ""
) -> Membership:
    """Note that the person belongs to the organisation from today; who does already gets role and position."""
    refuse_the_erased(person)
    membership, is_new = Membership.objects.update_or_create(
        person=person,
        organisation=organisation,
        ended_on=None,
        defaults={"role": role, "position": position},
        create_defaults={"role": role, "position": position, "since": clock.now().date()},
    )
    fact = "people.membership.begun" if is_new else "people.membership.changed"
    record(fact, membership, by=by, role=role, person=person.pk, organisation=organisation.pk)
    search.changed(PERSON, person.pk)
    return membership


@transaction.atomic
def change_member_role(membership: Membership, role: str, *, by: Actor) -> None:
    """Make a member a super customer, who sees and answers the organisation's cases, or an ordinary one again.

    It counts from the next page: who sees what is read anew for each request.
    """
    present = Membership.objects.filter(pk=membership.pk, ended_on=None)
    if present.exclude(role=role).update(role=role):
        record("people.membership.changed", membership, by=by, role=role, person=membership.person_id)


@transaction.atomic
def change_position(membership: Membership, position: str, *, by: Actor) -> None:
    """Write what somebody is in the organisation. Writing the same twice changes nothing."""
    if Membership.objects.filter(pk=membership.pk).exclude(position=position).update(position=position):
        record("people.membership.changed", membership, by=by, person=membership.person_id)


@transaction.atomic
def make_contact(membership: Membership, *, by: Actor) -> bool:
    """Note that the member is the contact for the organisation's contract with us; True for the one who did it.

    Raises Refused for somebody who was erased. That they are one already, or have left, changes nothing.
    """
    refuse_the_erased(membership.person)
    present = Membership.objects.filter(pk=membership.pk, ended_on=None, contact_since=None)
    if not present.update(contact_since=clock.now(), contact_by=by.id):
        return False
    _record_contact("people.contact.begun", membership, by)
    return True


@transaction.atomic
def end_contact(membership: Membership, *, by: Actor) -> None:
    """Note that the member is the contact no more. Ending twice changes nothing."""
    contacts = Membership.objects.filter(pk=membership.pk, ended_on=None, contact_since__isnull=False)
    if contacts.update(contact_since=None, contact_by=None):
        _record_contact("people.contact.ended", membership, by)


def _record_contact(fact: str, membership: Membership, by: Actor) -> None:
    record(fact, membership, by=by, person=membership.person_id, organisation=membership.organisation_id)


@transaction.atomic
def end_membership(membership: Membership, *, by: Actor) -> None:
    """Note that the person has left the organisation. Ending twice changes nothing."""
    if Membership.objects.filter(pk=membership.pk, ended_on=None).update(ended_on=clock.now().date()):
        record("people.membership.ended", membership, by=by, person=membership.person_id)
        search.changed(PERSON, membership.person_id)


def _just_added(new: NewPerson) -> Person | None:
    """Who was written down in exactly these words a moment ago."""
    same = Person.objects.filter(
        name=one_line(new.name)[:200], note=several_lines(new.note), language=new.language, source=new.source,
        created_at__gt=a_moment_ago(),
    )  # fmt: skip
    for kind, written in ((IdentifierKind.EMAIL, new.email), (IdentifierKind.PHONE, new.phone)):
        if value := normalise_or_none(kind, written):
            same = same.filter(identifiers__kind=kind, identifiers__value=value)
    return same.first()
