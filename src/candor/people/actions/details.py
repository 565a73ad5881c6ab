"""Changing what is written down about a person: their details, names and postal addresses."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction

from candor.kernel import search
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time
from candor.people.actions.identifiers import refuse_the_erased
from candor.people.actions.versions import save_if_unchanged
from candor.people.models import Person, PersonName, PostalAddress
from candor.people.queries.finding import PERSON


@dataclass(frozen=True, slots=True)
class Details:
    """What staff write about a person."""

    name: str
    language: str
    time_zone: str
    note: str


@dataclass(frozen=True, slots=True)
class OwnDetails:
    """What people write about themselves."""

    name: str
    language: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address as on an envelope; `country` is its ISO 3166 code."""

    lines: str
    city: str
    country: str
    postcode: str = ""
    label: str = ""


@transaction.atomic
def change_details(person: Person, version: int, details: Details | OwnDetails, *, by: Actor) -> None:
    """Save a person's details. Raises ChangedMeanwhile when somebody else saved since `version`."""
    if not save_if_unchanged(person, version, asdict(details)):
        return
    PersonName.objects.filter(person=person, kind=PersonName.Kind.PRESENT).update(text=details.name)
    record("people.person.changed", person, by=by)
    search.changed(PERSON, person.pk)


@transaction.atomic
def add_name(person: Person, kind: str, text: str, *, by: Actor) -> PersonName:
    """Note another name by which the person is known; noting it twice changes nothing."""
    refuse_the_erased(person)
    one_at_a_time("people.name")
    name, is_new = PersonName.objects.get_or_create(person=person, kind=kind, text=text)
    if is_new:
        record("people.name.added", name, by=by, kind=kind, person=person.pk)
        search.changed(PERSON, person.pk)
    return name


@transaction.atomic
def remove_name(name: PersonName, *, by: Actor) -> None:
    """Forget a former or other name. The present one is changed, never removed."""
    others = PersonName.objects.exclude(kind=PersonName.Kind.PRESENT).filter(pk=name.pk)
    if others.exists():
        record("people.name.removed", name, by=by, kind=name.kind, person=name.person_id)
        others.delete()
        search.changed(PERSON, name.person_id)


@transaction.atomic
def add_address(person: Person, address: Address, *, by: Actor) -> PostalAddress:
    """Note a postal address; noting it twice changes nothing."""
    refuse_the_erased(person)
    one_at_a_time("people.address")
    there = PostalAddress.objects.filter(person=person, **asdict(address)).order_by("pk").first()
    if there is not None:
        return there
    row = PostalAddress.objects.create(person=person, **asdict(address))
    record("people.address.added", row, by=by, person=person.pk)
    return row


@transaction.atomic
def change_address(row: PostalAddress, address: Address, *, by: Actor) -> None:
    """Write the address anew. Writing the same twice changes nothing."""
    if PostalAddress.objects.filter(pk=row.pk).exclude(**asdict(address)).update(**asdict(address)):
        record("people.address.changed", row, by=by, person=row.person_id)


@transaction.atomic
def remove_address(row: PostalAddress, *, by: Actor) -> None:
    record("people.address.removed", row, by=by, person=row.person_id)
    PostalAddress.objects.filter(pk=row.pk).delete()
