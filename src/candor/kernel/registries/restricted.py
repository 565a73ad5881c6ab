"""People whose data may only be stored (GDPR Art. 18(2)): every query that shows people something leaves it out.

An upper floor (privacy) says who they are, as queries that stand inside the reader's own: a lock counts with the very
next page, no page asks the database more often for it, and nothing has to be remembered. What of a table is theirs is
read from the map: rows whose ways lead to them, where a personal column answers `lock` with HIDE.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, TypeVar

from django.db import connections
from django.db.models import BigIntegerField, BooleanField, Expression, F, Model, QuerySet
from django.http import Http404

from candor.kernel.actor import ANONYMOUS, Actor
from candor.kernel.db.prepared import Given, Prepared
from candor.kernel.registries.personal_data import By, Lock, Table, Way, table_of

Found = TypeVar("Found", bound="QuerySet[Any]")
Values = Callable[[], QuerySet[Any, Any]]

OUTSIDERS = ANONYMOUS
"""From them everybody restricted is hidden: for what the software does by itself, and for letters that leave."""


@dataclass(frozen=True)
class Source:
    """Who is restricted: `people` asks for the numbers of all of them, `addresses` for those that are theirs alone.

    The two queries never change: they are written out once. `is_shown_all` tells who works with restricted data
    because somebody has to; `office` asks for the numbers of those of them who are to be told.
    """

    people: Values
    addresses: Values
    office: Values
    is_shown_all: Callable[[Actor], bool]

    @cached_property
    def this_person(self) -> Prepared[Any]:
        return Prepared(lambda: self.people().filter(person=Given("person", BigIntegerField())))


_sources: dict[str, Source] = {}
_followers: dict[str, Callable[[int], None]] = {}


def register(name: str, source: Source) -> None:
    _sources[name] = source


def when_changed(name: str, follow: Callable[[int], None]) -> None:
    """Call `follow` with a person's number, in the transaction in which they become restricted or free again.

    For what is kept beside the rows, as figures and entries of the search index.
    """
    _followers[name] = follow


def changed(person: int) -> None:
    """Whether the person is restricted may be another matter now."""
    for follow in _followers.values():
        follow(person)


def is_shown_all(actor: Actor) -> bool:
    """The software itself, which stores, and whoever a source names, see restricted data too."""
    return actor.is_the_house or any(source.is_shown_all(actor) for source in _sources.values())


def without_restricted(rows: Found, actor: Actor) -> Found:
    """The rows of which none of their people is hidden from the actor, by the ways of the map."""
    return rows.filter(*(Shown(*way) for way in _ways_to_hidden(rows.model, actor)))


def without(rows: Found, *keys: str, actor: Actor) -> Found:
    """The rows in which none of these keys leads to somebody who is hidden from the actor."""
    return rows.filter(*(Shown(key, people, actor.id) for people in _hidden_people(actor) for key in keys))


def is_hidden(key: str, actor: Actor) -> Expression | None:
    """Whether this key leads to somebody who is hidden from the actor, to stand in a query; None: to nobody."""
    return next((Hidden(key, people, actor.id) for people in _hidden_people(actor)), None)


def hidden_numbers(actor: Actor) -> Expression | None:
    """The numbers of everybody restricted, for `…__in`, where an index is to be searched by them; None for nobody."""
    return next((Written(people) for people in _hidden_people(actor)), None)


def is_restricted(person: int) -> bool:
    """Whether this person's data may only be stored. One query, a small one."""
    return any(source.this_person.is_there(person=person) for source in _sources.values())


def office() -> list[int]:
    """The numbers of those who are told what reaches us from restricted people."""
    return [number for source in _sources.values() for number in source.office()]


class Restricted(Http404):
    """What stands here is a restricted person's. Staff are told so, and nothing else (GDPR recital 67)."""


class Written(Expression):
    """The values of a source as they stand in a query."""

    output_field = BigIntegerField()

    def __init__(self, values: Values) -> None:
        super().__init__()
        self.values = values

    def as_sql(  # type: ignore[override] # Django joins lists of values, the stubs know tuples
        self, compiler: Any, connection: Any
    ) -> tuple[str, list[Any]]:
        sub, params = _written_out(self.values, connection.alias)
        return f"({sub})", [*params]


class Hidden(Expression):
    """Whether a column holds one of these values, and not the reader's own."""

    conditional = True
    output_field = BooleanField()
    ending = "IS TRUE"

    def __init__(self, key: Any, values: Values, own: int | None = None) -> None:
        super().__init__()
        self.key = F(key) if isinstance(key, str) else key
        self.values = values
        self.own = own

    def get_source_expressions(self) -> list[Any]:
        return [self.key]

    def set_source_expressions(self, exprs: Any) -> None:
        (self.key,) = exprs

    def as_sql(  # type: ignore[override] # Django joins lists of values, the stubs know tuples
        self, compiler: Any, connection: Any
    ) -> tuple[str, list[Any]]:
        column, params = compiler.compile(self.key)
        sub, sub_params = _written_out(self.values, connection.alias)
        found = f"{column} IN ({sub})"
        if self.own is None:
            return f"({found}) {self.ending}", [*params, *sub_params]
        return f"({found} AND {column} <> %s) {self.ending}", [*params, *sub_params, *params, self.own]


class Shown(Hidden):
    """The opposite; a column without a value names nobody, and shows."""

    ending = "IS NOT TRUE"


def _ways_to_hidden(model: type[Model], actor: Actor) -> Iterator[tuple[str, Values, int | None]]:
    """Column, values and what is the actor's own, for each way of the table that can lead to somebody hidden."""
    if is_shown_all(actor):
        return
    for way in _hiding_ways(table_of(model)):
        for source in _sources.values():
            if way.by is By.ADDRESS:
                yield way.through, source.addresses, None
            else:
                yield "pk" if way.through == "self" else way.through, source.people, actor.id


def _hiding_ways(table: Table) -> Iterable[Way]:
    """The ways that end in the same query, where the map hides something of the table."""
    if not any(column.is_personal and column.lock is Lock.HIDE for column in table.columns.values()):
        return ()
    return [way for way in table.ways if way.by is By.ADDRESS or (way.by is By.KEY and not way.to and not way.only)]


def _hidden_people(actor: Actor) -> list[Values]:
    return [] if is_shown_all(actor) else [source.people for source in _sources.values()]


@cache
def _written_out(values: Values, alias: str) -> tuple[str, tuple[Any, ...]]:
    """The query as SQL. Lists are the hottest pages: writing it out each time would cost more than running it."""
    compiler = values().query.get_compiler(connection=connections[alias])
    sql, params = compiler.as_sql()
    return sql, tuple(params)
