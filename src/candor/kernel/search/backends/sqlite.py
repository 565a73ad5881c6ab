"""SQLite: one FTS5 table per kind, in a file of its own that connections attach for reading.

Row ids are the objects' ids, so that FTS5 itself walks hits from the newest and a page of fifty stops after fifty. The
tables keep their text, because only then can FTS5 overwrite the words of a deleted entry (`secure-delete`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from candor.kernel.db.compaction import LARGE, is_night, next_night
from candor.kernel.db.sqlite import index_file
from candor.kernel.jobs import enqueue
from candor.kernel.search.backends import (
    BODY_WEIGHT,
    SCHEMA,
    TITLE_WEIGHT,
    Entry,
    Found,
    begins_a_word,
    key_column,
    table_of,
)
from candor.kernel.search.registry import searchable

if TYPE_CHECKING:
    from candor.kernel.db.sqlite.base import DatabaseWrapper


class SQLiteWriter:
    """Writes through `execute`; `schema` is how the index's tables are reached there."""

    def __init__(self, execute: Any, schema: str) -> None:
        self._execute = execute
        self._schema = schema

    def make(self, kind: str) -> None:
        table = table_of(kind)
        self._execute(
            f'CREATE VIRTUAL TABLE IF NOT EXISTS "{self._schema}"."{table}" USING fts5('
            f"title, body, prefix='3 4', tokenize='unicode61 remove_diacritics 2')"
        )
        for setting, value in (("secure-delete", 1), ("rank", f"bm25({TITLE_WEIGHT}, {BODY_WEIGHT})")):
            self._execute(f'INSERT INTO "{self._schema}"."{table}" ("{table}", rank) VALUES (%s, %s)', (setting, value))

    def drop(self, kind: str) -> None:
        self._execute(f'DROP TABLE IF EXISTS "{self._schema}"."{table_of(kind)}"')

    def optimize(self, kind: str) -> None:
        table = table_of(kind)
        self._execute(f'INSERT INTO "{self._schema}"."{table}" ("{table}") VALUES (%s)', ("optimize",))

    def replace(self, kind: str, ids: Sequence[int], entries: Iterable[Entry]) -> None:
        table = f'"{self._schema}"."{table_of(kind)}"'
        for number in ids:
            self._execute(f"DELETE FROM {table} WHERE rowid = %s", (number,))
        for entry in entries:
            self._execute(
                f"INSERT INTO {table} (rowid, title, body) VALUES (%s, %s, %s)", (entry.id, entry.title, entry.body)
            )


class SQLiteIndex:
    """The index of the embedded default."""

    @contextmanager
    def writing(self) -> Iterator[SQLiteWriter]:
        """Through a connection of its own, so that merging inside FTS5 never holds up the house's writers.

        A test database attaches the index for writing, and then it is written like every other table, so that it
        rolls back with the test.
        """
        wrapper = _wrapper()
        if wrapper.writes_index:
            with connection.cursor() as cursor:
                yield SQLiteWriter(cursor.execute, SCHEMA)
            return
        with index_file.open_for_writing(wrapper.index_path) as own:
            yield SQLiteWriter(lambda sql, values=(): own.execute(sql.replace("%s", "?"), values), "main")

    def has(self, kind: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT 1 FROM "{SCHEMA}".sqlite_schema WHERE name = %s', [table_of(kind)])
            return cursor.fetchone() is not None

    def others(self) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT name FROM \"{SCHEMA}\".sqlite_schema WHERE type = 'table' ORDER BY name")
            names = [name for (name,) in cursor.fetchall()]
        known = {table_of(kind) for kind in searchable()}
        return [name for name in names if name not in known and name.rpartition("_")[0] not in known]

    def holding(self, kind: str, numbers: Sequence[int], words: Sequence[str]) -> set[int]:
        table, among = table_of(kind), ", ".join(["%s"] * len(numbers))
        matching = f' AND "{table}" MATCH %s' if words else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT rowid FROM "{SCHEMA}"."{table}" WHERE rowid IN ({among}){matching}',
                [*numbers, *([_match(words)] if words else [])],
            )
            return {number for (number,) in cursor.fetchall()}

    def overwrite(self) -> bool:
        """Empty the log into the file; merge each table into one segment, at once or at night.

        Measured: the words of a forgotten entry are overwritten at once (`secure-delete`). Where one was the border
        between two pages its beginning stays in the index's tree, without whose it was, until the table is merged.
        """
        path = _wrapper().index_path
        if path.stat().st_size <= LARGE or is_night():
            with self.writing() as writer:
                for kind in searchable():
                    writer.optimize(kind)
        else:
            from candor.kernel.tasks import merge_search_index  # it imports the search

            enqueue(merge_search_index, unique="search.merge", at=next_night())
        return index_file.empty_log(path)

    def newest_first(self, kind: str, words: Sequence[str], among: QuerySet[Found]) -> QuerySet[Found]:
        return _hits(kind, words, among).extra(order_by=[f"-{table_of(kind)}.rowid"])

    def best_first(self, kind: str, words: Sequence[str], among: QuerySet[Found]) -> QuerySet[Found]:
        table = table_of(kind)
        return _hits(kind, words, among).extra(order_by=[f"{table}.rank", f"-{table}.rowid"])

    def ids(self, kind: str, words: Sequence[str]) -> RawSQL:
        table = table_of(kind)
        sought = f'SELECT rowid FROM "{SCHEMA}"."{table}" WHERE "{table}" MATCH %s'
        return RawSQL(sought, [_match(words)])  # noqa: S611 - words are a parameter, names are ours


def _wrapper() -> DatabaseWrapper:
    return connection  # type: ignore[return-value] # the proxy stands for our backend's wrapper


def _hits(kind: str, words: Sequence[str], among: QuerySet[Found]) -> QuerySet[Found]:
    table = table_of(kind)
    return among.order_by().extra(
        tables=[f'"{SCHEMA}"."{table}"'],
        where=[f'"{table}" MATCH %s', f'"{table}".rowid = {key_column(among)}'],
        params=[_match(words)],
    )


def _match(words: Sequence[str]) -> str:
    return " ".join(_term(word) for word in words)


def _term(word: str) -> str:
    """FTS5's string syntax; words hold letters and digits alone, so there is nothing to escape."""
    return f'"{word}"*' if begins_a_word(word) else f'"{word}"'
