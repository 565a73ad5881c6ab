"""What a list that is handed out tells, a portion at a time: memory does not grow with the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from candor.kernel.actor import Actor
from candor.kernel.search import matching
from candor.people.choosing import picked_by
from candor.people.models import Export, ExportKind, Membership, Organisation, Person, PostalAddress
from candor.people.queries.finding import ORGANISATION, everybody_like
from candor.people.queries.merging import Known, known_of
from candor.people.rules.import_columns import Column
from candor.people.rules.text import one_line

PORTION = 200
MOST_LISTED = 50

Cells = Mapping[Column, str]


def exports_list(actor: Actor) -> QuerySet[Export]:
    """The newest first, at most fifty."""
    return Export.objects.visible_to(actor).select_related("by").order_by("-id")[:MOST_LISTED]


def what_goes(row: Export, actor: Actor) -> QuerySet[Any]:
    """The people or organisations that the export tells of, as far as the actor may see them now."""
    found = _sought(row, actor)
    return found if row.choice is None else found.filter(picked_by(row.kind, row.choice, actor))


def _sought(row: Export, actor: Actor) -> QuerySet[Any]:
    if row.kind == ExportKind.PEOPLE:
        return everybody_like(row.typed, by=actor) if row.typed else Person.objects.visible_to(actor)
    visible = Organisation.objects.visible_to(actor)
    return matching(ORGANISATION, row.typed, visible).order_by() if row.typed else visible


def portions(records: QuerySet[Any]) -> Iterator[list[Any]]:
    """The records, the oldest first, a few at a time: one query each, however many there are."""
    last = 0
    while found := list(records.filter(pk__gt=last).order_by("pk")[:PORTION]):
        yield found
        last = found[-1].pk


def cells_of(kind: str, records: Sequence[Any]) -> list[Cells]:
    """What there is to tell of each. Four queries for any number of people, none for organisations."""
    return _of_people(records) if kind == ExportKind.PEOPLE else [_of_organisation(record) for record in records]


def _of_people(people: Sequence[Person]) -> list[Cells]:
    known = known_of(people)
    ids = [person.pk for person in people]
    present = Membership.objects.filter(person__in=ids, ended_on=None).select_related("organisation")
    memberships = {row.person_id: row for row in present.order_by("-since", "-id")}
    addresses = {row.person_id: row for row in PostalAddress.objects.filter(person__in=ids).order_by("-id")}
    return [
        {
            Column.NAME: person.name,
            Column.NOTE: person.note,
            **_reached(known[person.pk]),
            **_working(memberships.get(person.pk)),
            **_living(addresses.get(person.pk)),
        }
        for person in people
    ]


def _reached(known: Known) -> Cells:
    """The address and number that are used first, and the next of each."""
    emails, phones = (*known.emails, "", ""), (*known.phones, "", "")
    return {
        Column.EMAIL: emails[0],
        Column.SECOND_EMAIL: emails[1],
        Column.PHONE: phones[0],
        Column.SECOND_PHONE: phones[1],
    }


def _working(membership: Membership | None) -> Cells:
    """The organisation to which the person belongs longest."""
    if membership is None:
        return {}
    return {Column.ORGANISATION: membership.organisation.name, Column.POSITION: membership.position}


def _living(address: PostalAddress | None) -> Cells:
    if address is None:
        return {}
    return {
        Column.STREET: one_line(address.lines),
        Column.POSTCODE: address.postcode,
        Column.CITY: address.city,
        Column.COUNTRY: address.country,
    }


def _of_organisation(organisation: Organisation) -> Cells:
    return {
        Column.ORGANISATION: organisation.name,
        Column.WEBSITE: organisation.website,
        Column.ORGANISATION_PHONE: organisation.phone,
        Column.ORGANISATION_ADDRESS: organisation.address,
        Column.ORGANISATION_COUNTRY: organisation.country,
        Column.VAT_NUMBER: organisation.vat_number,
        Column.ORGANISATION_NOTE: organisation.note,
    }
