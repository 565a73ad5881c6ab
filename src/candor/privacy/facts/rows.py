"""What is known about rows, a batch of them at a time: whose they are, since when, and what holds them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.db.models import BigIntegerField, CharField, Q, QuerySet

from candor.kernel.db.by_key import values_by_key
from candor.kernel.db.prepared import GivenMany, Prepared, PreparedOfMany, filling, room_for
from candor.kernel.registries.personal_data import Table, Way
from candor.people.public import Identifier, IdentifierKind, NotAnIdentifier, normalise
from candor.privacy.facts.paths import (
    address_ways,
    end_of,
    many_ways,
    object_ways,
    paths_to_company,
    paths_to_objects,
    paths_to_organisations,
    single_ways,
    table_with,
)
from candor.privacy.facts.periods import anchors_of_people, day_of
from candor.privacy.models import Hold
from candor.privacy.rules.periods import Rules

Row = Mapping[str, Any]

ORGANISATIONS = "organisations"


@dataclass(slots=True)
class Known:
    """One row: its key, the day on which its period began, whose it is, in what it stands, whether a company's."""

    key: str = ""
    anchor: date | None = None
    people: set[int] = field(default_factory=set)
    objects: set[tuple[str, int]] = field(default_factory=set)
    organisations: set[int] = field(default_factory=set)
    is_of_company: bool = False
    holds: set[date] = field(default_factory=set)


def known_rows(table: Table, keys: Collection[str], rules: Rules) -> dict[str, Known]:
    """What is known about these rows, by key; one that is gone is not in it. A constant number of queries."""
    rows = _read(table, keys)
    known = {str(row["pk"]): _of_itself(table, row, rules) for row in rows}
    _add_people_of_addresses(table, rows, known)
    _add_elsewhere(table, rows, known)
    if table.since is None:
        _add_anchors_of_people(table, known, rules)
    _add_holds(known)
    _add_held_of_many(table, known)
    return known


def _read(table: Table, keys: Collection[str]) -> list[Row]:
    wanted = _own_paths(table)
    return [dict(zip(wanted, row, strict=True)) for row in values_by_key(table.model, keys, wanted)]


@cache
def _own_paths(table: Table) -> tuple[str, ...]:
    """The look-ups that are read of each row."""
    return tuple({"pk": None, **dict.fromkeys(_paths(table))})


def _paths(table: Table) -> Iterator[str]:
    model: Any = table.model
    yield from table.since.paths if table.since else ()
    for way in single_ways(table):
        yield from (end_of(way), *way.only)
    for way in (*address_ways(table), *object_ways(table)):
        yield from filter(None, (way.through, way.kind))
    yield from (path for path, _kind in paths_to_objects(model))
    yield from paths_to_organisations(model)


def _of_itself(table: Table, row: Row, rules: Rules) -> Known:
    """What the row's own columns and foreign keys say."""
    model: Any = table.model
    moments = [row[path] for path in table.since.paths] if table.since else []
    return Known(
        key=str(row["pk"]),
        anchor=day_of(table.since, moments, rules) if table.since else None,
        people={row[end_of(way)] for way in single_ways(table) if row[end_of(way)] and _counts(way, row)},
        objects={(kind, row[path]) for path, kind in paths_to_objects(model) if row[path] is not None},
        organisations={row[path] for path in paths_to_organisations(model) if row[path] is not None},
        is_of_company=any(row[path] is not None for path in paths_to_company(model)),
    )


def _counts(way: Way, row: Row) -> bool:
    return all(str(row[column]).startswith(tuple(beginnings)) for column, beginnings in way.only.items())


def _add_people_of_addresses(table: Table, rows: list[Row], known: dict[str, Known]) -> None:
    """Everybody who has an address that the row names: a hold on one of two who share a mailbox holds its mail."""
    ways = address_ways(table)
    addresses = {text for row in rows for way in ways if (text := row[way.through])}
    if not addresses:
        return
    owners: dict[str, set[int]] = defaultdict(set)
    spelt = {*addresses, *(text.lower() for text in addresses), *_normalised(addresses)}
    for person, value, written in _HOLDERS.rows(spelt):
        for text in (value, written):
            owners[text.lower()].add(person)
    for row in rows:
        for way in ways:
            known[str(row["pk"])].people |= owners.get(str(row[way.through]).lower(), set())


