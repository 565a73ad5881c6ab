"""What stands about people as a whole: holds, restrictions, contracts, clients. Asked anew, never remembered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import BigIntegerField, QuerySet, Value
from django.db.models.functions import Cast

from candor.kernel.db.prepared import PreparedOfMany
from candor.kernel.registries.personal_data import Subject, table_of, tables
from candor.privacy.clients import clients_of
from candor.privacy.contracts import contracts_of
from candor.privacy.facts.paths import end_of, held_kinds, paths_to_objects, single_ways
from candor.privacy.models import Hold, Lock
from candor.privacy.rules.deciding import Client, Contract, Request


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is true of all that is held about somebody, in the words of `rules.deciding.Facts`.

    `around` are the review dates of holds on cases in which they have a part: while one stands, who they are stays.
    `grounds` are the references of compelling grounds, by table and key of the row that they were recorded for.
    `people` are the records of those whose holds are among them.
    """

    people: frozenset[int] = frozenset()
    request: Request | None = None
    holds: tuple[date, ...] = ()
    around: tuple[date, ...] = ()
    restricted: bool = False
    contracts: tuple[Contract, ...] = ()
    clients: tuple[Client, ...] = ()
    no_advertising: bool = False
    grounds: Mapping[tuple[str, str], str] = field(default_factory=dict)


NOTHING_STANDS = Circumstances()
AT_ONCE = 500
"""Held things in one statement, in which they stand some thirty times: one of PostgreSQL takes 65,535 values."""


def circumstances_of(subject: Subject, request: Request | None = None) -> Circumstances:
    """What stands about a person now, with all records that became part of theirs, and what they ask for.

    A constant number of queries.
    """
    found = circumstances_of_people(subject.numbers)
    return together([found[number] for number in subject.numbers], request)


def circumstances_of_people(people: Collection[int]) -> Mapping[int, Circumstances]:
    """What stands about each of these people. A constant number of queries."""
    stands = _what_stands(people)
    around = _holds_around(stands.things, people)
    contracts, clients = contracts_of(people), clients_of(people)
    return {
        person: Circumstances(
            people=frozenset({person}),
            holds=tuple(sorted(stands.holds[person])),
            around=tuple(sorted(around[person])),
            restricted=person in stands.locked,
            contracts=contracts.get(person, ()),
            clients=clients.get(person, ()),
        )
        for person in people
    }


def together(several: Collection[Circumstances], request: Request | None = None) -> Circumstances:
    """All of these at once, as for a row that belongs to two people: the clients of each have a say."""
    return Circumstances(
        people=frozenset(person for one in several for person in one.people),
        request=request,
        holds=tuple(sorted({day for one in several for day in one.holds})),
        around=tuple(sorted({day for one in several for day in one.around})),
        restricted=any(one.restricted for one in several),
        contracts=tuple(dict.fromkeys(contract for one in several for contract in one.contracts)),
        clients=tuple(dict.fromkeys(client for one in several for client in one.clients)),
        no_advertising=any(one.no_advertising for one in several),
    )


def holds_of_people(people: Collection[int]) -> Mapping[int, set[date]]:
    """Review dates of holds on each of them and on organisations in which they have or had a place. One query."""
    found: dict[int, set[date]] = defaultdict(set)
    for person, day in _HELD.rows(people):
        found[person].add(day)
    return found


def _of_the_held(people: Any) -> QuerySet[Any, Any]:
    own, of_organisations = (standing.values_list(path, "review_on") for path, standing in _holds_on(people).items())
    return own.union(of_organisations)


def _holds_on(people: Any) -> Mapping[str, QuerySet[Hold]]:
    """By the way to the person: the holds on each of them, and on organisations in which they have or had a place."""
    ways = ("person", "organisation__memberships__person")
    return {way: Hold.objects.standing().filter(**{f"{way}__in": people}).order_by() for way in ways}


@dataclass(frozen=True, slots=True)
class _Stands:
    """What the registers hold: by person review dates of holds, who is locked, and by kind and number held things."""

    holds: dict[int, set[date]] = field(default_factory=lambda: defaultdict(set))
    locked: set[int] = field(default_factory=set)
    things: dict[str, dict[int, date]] = field(default_factory=lambda: defaultdict(dict))


HELD, LOCKED, THING = "held", "locked", "thing"


def _what_stands(people: Collection[int]) -> _Stands:
    """Their own holds and locks, and the holds on anything beside people. One query."""
    stands = _Stands()
    for what, person, kind, number, day in _STANDING.rows(people, tuple(held_kinds().values())):
        if what == HELD:
            stands.holds[person].add(day)
        elif what == LOCKED:
            stands.locked.add(person)
        else:
            stands.things[kind][number] = min(day, stands.things[kind].get(number, day))
    return stands


def _standing(people: Any, kinds: tuple[str, ...]) -> QuerySet[Any, Any]:
    own, of_organisations = (
        rows.annotate(what=Value(HELD)).values_list("what", way, "object_kind", "object_id", "review_on")
        for way, rows in _holds_on(people).items()
    )
    things = Hold.objects.standing().filter(object_kind__in=kinds, object_id__isnull=False).order_by()
    locks = Lock.objects.standing().of_the_person().filter(person__in=people).order_by()
    nothing = {"kind": Value(""), "number": Cast(Value(None), BigIntegerField())}
    return own.union(
        of_organisations,
        things.annotate(what=Value(THING)).values_list("what", "person", "object_kind", "object_id", "review_on"),
        locks.annotate(what=Value(LOCKED), **nothing).values_list("what", "person", "kind", "number", "until"),
    )


_HELD: PreparedOfMany[Any] = PreparedOfMany(_of_the_held)
_STANDING: PreparedOfMany[Any] = PreparedOfMany(_standing)


def _holds_around(things: Mapping[str, Mapping[int, date]], people: Collection[int]) -> dict[int, set[date]]:
    """Review dates of the holds on things in which they have a part. One query for each kind that is held."""
    found: dict[int, set[date]] = defaultdict(set)
    for kind, held in things.items():
        numbers = list(held)
        for start in range(0, len(numbers), AT_ONCE):
            for person, number in _parts_in(kind, numbers[start : start + AT_ONCE], people):
                found[person].add(held[number])
    return found


def _parts_in(kind: str, numbers: Collection[int], people: Collection[int]) -> Iterable[tuple[int, int]]:
    """Who of them has a part in which of these things: asked it, wrote in it, got copies of it. One query."""
    keep = table_of(apps.get_model(kind)).keep
    parts: list[Any] = [
        model._base_manager.filter(**{f"{path}__in": list(numbers), f"{end_of(way)}__in": people})
        .order_by()
        .values_list(end_of(way), path)
        for table in tables().values()
        if (model := table.model) is not None and table.keep == keep
        for path in [path for path, other in paths_to_objects(model) if other == kind]
        for way in single_ways(table)
    ]
    found: Iterable[tuple[int, int]] = parts[0].union(*parts[1:]) if parts else ()
    return found
