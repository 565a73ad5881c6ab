"""Reads of people and organisations in the shape of sales' pages. Lists go on by the last row; none is counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from candor.business import segment_fields
from candor.business.models import Care, ContactTag, FollowUp, Segment, Tagging
from candor.business.rules.segments import About, Node, picked
from candor.kernel.actor import Actor
from candor.kernel.search import matching
from candor.people.public import (
    ORGANISATION_INDEX,
    Organisation,
    Person,
    callers,
    organisations_of,
    primary_emails,
)

PAGE = 50
MOST_FOUND = 50
MOST_TAGS, MOST_SEGMENTS, MOST_TASKS = 200, 200, 50
COUNTED = 1_000
"""More than this is told as "more than 1,000": nobody decides differently for the exact number."""

FIELDS = tuple(field.name for field in segment_fields.FIELDS)
"""What the list's filters ask for."""


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One line of the list."""

    ref: str
    name: str
    sub: str
    owner: str
    tags: Sequence[str]


@dataclass(frozen=True, slots=True)
class CustomerList:
    """One page. `older` names the one after which the next page begins, or is ""."""

    rows: list[CustomerRow]
    older: str


@dataclass(frozen=True, slots=True)
class CareOf:
    """Who looks after somebody, what is put on them, and what is to be done."""

    owner: Person | None
    tags: list[ContactTag]
    tasks: list[FollowUp]


def rows_of(actor: Actor, about: About, node: Node) -> QuerySet[Any]:
    """Those whom the tree picks, as far as the actor may see them."""
    model: Any = Person if about is About.PEOPLE else Organisation
    visible: QuerySet[Any] = model.objects.visible_to(actor)
    return visible.filter(picked(node, about, actor))


def customers(actor: Actor, about: About, node: Node, *, typed: str = "", after: str = "") -> CustomerList:
    """A page by name; with `typed`, the first fifty whose name (people: address or number too) has these words."""
    rows = rows_of(actor, about, node)
    if typed:
        return CustomerList(shown(about, _found(actor, about, rows, typed)), "")
    mark = rows.filter(ref=after).first() if after else None
    if mark is not None:
        rows = rows.filter(Q(name__gt=mark.name) | Q(name=mark.name, pk__gt=mark.pk))
    found = list(rows.order_by("name", "id")[: PAGE + 1])
    return CustomerList(shown(about, found[:PAGE]), found[PAGE - 1].ref if len(found) > PAGE else "")


def bounded_count(actor: Actor, about: About, node: Node) -> int:
    """How many the tree picks; COUNTED + 1 for all numbers beyond."""
    return rows_of(actor, about, node).order_by()[: COUNTED + 1].count()


def care_of(actor: Actor, customer: Person | Organisation) -> CareOf:
    """Three queries."""
    about = {"person": customer} if isinstance(customer, Person) else {"organisation": customer}
    care = Care.objects.filter(**about).select_related("owner").first()
    tags = ContactTag.objects.filter(**{f"taggings__{name}": value for name, value in about.items()})
    tasks = (
        FollowUp.objects.visible_to(actor).open().filter(**about).select_related("assignee", "person", "organisation")
    )
    return CareOf(
        care.owner if care is not None else None,
        list(tags.order_by("key")[:MOST_TAGS]),
        list(tasks.order_by("due_on", "id")[:MOST_TASKS]),
    )


def my_follow_ups(actor: Actor, most: int = MOST_TASKS) -> list[FollowUp]:
    """What the member of staff has to do beside leads, the most urgent first. One query."""
    mine = FollowUp.objects.visible_to(actor).open().filter(assignee=actor.id)
    return list(mine.select_related("person", "organisation").order_by("due_on", "id")[:most])


def tags_to_choose() -> list[ContactTag]:
    """All tags by name, as many as anybody can look through."""
    return list(ContactTag.objects.order_by("key")[:MOST_TAGS])


def segments(actor: Actor, about: About | None = None) -> list[Segment]:
    rows = Segment.objects.visible_to(actor).select_related("by")
    chosen = rows if about is None else rows.filter(about=about)
    return list(chosen.order_by("name", "id")[:MOST_SEGMENTS])


def _found(actor: Actor, about: About, rows: QuerySet[Any], typed: str) -> list[Any]:
    if about is About.ORGANISATIONS:
        return list(matching(ORGANISATION_INDEX, typed, rows)[:MOST_FOUND])
    named = [person.pk for person in callers(typed, by=actor, most=MOST_FOUND)]
    return list(rows.filter(pk__in=named).order_by("name", "id"))


def shown(about: About, found: Iterable[Any]) -> list[CustomerRow]:
    """The people or organisations as lines of a list. Five queries at most."""
    rows = list(found)
    field, ids = ("person" if about is About.PEOPLE else "organisation"), [row.pk for row in rows]
    owners = dict(Care.objects.filter(**{f"{field}__in": ids}).values_list(field, "owner__name"))
    tags: dict[int, list[str]] = {}
    for number, name in (
        Tagging.objects.filter(**{f"{field}__in": ids}).order_by("tag__key").values_list(field, "tag__name")
    ):
        tags.setdefault(number, []).append(name)
    subs = _people_subs(ids) if about is About.PEOPLE else {row.pk: _place(row) for row in rows}
    return [
        CustomerRow(row.ref, row.name, subs.get(row.pk, ""), owners.get(row.pk) or "", tags.get(row.pk, ()))
        for row in rows
    ]


def _people_subs(ids: list[int]) -> dict[int, str]:
    emails, companies = primary_emails(ids), organisations_of(ids)
    return {
        number: " · ".join(part for part in (str(companies.get(number, "")), emails.get(number, "")) if part)
        for number in ids
    }


def _place(row: Organisation) -> str:
    return " · ".join(part for part in (row.country, row.website.partition("://")[2] or row.website) if part)