def _holders(spelt: Any) -> QuerySet[Any, Any]:
    found = Identifier.objects.filter(kind__in=IdentifierKind.values, value__in=spelt).order_by()
    return found.values_list("person", "value", "written")


_HOLDERS: PreparedOfMany[Any] = PreparedOfMany(_holders, CharField())


def _normalised(addresses: Iterable[str]) -> Iterator[str]:
    """As identifiers are looked up: by kind and normalised value, which have an index."""
    for text in addresses:
        with suppress(NotAnIdentifier):
            yield normalise(IdentifierKind.EMAIL, text)


def _add_elsewhere(table: Table, rows: list[Row], known: dict[str, Known]) -> None:
    """What stands about the rows that these name by kind and number, as about the message that a mail brought."""
    for way in object_ways(table):
        named = {str(row["pk"]): str(row[way.through]) for row in rows if row[way.kind] == way.to and row[way.through]}
        target = table_with(way.to)
        there = {str(row["pk"]): _of_itself(target, row, Rules()) for row in _read(target, set(named.values()))}
        for key, other in named.items():
            found = there.get(other, Known())
            known[key].people |= found.people
            known[key].objects |= found.objects
            known[key].organisations |= found.organisations
            known[key].is_of_company |= found.is_of_company


def _add_anchors_of_people(table: Table, known: dict[str, Known], rules: Rules) -> None:
    """The last sign of all whose row it is; none while one of them has no beginning."""
    anchors = anchors_of_people(table.keep, {person for row in known.values() for person in row.people}, rules)
    for row in known.values():
        days = [anchors.get(person) for person in row.people]
        row.anchor = max((day for day in days if day), default=None) if all(days) else None


def _add_holds(known: dict[str, Known]) -> None:
    """Review dates of the holds on what the rows stand in, and on organisations they belong to. One query."""
    sought: dict[str, set[int]] = defaultdict(set)
    for row in known.values():
        sought[ORGANISATIONS] |= row.organisations
        for kind, number in row.objects:
            sought[kind].add(number)
    numbers = {kind: list(some) for kind, some in sought.items() if some}
    counts = frozenset((kind, room_for(some)) for kind, some in numbers.items())
    given: dict[str, object] = {kind: filling(some) for kind, some in numbers.items()}
    found = _HOLDS.rows(counts, **given) if numbers else []
    for row in known.values():
        row.holds |= {
            day
            for organisation, kind, number, day in found
            if organisation in row.organisations or (kind, number) in row.objects
        }


def _holds(counts: frozenset[tuple[str, int]]) -> QuerySet[Any, Any]:
    """By organisation, or by kind and number: so many of each."""
    asked = Q(pk__in=())
    for kind, count in sorted(counts):
        numbers = GivenMany(kind, BigIntegerField(), count)
        is_thing = kind != ORGANISATIONS
        asked |= Q(object_kind=kind, object_id__in=numbers) if is_thing else Q(organisation__in=numbers)
    return Hold.objects.standing().filter(asked).values_list("organisation", "object_kind", "object_id", "review_on")


_HOLDS: Prepared[Any] = Prepared(_holds)


def _add_held_of_many(table: Table, known: dict[str, Known]) -> None:
    """Of a row with any number of people only the held ones are asked for, each as far as they count."""
    model: Any = table.model
    for way in many_ways(table):
        held = Hold.objects.standing().exclude(person=None)
        rows = model._base_manager.filter(pk__in=known, **{f"{way.through}__in": held.values("person")})
        named = list(rows.order_by().values_list("pk", way.through).distinct())
        days = dict(held.filter(person__in={person for _key, person in named}).values_list("person", "review_on"))
        for key, person in named:
            known[str(key)].holds.add(days[person])
