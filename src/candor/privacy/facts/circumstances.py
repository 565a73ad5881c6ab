"""What stands about people as a whole: holds, restrictions, contracts, clients. Asked anew, never remembered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from candor.kernel.db.prepared import Prepared, PreparedOfMany
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
    holds, around = holds_of_people(people), _holds_around(people)
    locked = {person for (person,) in _LOCKED.rows(people)}
    contracts, clients = contracts_of(people), clients_of(people)
    return {
        person: Circumstances(
            people=frozenset({person}),
            holds=tuple(sorted(holds[person])),
            around=tuple(sorted(around[person])),
            restricted=person in locked,
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
    standing = Hold.objects.standing().order_by()
    own, of_organisations = (
        standing.filter(**{f"{path}__in": people}).values_list(path, "review_on")
        for path in ("person", "organisation__memberships__person")
    )
    return own.union(of_organisations)


def _of_the_locked(people: Any) -> QuerySet[Any, Any]:
    return Lock.objects.standing().of_the_person().filter(person__in=people).order_by().values_list("person")


_HELD: PreparedOfMany[Any] = PreparedOfMany(_of_the_held)
_LOCKED: PreparedOfMany[Any] = PreparedOfMany(_of_the_locked)
_HELD_THINGS: Prepared[Any] = Prepared(
    lambda kind: (
        Hold.objects.standing()
        .filter(object_kind=kind, object_id__isnull=False)
        .order_by("-review_on")
        .values_list("object_id", "review_on")
    )
)


def _holds_around(people: Collection[int]) -> dict[int, set[date]]:
    found: dict[int, set[date]] = defaultdict(set)
    for kind in held_kinds().values():
        held: dict[int, date] = dict(_HELD_THINGS.rows(kind))
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
