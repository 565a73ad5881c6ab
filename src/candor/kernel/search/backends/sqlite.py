"""SQLite: one FTS5 table per kind, in a file of its own that connections attach for reading.

Row ids are the objects' ids, so that FTS5 itself walks hits from the newest and a page of fifty stops after fifty. The
tables keep their text, because only then can FTS5 overwrite the words of a deleted entry (`secure-delete`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from candor.kernel.db.compaction import LARGE, is_night, next_night
from candor.kernel.db.sqlite import index_file
from candor.kernel.jobs import enqueue
from candor.kernel.search.backends import (
    HIDDEN,
    MOST_FORMS,
    MOST_NEIGHBOURS,
    REBUILDS,
    SCHEMA,
    Entry,
    Found,
    Where,
    anew_of,
    in_ranks,
    key_column,
    learned,
    table_of,
    tables_of,
    vocabulary_of,
)
from candor.kernel.search.registry import searchable
from candor.kernel.search.sought import Sought, Term
from candor.kernel.search.stems import is_learned

if TYPE_CHECKING:
    from candor.kernel.db.sqlite.base import DatabaseWrapper

ENDINGS = ("", "_data", "_idx", "_content", "_docsize", "_config")
"""Of the tables that FTS5 makes for one."""


class SQLiteWriter:
    """Writes through `execute`; `schema` is how the index's tables are reached there."""

    def __init__(self, execute: Any, schema: str) -> None:
        self._execute = execute
        self._schema = schema

    def make(self, kind: str) -> None:
        self._execute(f'CREATE TABLE IF NOT EXISTS "{self._schema}"."{REBUILDS}" (kind TEXT PRIMARY KEY, token TEXT)')
        self._make(table_of(kind))

    def drop(self, kind: str) -> None:
        self._drop(table_of(kind))

    def optimize(self, kind: str) -> None:
        table = table_of(kind)
        self._execute(f'INSERT INTO "{self._schema}"."{table}" ("{table}") VALUES (%s)', ("optimize",))

    def replace(self, kind: str, ids: Sequence[int], entries: Iterable[Entry]) -> None:
        held = list(entries)
        for table in (table_of(kind), *([anew_of(kind)] if self._has(anew_of(kind)) else [])):
            self._replace(table, ids, held)

    def begin_anew(self, kind: str, token: str) -> None:
        self.make(kind)
        self._drop(anew_of(kind))
        self._make(anew_of(kind))
        self._execute(f'REPLACE INTO "{self._schema}"."{REBUILDS}" (kind, token) VALUES (%s, %s)', (kind, token))

    def is_ours(self, kind: str, token: str) -> bool:
        sql = f'SELECT 1 FROM "{self._schema}"."{REBUILDS}" WHERE kind = %s AND token = %s'
        return self._execute(sql, (kind, token)).fetchone() is not None

    def add_anew(self, kind: str, ids: Sequence[int], entries: Iterable[Entry]) -> None:
        self._replace(anew_of(kind), ids, list(entries))

    def put_in_place(self, kind: str) -> None:
        self.drop(kind)
        for new, old in ((anew_of(kind), table_of(kind)), *_vocabularies(kind)):
            self._execute(f'ALTER TABLE "{self._schema}"."{new}" RENAME TO "{old}"')
        self._execute(f'DELETE FROM "{self._schema}"."{REBUILDS}" WHERE kind = %s', (kind,))

    def _make(self, table: str) -> None:
        self._execute(
            f'CREATE VIRTUAL TABLE IF NOT EXISTS "{self._schema}"."{table}" USING fts5('
            f"title, body, prefix='3 4', tokenize='unicode61 remove_diacritics 2')"
        )
        self._execute(f'INSERT INTO "{self._schema}"."{table}" ("{table}", rank) VALUES (%s, %s)', ("secure-delete", 1))
        self._execute(
            f'CREATE TABLE IF NOT EXISTS "{self._schema}"."{vocabulary_of(table)}" '
            "(key TEXT, word TEXT, PRIMARY KEY (key, word)) WITHOUT ROWID"
        )

    def _drop(self, table: str) -> None:
        self._execute(f'DROP TABLE IF EXISTS "{self._schema}"."{table}"')
        self._execute(f'DROP TABLE IF EXISTS "{self._schema}"."{vocabulary_of(table)}"')

    def _has(self, table: str) -> bool:
        sql = f'SELECT 1 FROM "{self._schema}".sqlite_schema WHERE name = %s'
        return self._execute(sql, (table,)).fetchone() is not None

    def _replace(self, name: str, ids: Sequence[int], entries: Sequence[Entry]) -> None:
        table, held = f'"{self._schema}"."{name}"', self._held(name, ids)
        for number in held:
            self._execute(f"DELETE FROM {table} WHERE rowid = %s", (number,))
        for entry in entries:
            sql = f"INSERT INTO {table} (rowid, title, body) VALUES (%s, %s, %s)"
            self._execute(sql, (entry.id, entry.title, entry.body))
        before = {word for words in held.values() for word in words.split()}
        now = {word for entry in entries for word in entry.words}
        self._learn(vocabulary_of(name), now - before)
        self._unlearn(name, before - now)

    def _held(self, name: str, ids: Sequence[int]) -> dict[int, str]:
        """What the table holds of these objects: taking out what never stood in it costs FTS5 as much as what does."""
        sql = (
            f'SELECT rowid, title, body FROM "{self._schema}"."{name}" WHERE rowid IN (SELECT value FROM json_each(%s))'
        )
        rows = self._execute(sql, (json.dumps(list(ids)),)).fetchall()
        return {number: f"{title} {body}" for number, title, body in rows}

    def _learn(self, name: str, words: Collection[str]) -> None:
        """Take in what is new: most words of a letter have been written before."""
        vocabulary = f'"{self._schema}"."{name}"'
        there = f"SELECT 1 FROM {vocabulary} WHERE key = value AND word = value"
        unknown = f"SELECT value FROM json_each(%s) WHERE NOT EXISTS ({there})"
        likely = json.dumps([word for word in words if is_learned(word)])
        new = [word for (word,) in self._execute(unknown, (likely,)).fetchall()]
        rows = [(key, word) for word, keys in learned(new).items() for key in keys]
        sql = f"INSERT OR IGNORE INTO {vocabulary} SELECT value ->> 0, value ->> 1 FROM json_each(%s)"
        self._execute(sql, (json.dumps(rows),))

    def _unlearn(self, name: str, words: Collection[str]) -> None:
        """Take out what no entry holds any more."""
        gone = [
            (key, word)
            for word, keys in learned(words).items()
            if not self._execute(
                f'SELECT 1 FROM "{self._schema}"."{name}" WHERE "{name}" MATCH %s LIMIT 1', (f'"{word}"',)
            ).fetchone()
            for key in keys
        ]
        for row in gone:
            self._execute(f'DELETE FROM "{self._schema}"."{vocabulary_of(name)}" WHERE key = %s AND word = %s', row)


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
        sql = f'SELECT count(*) FROM "{SCHEMA}".sqlite_schema WHERE name IN (%s, %s)'
        return bool(_rows(sql, table_of(kind), vocabulary_of(table_of(kind)))[0][0] == 2)

    def others(self) -> list[str]:
        rows = _rows(f"SELECT name FROM \"{SCHEMA}\".sqlite_schema WHERE type = 'table' ORDER BY name")
        known = {f"{table}{ending}" for table in tables_of(searchable()) for ending in ENDINGS}
        return [name for (name,) in rows if name not in known]

    def holding(self, kind: str, numbers: Sequence[int], sought: Sought | None) -> set[int]:
        table = table_of(kind)
        sql = f'SELECT rowid FROM "{SCHEMA}"."{table}" WHERE rowid IN (SELECT value FROM json_each(%s))'
        values = [json.dumps(list(numbers))]
        if sought is not None:
            sql, values = f'{sql} AND "{table}" MATCH %s', [*values, _match(sought)]
        return {number for (number,) in _rows(sql, *values)}

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

    def newest_first(self, kind: str, sought: Sought, among: QuerySet[Found]) -> QuerySet[Found]:
        table = table_of(kind)
        hits = among.order_by().extra(
            tables=[f'"{SCHEMA}"."{table}"'],
            where=[
                f'"{table}" MATCH %s',
                f'"{table}".rowid = {key_column(among)}',
                f'"{table}".rowid NOT IN ({HIDDEN})',
            ],
            params=[_match(sought), kind],
        )
        return hits.extra(order_by=[f"-{table}.rowid"])

    def newest_ids(self, kind: str, sought: Sought, below: int | None, most: int) -> list[int]:
        table = table_of(kind)
        sql = f'SELECT rowid FROM "{SCHEMA}"."{table}" WHERE "{table}" MATCH %s AND rowid NOT IN ({HIDDEN})'
        values: list[Any] = [_match(sought), kind]
        if below is not None:
            sql, values = f"{sql} AND rowid < %s", [*values, below]
        return [number for (number,) in _rows(f"{sql} ORDER BY rowid DESC LIMIT %s", *values, most)]

    def ranked_ids(self, kind: str, ranks: Sequence[tuple[Sought, Where]], most: int) -> list[tuple[int, int]]:
        table = table_of(kind)
        hits = f'SELECT rowid AS id FROM "{SCHEMA}"."{table}" WHERE "{table}" MATCH %s AND rowid NOT IN ({HIDDEN})'
        parts = [f"SELECT {rank}, id FROM ({hits} ORDER BY rowid DESC LIMIT %s)" for rank in range(len(ranks))]
        values = [value for sought, where in ranks for value in (_match(sought, where), kind, most)]
        return in_ranks(_rows(" UNION ALL ".join(parts), *values))

    def ids(self, kind: str, sought: Sought) -> RawSQL:
        table = table_of(kind)
        sql = f'SELECT rowid FROM "{SCHEMA}"."{table}" WHERE "{table}" MATCH %s AND rowid NOT IN ({HIDDEN})'
        return RawSQL(sql, [_match(sought), kind])  # noqa: S611 - words are a parameter, names are ours

    def forms(self, kind: str, stems: Collection[str]) -> Iterator[tuple[str, str]]:
        vocabulary = f'"{SCHEMA}"."{vocabulary_of(table_of(kind))}"'
        named = "key IN (SELECT value FROM json_each(%s))"
        sql = f"SELECT key, word FROM {vocabulary} WHERE {named} ORDER BY key, word LIMIT %s"
        yield from _rows(sql, json.dumps(sorted(stems)), len(stems) * MOST_FORMS * 2)

    def known(self, kind: str, words: Collection[str]) -> list[str]:
        vocabulary = f'"{SCHEMA}"."{vocabulary_of(table_of(kind))}"'
        sql = f"SELECT DISTINCT word FROM {vocabulary} WHERE key IN (SELECT value FROM json_each(%s)) ORDER BY word"
        return [word for (word,) in _rows(sql, json.dumps(sorted(words)))]

    def beginning(self, kind: str, letters: str, lengths: range) -> list[str]:
        vocabulary = f'"{SCHEMA}"."{vocabulary_of(table_of(kind))}"'
        sql = (
            f"SELECT word FROM {vocabulary} WHERE key >= %s AND key < %s AND word = key "
            "AND length(word) BETWEEN %s AND %s ORDER BY key LIMIT %s"
        )
        values = (letters, f"{letters}\U0010ffff", lengths.start, lengths.stop - 1, MOST_NEIGHBOURS)
        return [word for (word,) in _rows(sql, *values)]


def _wrapper() -> DatabaseWrapper:
    return connection  # type: ignore[return-value] # the proxy stands for our backend's wrapper


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _vocabularies(kind: str) -> list[tuple[str, str]]:
    return [(vocabulary_of(anew_of(kind)), vocabulary_of(table_of(kind)))]


def _match(sought: Sought, where: Where = Where.ANYWHERE) -> str:
    """FTS5's query; words hold letters and digits alone, so there is nothing to escape."""
    wanted = " AND ".join(f"({' OR '.join(map(_term, group))})" for group in sought.all_of)
    if where is Where.TITLE:
        wanted = f"{{title}} : ({wanted})"
    return f"({wanted}) NOT ({' OR '.join(map(_term, sought.none_of))})" if sought.none_of else wanted


def _term(term: Term) -> str:
    return f'"{" ".join(term.words)}"{"*" if term.begins else ""}'
