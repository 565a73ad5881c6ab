"""PostgreSQL: one table per kind with a `tsvector`, in a schema of its own that backups leave out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from candor.kernel.db.compaction import write_anew
from candor.kernel.search.backends import SCHEMA, Entry, Found, begins_a_word, key_column, table_of
from candor.kernel.search.registry import searchable

ADVISORY_LOCK = 0x63616E646F73
"""Held by the one transaction that writes the index."""

WEIGHTS = "'{0.1, 0.1, 0.12, 1.0}'"
"""Of the labels D, C, B (body) and A (title)."""


class PostgreSQLWriter:
    """Writes within the present transaction."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def make(self, kind: str) -> None:
        table = table_of(kind)
        self._cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{SCHEMA}"')
        self._cursor.execute(
            f'CREATE TABLE IF NOT EXISTS "{SCHEMA}"."{table}" (id bigint PRIMARY KEY, words tsvector NOT NULL)'
        )
        self._cursor.execute(
            f'CREATE INDEX IF NOT EXISTS "{table}_words" ON "{SCHEMA}"."{table}" USING gin (words) '
            "WITH (fastupdate = off)"
        )

    def drop(self, kind: str) -> None:
        self._cursor.execute(f'DROP TABLE IF EXISTS "{SCHEMA}"."{table_of(kind)}"')

    def replace(self, kind: str, ids: Sequence[int], entries: Iterable[Entry]) -> None:
        table = f'"{SCHEMA}"."{table_of(kind)}"'
        self._cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [list(ids)])
        for entry in entries:
            self._cursor.execute(
                f"INSERT INTO {table} (id, words) VALUES (%s, "
                "setweight(to_tsvector('simple', %s::text), 'A') || setweight(to_tsvector('simple', %s::text), 'B'))",
                [entry.id, entry.title, entry.body],
            )


class PostgreSQLIndex:
    """The index of an instance that has grown past one machine."""

    @contextmanager
    def writing(self) -> Iterator[PostgreSQLWriter]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
            yield PostgreSQLWriter(cursor)

    def has(self, kind: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass(%s)", [f'"{SCHEMA}"."{table_of(kind)}"'])
            row = cursor.fetchone()
            return row is not None and row[0] is not None

    def others(self) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename", [SCHEMA])
            names = [name for (name,) in cursor.fetchall()]
        return [name for name in names if name not in {table_of(kind) for kind in searchable()}]

    def holding(self, kind: str, numbers: Sequence[int], words: Sequence[str]) -> set[int]:
        matching = " AND words @@ to_tsquery('simple', %s)" if words else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT id FROM "{SCHEMA}"."{table_of(kind)}" WHERE id = ANY(%s){matching}',
                [list(numbers), *([_query(words)] if words else [])],
            )
            return {number for (number,) in cursor.fetchall()}

    def overwrite(self) -> bool:
        """Write each table anew without its dead rows. Outside a transaction, as PostgreSQL demands."""
        return write_anew([f'"{SCHEMA}"."{table_of(kind)}"' for kind in searchable()])

    def newest_first(self, kind: str, words: Sequence[str], among: QuerySet[Found]) -> QuerySet[Found]:
        return _hits(kind, words, among).order_by("-pk")

    def best_first(self, kind: str, words: Sequence[str], among: QuerySet[Found]) -> QuerySet[Found]:
        rank = f"ts_rank({WEIGHTS}, \"{table_of(kind)}\".words, to_tsquery('simple', %s))"
        hits = _hits(kind, words, among).extra(select={"search_rank": rank}, select_params=[_query(words)])
        return hits.extra(order_by=["-search_rank"])

    def ids(self, kind: str, words: Sequence[str]) -> RawSQL:
        sought = f'SELECT id FROM "{SCHEMA}"."{table_of(kind)}" WHERE words @@ to_tsquery(\'simple\', %s)'
        return RawSQL(sought, [_query(words)])  # noqa: S611 - words are a parameter, names are ours


def _hits(kind: str, words: Sequence[str], among: QuerySet[Found]) -> QuerySet[Found]:
    table = table_of(kind)
    return among.order_by().extra(
        tables=[f'"{SCHEMA}"."{table}"'],
        where=[f"\"{table}\".words @@ to_tsquery('simple', %s)", f'"{table}".id = {key_column(among)}'],
        params=[_query(words)],
    )


def _query(words: Sequence[str]) -> str:
    """A `tsquery`; words hold letters and digits alone, so there is nothing to escape."""
    return " & ".join(f"'{word}':*" if begins_a_word(word) else f"'{word}'" for word in words)
