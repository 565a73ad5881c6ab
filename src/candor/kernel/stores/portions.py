"""Somebody's rows a page at a time, newest first, and how many there are up to a limit.

For pages, which may take no longer for somebody with 70,000 cases than for somebody with three: each way to a person is
asked for by itself and gives no more rows than a page needs. What a copy shows of a table decides what is listed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateField, DateTimeField, Q, QuerySet

from candor.kernel.db.aggregates import moment_in
from candor.kernel.db.prepared import Given
from candor.kernel.registries.personal_data import By, Export, Row, Subject, Table, tables
from candor.kernel.stores.finding import Whose, conditions, naming, rows_led_to_by_way
from candor.kernel.stores.sought import ADDRESSES, NUMBERS, Places, Sought

MOST_COUNTED = 100
"""So far a page counts; beyond it says "more than"."""

MOST_BETWEEN = 1_000
"""So many rows of theirs are looked at when what hangs on them by kind and number is counted."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows of a table are somebody's (`MOST_COUNTED` + 1 stands for more), and the moment of the newest.

    `last` is None where the rows tell no moment, and where they hang on other rows of theirs, which tell theirs. There
    are that many `at_least` where not all that they hang on was looked at, as with files, which are not counted.
    """

    number: int
    last: datetime | date | None = None
    at_least: bool = False


def shown_tables() -> list[Table]:
    """The tables of which a copy shows something of somebody."""
    return [
        table
        for table in tables().values()
        if table.model is not None and any(_is_shown(table, name) for name in table.columns)
    ]


def moment_of(table: Table) -> str:
    """The field that tells when a row came to be: the first moment, else day, that a copy shows; "" without one."""
    fields = table.model._meta.concrete_fields if table.model else ()
    moments = [field for field in fields if isinstance(field, DateField) and _is_shown(table, str(field.column))]
    moments.sort(key=lambda field: not isinstance(field, DateTimeField))
    return moments[0].name if moments else ""


def newest_of(table: Table, subject: Subject, *, before: object | None, most: int) -> list[Any]:
    """The keys of at most so many of their rows, or rows that name them, newest first; beyond the key `before`."""
    sought = Sought(subject)
    found = [_portion(table, condition, before, most) for condition in _shown_conditions(table, sought)]
    if not found:
        return []
    together = _all(table).filter(pk__in=_union(table, found))
    return list(together.order_by("-pk").values_list("pk", flat=True)[:most])


def owned_among(table: Table, subject: Subject, keys: Collection[object]) -> set[Any]:
    """Those of these rows that are the person's. The others only name them in a column."""
    if not any(_is_shown(table, column) for column in table.mentions):
        return set(keys)
    rows = _all(table).filter(pk__in=keys)
    found = [rows.filter(condition).order_by().values("pk") for condition in conditions(table, Sought(subject))]
    return set(_all(table).filter(pk__in=_union(table, found)).values_list("pk", flat=True)) if found else set()


def named_in(table: Table, subject: Subject, keys: Collection[object]) -> Mapping[str, set[Any]]:
    """By column, which of these rows name the person there. A query for each column of the table that may."""
    rows = _all(table).filter(pk__in=keys)
    return {
        column: set(rows.filter(condition).values_list("pk", flat=True))
        for column, condition in naming(table, Sought(subject)).items()
        if _is_shown(table, column)
    }


def how_many(subject: Subject, among: Sequence[str]) -> Mapping[str, Counted]:
    """How many rows of each of these tables there are, where there are any. One statement for all of them."""
    if not among:
        return {}
    sizes = (len(subject.numbers), len(subject.addresses))
    sql, params = _statement(connection.vendor, tuple(among), sizes, tuple(tables().values()))
    given = {NUMBERS: subject.numbers, ADDRESSES: subject.addresses}
    values: list[Any] = [each.ready(given, connection) if isinstance(each, Given) else each for each in params]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    return {
        among[place]: Counted(number, moment_in(last), at_least=bool(beyond))
        for place, number, last, beyond in rows
        if number or beyond
    }


class _Anybody(Places):
    """Where anybody's numbers and addresses are put in; of rows that others lead over the first ones are looked at."""

    def __init__(self, sizes: tuple[int, int]) -> None:
        super().__init__({NUMBERS: sizes[0], ADDRESSES: sizes[1]})
        self.between: dict[str, QuerySet[Any, Any]] = {}

    def numbers_in(self, table: Table) -> Any:
        rows = [each.values("pk")[:MOST_BETWEEN] for each in rows_led_to_by_way(table, self)]
        found = _union(table, rows) if rows else _all(table).none().values("pk")
        self.between[table.name] = found
        return found


