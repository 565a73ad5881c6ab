"""A query that is composed once and then asked again and again, with other values.

For the few that every request or one of the hottest pages asks: composing takes Django ten times as long as the
database takes to answer. What it gives is what the query set would give, wrappers of the connection included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from threading import local
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BigIntegerField, CharField, Expression, Field, Model, QuerySet, prefetch_related_objects
from django.db.models.query import ModelIterable, RelatedPopulator
from django.db.models.sql import UpdateQuery
from django.db.models.sql.compiler import SQLCompiler
from django.http import Http404

from candor.kernel.db.plain import plain_types

if TYPE_CHECKING:
    from candor.kernel.actor import Actor

Row = TypeVar("Row", bound=Model)

MOST_SHAPES = 128
"""Statements that are kept of one query: each for one shape of the question, as a role and a number of queues."""


BATCH = 500


class Given(Expression):
    """A value that is only given when the query is asked: stands in a filter under a name."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name
        self.plain = plain_types(field)

    def as_sql(self, _compiler: SQLCompiler, _connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)

    def ready(self, given: dict[str, Any], connection: Any) -> object:
        """The value as the database wants it."""
        value = self.value_in(given)
        return value if type(value) in self.plain else self.output_field.get_db_prep_value(value, connection)

    def value_in(self, given: dict[str, Any]) -> object:
        return given[self.name]


class GivenOf(Given):
    """One of several values that are given under one name."""

    def __init__(self, name: str, field: Field[Any, Any], place: int) -> None:
        super().__init__(name, field)
        self.place = place

    def value_in(self, given: dict[str, Any]) -> object:
        value: object = given[self.name][self.place]
        return value


ME = Given("me", BigIntegerField())


def anyone_like(actor: Actor) -> Actor:
    """The actor with the number left open: what of them changes a statement. The number is given as `me`."""
    return actor if actor.id is None else replace(actor, id=cast("int", ME))


class GivenMany(Expression):
    """So many values (one at least) that are only given when the query is asked, for `…__in`."""

    def __init__(self, name: str, field: Field[Any, Any], count: int) -> None:
        super().__init__(output_field=field)
        self.values = [GivenOf(name, field, place) for place in range(count)]

    def as_sql(self, _compiler: SQLCompiler, _connection: Any) -> tuple[str, tuple[Any, ...]]:
        if not self.values:
            raise EmptyResultSet
        return f"({', '.join(['%s'] * len(self.values))})", tuple(self.values)


