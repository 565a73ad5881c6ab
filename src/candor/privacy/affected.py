"""Whom a breach concerns, found over the map: whose rows lie where something happened, a batch of people at a time.

A question is answered in the order of people's numbers and can be taken up after any of them, so that memory and
transactions stay small however many people there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import DateTimeField, Model, Q, QuerySet

from candor.kernel.models import AccessLogEntry
from candor.kernel.registries.personal_data import By, Table, Way, table_of, tables
from candor.people.public import Identifier, Membership, Person
from candor.privacy.models import AffectedSearch, FoundBy
from candor.privacy.packs import offered
from candor.privacy.words import in_language

BATCH = 500
MOST_COUNTED = 1_000
MOST_ASKED = 10_000
"""Numbers in a statement; SQLite takes 32,766."""

MOMENTS = ("created_at", "received_at", "sent_at", "at", "hour", "set_at", "since")
"""Columns by which the age of a row is told, the surest first."""


def kinds_of_records(language: str) -> Mapping[str, str]:
    """What may be chosen: kinds of records as the retention rules call them, by their key, with rows of people."""
    keys = {table.keep for table in _tables()}
    titles: dict[str, str] = {}
    for pack in offered()[0]:
        for one in pack.rules:
            if one.rule.key in keys:
                titles.setdefault(one.rule.key, in_language(one.title, language))
    return dict(sorted(titles.items(), key=lambda pair: pair[1].lower()))


def tables_of_kinds(keys: list[str]) -> list[str]:
    """The labels of the tables that are kept under these keys."""
    return sorted(table.model._meta.label_lower for table in _tables() if table.keep in keys and table.model)


def people_after(search: AffectedSearch, last: int, most: int = BATCH) -> list[int]:
    """The next numbers of people, in order, that the question finds; fewer than `most` only at the end."""
    found: set[int] = set()
    for rows, through in _parts(search):
        further = rows.filter(**{f"{through}__gt": last}).order_by(through).values_list(through, flat=True)
        found.update(further.distinct()[:most])
    return sorted(found)[:most]


def present_among(numbers: list[int]) -> dict[int, int]:
    """Those that are people today: the record that each number has become part of, by the number.

    One query for each ten thousand.
    """
    found: dict[int, int] = {}
    for begin in range(0, len(numbers), MOST_ASKED):
        some = numbers[begin : begin + MOST_ASKED]
        rows = Person.objects.filter(pk__in=some, erased_at=None).values_list("pk", "merged_into")
        found.update((number, merged or number) for number, merged in rows)
    return found


def count_up_to(search: AffectedSearch, most: int = MOST_COUNTED) -> int:
    """How many people the question finds, counted no further than `most`."""
    return len(set(present_among(people_after(search, 0, most)).values()))


def people_of_row(kind: str, number: int) -> list[int]:
    """Whose one row is, as a case's: the people at the end of its ways."""
    table = table_of(apps.get_model(kind))
    model: Any = table.model
    rows = model._base_manager.filter(pk=number)
    found: set[int] = set()
    for way in table.ways_to_people:
        through = "pk" if way.through == "self" else way.through
        found.update(each for each in rows.values_list(through, flat=True)[:BATCH] if each)
    return sorted(found)


def _parts(search: AffectedSearch) -> Iterator[tuple[QuerySet[Any], str]]:
    """Query sets with the look-up from their rows to the number of a person."""
    match search.way:
        case FoundBy.ORGANISATION:
            yield Membership.objects.filter(organisation=search.organisation_id), "person_id"
        case FoundBy.ACCOUNT:
            looks = AccessLogEntry.objects.filter(actor_id=search.staff_number or 0)
            yield _within(looks, "hour", search), "subject_id"
        case FoundBy.TABLES:
            for label in search.tables:
                yield from _parts_of(table_of(apps.get_model(label)), search)


def _parts_of(table: Table, search: AffectedSearch) -> Iterator[tuple[QuerySet[Any], str]]:
    model: Any = table.model
    rows = _within(model._base_manager.all(), _moment_of(model), search)
    for way in table.ways:
        narrowed = rows.filter(_only(way))
        if way.by is By.KEY and not way.to:
            yield narrowed, "pk" if way.through == "self" else way.through
        elif way.by is By.ADDRESS:
            yield Identifier.objects.filter(value__in=narrowed.values(way.through)), "person_id"


def _only(way: Way) -> Q:
    """A way may hold for some kinds of rows alone: those whose column begins with one of these."""
    each = [
        reduce(or_, (Q(**{f"{column}__startswith": beginning}) for beginning in beginnings))
        for column, beginnings in way.only.items()
    ]
    return Q(*each)


def _within(rows: QuerySet[Any], moment: str, search: AffectedSearch) -> QuerySet[Any]:
    """Rows of the span; those of a table that tells no moment are all in it."""
    if moment and search.begins_at is not None:
        rows = rows.filter(**{f"{moment}__gte": search.begins_at})
    if moment and search.ends_at is not None:
        rows = rows.filter(**{f"{moment}__lte": search.ends_at})
    return rows


def _moment_of(model: type[Model]) -> str:
    """The column that tells how old a row is, "" for a table without one."""
    named = [field.name for field in model._meta.concrete_fields if isinstance(field, DateTimeField)]
    return next((name for name in (*MOMENTS, *named) if name in named), "")


def _tables() -> list[Table]:
    """Tables with rows of people that can be found by their ways."""
    ways = {By.KEY, By.ADDRESS}
    return [table for table in tables().values() if table.model and any(way.by in ways for way in table.ways)]
