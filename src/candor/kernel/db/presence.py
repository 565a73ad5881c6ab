"""Which of many tables have anything to say at all: asked of all of them in one statement.

Most tables of an instance are empty, or hold nothing that leads to one record. Composing a question to each of them
takes Django a hundred times as long as this answer takes the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection

from candor.kernel.db.prepared import filling

AT_ONCE = 500
"""Tables of one statement. SQLite gives a row of 2,000 values, PostgreSQL of 1,664."""

MOST_VALUES = 20_000
"""Values of one statement. SQLite takes 32,766 of them, PostgreSQL 65,535."""

Key = tuple[str, str]
"""A table and its column that points to rows of another one."""


def filled(tables: Sequence[str]) -> set[str]:
    """Those of the tables in which any row stands."""
    return {name for (name, _key), is_there in _answers([(name, "") for name in tables]) if is_there}


def pointing(keys: Sequence[Key], numbers: Sequence[int | str]) -> list[bool]:
    """For each table and column, whether any row points to one of these; the numbers as the column has them."""
    if not numbers:
        return [False] * len(keys)
    return [is_there for _key, is_there in _answers(keys, filling(numbers))]


def _answers(keys: Sequence[Key], values: tuple[Any, ...] = ()) -> Iterator[tuple[Key, bool]]:
    at_once = max(1, min(AT_ONCE, MOST_VALUES // (len(values) or 1)))
    for first in range(0, len(keys), at_once):
        some = tuple(keys[first : first + at_once])
        with connection.cursor() as cursor:
            cursor.execute(_statement(connection.vendor, some, len(values)), values * len(some))
            yield from zip(some, map(bool, cursor.fetchone()), strict=True)


@lru_cache(maxsize=256)
def _statement(_vendor: str, keys: tuple[Key, ...], count: int) -> str:
    """Names of tables and columns are our own, values are parameters."""
    quoted, places = connection.ops.quote_name, ", ".join(["%s"] * count)
    parts = (
        f"SELECT 1 FROM {quoted(table)}" + (f" WHERE {quoted(table)}.{quoted(key)} IN ({places})" if key else "")  # noqa: S608
        for table, key in keys
    )
    return "SELECT " + ", ".join(f"EXISTS({part})" for part in parts)