def room_for(values: Sequence[object]) -> int:
    """How many places there are for so many values: 0, 1, 8, 64 and so on, so that few statements fit everybody.

    With 0, 1, 2, 4 nearly everybody had other numbers of cases, messages and addresses, and statements of their own.
    """
    return 8 ** -(-(len(values) - 1).bit_length() // 3) if values else 0


def filling(values: Sequence[object]) -> tuple[object, ...]:
    """The values for all the places of a `GivenMany`, the last one again and again."""
    return (*values, *[values[-1]] * (room_for(values) - len(values)))


@dataclass(frozen=True, slots=True)
class Composed:
    """A statement, and how its rows become what the query set would give. No `sql`: nothing can fit."""

    sql: str
    params: tuple[Any, ...] = ()
    converted: tuple[tuple[int, Any, tuple[Callable[..., Any], ...]], ...] = ()
    """Places of a row, with their expressions and what turns the database's values into ours."""
    made: Callable[[Sequence[Any]], Any] = tuple
    """Makes the object, or the tuple of values."""
    first: str = ""
    """Asks for so many rows as come at a time, and one more."""
    fetched_with: tuple[Any, ...] = ()
    """What is read by queries of its own, as `prefetch_related` says."""


class Prepared(Generic[Row]):
    """`compose` gives the query set, with a `Given` for each value. It may select related rows, or be of plain values.

    What it is called with is the question's shape: whatever else changes the statement, as the reader's permissions.
    """

    def __init__(self, compose: Callable[..., QuerySet[Row, Any]], shapes: int = MOST_SHAPES) -> None:
        self._compose = compose
        self._kept = lru_cache(maxsize=shapes)(self._composed)

    def one(self, *shape: Any, **given: object) -> Row | None:
        """The row that fits, or None; for queries of which at most one does."""
        return next(iter(self.all(*shape, **given)), None)

    def all(self, *shape: Any, **given: object) -> list[Row]:
        """Every row that fits; for queries of which few do."""
        return self._answer(shape, given)

    def rows(self, *shape: Any, **given: object) -> list[tuple[Any, ...]]:
        """The plain values of every row that fits; for query sets of `values_list`."""
        return self._answer(shape, given)

    def each(self, *shape: Any, **given: object) -> Iterator[tuple[Any, ...]]:
        """As `rows`, with few of them in memory at a time: for queries that any number of rows may fit.

        Mostly few do: PostgreSQL plans anew for each cursor, and not for a statement that it knows.
        """
        connection = connections[DEFAULT_DB_ALIAS]
        composed = self._kept(connection.vendor, *shape)
        if not composed.sql:
            return
        params = _filled(composed.params, given, connection)
        few = _asked(composed.first, params, connection) if composed.first else []
        is_all = composed.first and len(few) <= BATCH
        found = few if is_all else _read_by_and_by(composed.sql, params, connection)
        yield from (tuple(_converted(row, composed.converted, connection)) for row in found)

    def statement(self, *shape: Any) -> str:
        """What the database is asked; "" where nothing can fit."""
        return self._kept(connections[DEFAULT_DB_ALIAS].vendor, *shape).sql

    def is_there(self, *shape: Any, **given: object) -> bool:
        """Whether a row fits."""
        connection = connections[DEFAULT_DB_ALIAS]
        return bool(_found(self._kept(connection.vendor, *shape), given, connection))

    def _answer(self, shape: tuple[Any, ...], given: dict[str, Any]) -> list[Any]:
        connection = connections[DEFAULT_DB_ALIAS]
        composed = self._kept(connection.vendor, *shape)
        found = _found(composed, given, connection)
        if composed.converted:
            found = [_converted(row, composed.converted, connection) for row in found]
        made = [composed.made(row) for row in found]
        if composed.fetched_with:
            prefetch_related_objects(made, *composed.fetched_with)
        return made

    def _composed(self, vendor: str, *shape: Any) -> Composed:
        """Anew for another kind of database: tests and commands change it within a process."""
        queried = self._compose(*shape)
        compiler = queried.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return Composed("")
        selected = [expression for expression, *_ in compiler.select[: compiler.col_count]]
        converted = tuple(
            (place, expression, tuple(map(_quick, converters)))
            for place, (converters, expression) in compiler.get_converters(selected).items()
        )
        is_plain = queried._iterable_class is not ModelIterable
        first = _of_the_first(sql, queried.query) if vendor == "postgresql" else ""
        fetched_with = tuple(queried._prefetch_related_lookups)  # type: ignore[attr-defined] # not in the stubs
        return Composed(sql, tuple(params), converted, tuple if is_plain else _maker(compiler), first, fetched_with)


class PreparedOfMany(Generic[Row]):
    """A prepared query about several values at once. `compose` is given their place, for `…__in`, then the shape."""

    def __init__(self, compose: Callable[..., QuerySet[Row, Any]], field: Field[Any, Any] | None = None) -> None:
        kind = field or BigIntegerField()
        self._of = Prepared(lambda count, *shape: compose(GivenMany("values", kind, count), *shape), shapes=1_000)

    def all(self, values: Iterable[object], *shape: Any, **given: object) -> list[Row]:
        """Every row that fits one of the values; none where there are no values."""
        several = tuple(values)
        return self._of.all(room_for(several), *shape, values=filling(several), **given) if several else []

    def rows(self, values: Iterable[object], *shape: Any, **given: object) -> list[tuple[Any, ...]]:
        """The plain values of these; for query sets of `values_list`."""
        several = tuple(values)
        return self._of.rows(room_for(several), *shape, values=filling(several), **given) if several else []


class PreparedByRef(Generic[Row]):
    """The row of a reference among those that somebody may see. `compose` gives these for the actor."""

    def __init__(self, compose: Callable[[Actor], QuerySet[Row, Any]]) -> None:
        self._rows = Prepared(lambda actor: compose(actor).filter(ref=Given("ref", CharField())))

    def seen_by(self, actor: Actor, ref: str) -> Row | None:
        """The row, or None where there is none for the actor."""
        return self._rows.one(anyone_like(actor), me=actor.id, ref=ref)

    def or_404(self, actor: Actor, ref: str) -> Row:
        """The row, or 404: what one may not see does not exist."""
        found = self.seen_by(actor, ref)
        if found is None:
            raise Http404
        return found


class PreparedChange:
    """An update that is composed once a thread: `compose` gives the rows and their new values by column."""

    def __init__(self, compose: Callable[[], tuple[QuerySet[Any], dict[str, Any]]]) -> None:
        self._compose = compose
        self._of_thread = local()

    def made(self, **given: object) -> int:
        """Change the rows; how many there were."""
        connection = connections[DEFAULT_DB_ALIAS]
        sql, params = self._composed(connection)
        with connection.cursor() as cursor:
            cursor.execute(sql, _filled(params, given, connection))
            return int(cursor.rowcount)

    def answered(self, column: str, **given: object) -> Any:
        """Change the one row that fits; what stands in a column of plain values then, None where no row fits."""
        connection = connections[DEFAULT_DB_ALIAS]
        sql, params = self._composed(connection)
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} RETURNING {connection.ops.quote_name(column)}", _filled(params, given, connection))
            changed = cursor.fetchall()
        return changed[0][0] if changed else None

    def _composed(self, connection: Any) -> tuple[str, tuple[Any, ...]]:
        known = getattr(self._of_thread, "composed", None)
        if known is None or known[0] is not connection:
            rows, values = self._compose()
            query: Any = rows.query.chain(UpdateQuery)
            query.add_update_values(values)
            known = self._of_thread.composed = (connection, *query.get_compiler(DEFAULT_DB_ALIAS).as_sql())
        return known[1:]