@lru_cache(maxsize=64)
def _statement(
    _vendor: str, among: tuple[str, ...], sizes: tuple[int, int], _declared: tuple[Table, ...]
) -> tuple[str, tuple[Any, ...]]:
    """Composed once: it takes Django as long as a page, and the database a few milliseconds to answer."""
    parts, params = [], []
    for place, name in enumerate(among):
        sql, given = _part(place, tables()[name], _Anybody(sizes))
        parts += [sql] if sql else []
        params += given
    return " UNION ALL ".join(parts) or "SELECT 0, 0, NULL, 0", tuple(params)


def _part(place: int, table: Table, whose: _Anybody) -> tuple[str, list[Any]]:
    """A row of the answer: which table, how many, the newest, and whether there may be more. "" where none can be."""
    if table.row is Row.REFCOUNT:
        return f"SELECT {place}, 0, NULL, 1", []
    counted = _compiled(_counted(table, whose))
    if counted is None:
        return "", []
    last = _compiled(_last(table, whose)) or ("NULL", ())
    beyond = [found for rows in whose.between.values() if (found := _compiled(_beyond(rows))) is not None]
    sums = " + ".join(_number(sql) for sql, _given in beyond) or "0"
    sql = f"SELECT {place}, {_number(counted[0])}, CAST(({last[0]}) AS text), {sums}"
    return sql, [*counted[1], *last[1], *(value for _sql, given in beyond for value in given)]


def _number(sql: str) -> str:
    return f"(SELECT COUNT(*) FROM ({sql}) AS bounded)"  # noqa: S608 - composed by Django, values are parameters


def _beyond(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """One row where not all of these were looked at."""
    return rows.order_by()[MOST_BETWEEN - 1 : MOST_BETWEEN]


def _compiled(rows: QuerySet[Any, Any] | None) -> tuple[str, tuple[Any, ...]] | None:
    if rows is None:
        return None
    try:
        sql, params = rows.query.get_compiler(connection.alias).as_sql()
    except EmptyResultSet:
        return None
    return sql, tuple(params)


def _counted(table: Table, whose: Whose) -> QuerySet[Any, Any] | None:
    found = [_some(table, condition) for condition in _shown_conditions(table, whose)]
    if len(found) == 1:
        return found[0]
    if not found:
        return None
    each = [_all(table).filter(pk__in=rows).order_by().values("pk") for rows in found]
    return _all(table).filter(pk__in=each[0].union(*each[1:])).order_by().values("pk")[: MOST_COUNTED + 1]


def _some(table: Table, condition: Q) -> QuerySet[Any, Any]:
    return _all(table).filter(condition).order_by().values("pk")[: MOST_COUNTED + 1]


def _last(table: Table, whose: Whose) -> QuerySet[Any, Any] | None:
    """The moment of the newest row, where one column leads from rows to people and an index to its last one."""
    moment = moment_of(table)
    direct = [way for way in table.ways if way.by is By.KEY and not way.to and "__" not in way.through]
    if not moment or table.row is Row.REFCOUNT or len(table.ways) != 1 or not direct:
        return None
    return _all(table).filter(conditions(table, whose)[0]).order_by("-pk").values(moment)[:1]


def _shown_conditions(table: Table, whose: Whose) -> list[Q]:
    named = [condition for column, condition in naming(table, whose).items() if _is_shown(table, column)]
    return [*conditions(table, whose), *named]


def _portion(table: Table, condition: Q, before: object | None, most: int) -> QuerySet[Any, Any]:
    rows = _all(table).filter(condition)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return rows.order_by("-pk").values("pk")[:most]


def _union(table: Table, found: Sequence[QuerySet[Any, Any]]) -> Any:
    """SQLite takes no limit within a union: each part stands in a query of its own."""
    each = [_all(table).filter(pk__in=rows).order_by().values("pk") for rows in found]
    return each[0].union(*each[1:]) if len(each) > 1 else each[0]


def _is_shown(table: Table, column: str) -> bool:
    return table.columns[column].export is Export.YES


def _all(table: Table) -> QuerySet[Any]:
    model: Any = table.model
    rows: QuerySet[Any] = model._base_manager.all()
    return rows