def _found(composed: Composed, given: dict[str, Any], connection: Any) -> list[Any]:
    """The rows as the database gives them."""
    return _asked(composed.sql, _filled(composed.params, given, connection), connection) if composed.sql else []


def _of_the_first(sql: str, query: Any) -> str:
    if query.is_sliced:
        return sql if query.high_mark is not None and query.high_mark <= BATCH else ""
    return f"{sql} LIMIT {BATCH + 1}"


def _asked(sql: str, params: list[Any], connection: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found: list[Any] = cursor.fetchall()
    return found


def _read_by_and_by(sql: str, params: list[Any], connection: Any) -> Iterator[Any]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while some := cursor.fetchmany(BATCH):
            yield from some


def _filled(params: Iterable[Any], given: dict[str, Any], connection: Any) -> list[Any]:
    return [each.ready(given, connection) if isinstance(each, Given) else each for each in params]


def _converted(row: Sequence[Any], places: Iterable[Any], connection: Any) -> list[Any]:
    values = list(row)
    for place, expression, converters in places:
        value = values[place]
        for convert in converters:
            value = convert(value, expression, connection)
        values[place] = value
    return values


def _quick(converter: Callable[..., Any]) -> Callable[..., Any]:
    """SQLite keeps moments as text; a list reads two hundred of them (5 µs each by Django's function, 0.5 by ours)."""
    return _moment if getattr(converter, "__name__", "") == "convert_datetimefield_value" else converter


def _moment(value: Any, _expression: Any, _connection: Any) -> Any:
    if not isinstance(value, str):
        return value if value is None or value.tzinfo is not None else value.replace(tzinfo=UTC)
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


def _maker(compiler: SQLCompiler) -> Callable[[Sequence[Any]], Any]:
    """How `ModelIterable` makes an object of a row."""
    info: Any = compiler.klass_info
    columns = info["select_fields"]
    first, end, model = columns[0], columns[-1] + 1, info["model"]
    names = [column.target.attname for column, *_ in compiler.select[first:end]]
    populators = [
        RelatedPopulator(related, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg] # stubs of 6.1
        for related in info.get("related_klass_infos", [])
    ]
    annotations = list((compiler.annotation_col_map or {}).items())

    def made(row: Sequence[Any]) -> Any:
        found = model.from_db(DEFAULT_DB_ALIAS, names, row[first:end])
        for populator in populators:
            populator.populate(row, found)
        for name, place in annotations:
            setattr(found, name, row[place])
        return found

    return made
