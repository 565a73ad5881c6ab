"""PostgreSQL: one table per kind with a `tsvector`, in a schema of its own that backups leave out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from candor.kernel.db.compaction import write_anew
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

ADVISORY_LOCK = 0x63616E646F73
"""Held by the one transaction that writes the index."""


class PostgreSQLWriter:
    """Writes within the present transaction."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def make(self, kind: str) -> None:
        self._cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{SCHEMA}"')
        self._cursor.execute(
            f'CREATE TABLE IF NOT EXISTS "{SCHEMA}"."{REBUILDS}" (kind text PRIMARY KEY, token text NOT NULL)'
        )
        self._make(table_of(kind))

    def drop(self, kind: str) -> None:
        self._drop(table_of(kind))

    def replace(self, kind: str, ids: Sequence[int], entries: Iterable[Entry]) -> None:
        held = list(entries)
        for table in (table_of(kind), *([anew_of(kind)] if _exists(self._cursor, anew_of(kind)) else [])):
            self._replace(table, ids, held)

    def begin_anew(self, kind: str, token: str) -> None:
        self.make(kind)
        self._drop(anew_of(kind))
        self._make(anew_of(kind))
        self._cursor.execute(
            f'INSERT INTO "{SCHEMA}"."{REBUILDS}" (kind, token) VALUES (%s, %s) '
            "ON CONFLICT (kind) DO UPDATE SET token = excluded.token",
            [kind, token],
        )

    def is_ours(self, kind: str, token: str) -> bool:
        self._cursor.execute(f'SELECT 1 FROM "{SCHEMA}"."{REBUILDS}" WHERE kind = %s AND token = %s', [kind, token])
        return self._cursor.fetchone() is not None

    def add_anew(self, kind: str, ids: Sequence[int], entries: Iterable[Entry]) -> None:
        self._replace(anew_of(kind), ids, list(entries))

    def merge_anew(self, kind: str) -> bool:
        return True

    def settle(self, kind: str, most: int) -> int:
        return 0

    def put_in_place(self, kind: str) -> None:
        self.drop(kind)
        new, old = anew_of(kind), table_of(kind)
        for was, is_now in ((new, old), (vocabulary_of(new), vocabulary_of(old))):
            self._cursor.execute(f'ALTER TABLE "{SCHEMA}"."{was}" RENAME TO "{is_now}"')
        self._cursor.execute(f'ALTER INDEX "{SCHEMA}"."{new}_words" RENAME TO "{old}_words"')
        self._cursor.execute(f'DELETE FROM "{SCHEMA}"."{REBUILDS}" WHERE kind = %s', [kind])

    def _make(self, table: str) -> None:
        self._cursor.execute(
            f'CREATE TABLE IF NOT EXISTS "{SCHEMA}"."{table}" (id bigint PRIMARY KEY, words tsvector NOT NULL)'
        )
        self._cursor.execute(
            f'CREATE INDEX IF NOT EXISTS "{table}_words" ON "{SCHEMA}"."{table}" USING gin (words) '
            "WITH (fastupdate = off)"
        )
        self._cursor.execute(
            f'CREATE TABLE IF NOT EXISTS "{SCHEMA}"."{vocabulary_of(table)}" '
            '(key text COLLATE "C", word text COLLATE "C", PRIMARY KEY (key, word))'
        )

    def _drop(self, table: str) -> None:
        self._cursor.execute(f'DROP TABLE IF EXISTS "{SCHEMA}"."{table}", "{SCHEMA}"."{vocabulary_of(table)}"')

    def _replace(self, name: str, ids: Sequence[int], entries: Sequence[Entry]) -> None:
        table, before = f'"{SCHEMA}"."{name}"', self._words(name, ids)
        self._cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [list(ids)])
        for entry in entries:
            self._cursor.execute(
                f"INSERT INTO {table} (id, words) VALUES (%s, "
                "setweight(to_tsvector('simple', %s::text), 'A') || setweight(to_tsvector('simple', %s::text), 'B'))",
                [entry.id, entry.title, entry.body],
            )
        now = {word for entry in entries for word in entry.words}
        self._learn(vocabulary_of(name), now - before)
        self._unlearn(name, before - now)

    def _words(self, name: str, ids: Sequence[int]) -> set[str]:
        sql = f'SELECT DISTINCT unnest(tsvector_to_array(words)) FROM "{SCHEMA}"."{name}" WHERE id = ANY(%s)'
        self._cursor.execute(sql, [list(ids)])
        return {word for (word,) in self._cursor.fetchall()}

    def _learn(self, name: str, words: Collection[str]) -> None:
        """Take in what is new: most words of a letter have been written before."""
        vocabulary = f'"{SCHEMA}"."{name}"'
        likely = [word for word in words if is_learned(word)]
        there = f"SELECT 1 FROM {vocabulary} WHERE key = one AND word = one"
        self._cursor.execute(f"SELECT one FROM unnest(%s::text[]) AS one WHERE NOT EXISTS ({there})", [likely])
        new = [word for (word,) in self._cursor.fetchall()]
        rows = [(key, word) for word, keys in learned(new).items() for key in keys]
        self._cursor.execute(
            f"INSERT INTO {vocabulary} (key, word) "
            "SELECT key, word FROM unnest(%s::text[], %s::text[]) AS new (key, word) ON CONFLICT DO NOTHING",
            [[key for key, _word in rows], [word for _key, word in rows]],
        )

    def _unlearn(self, name: str, words: Collection[str]) -> None:
        """Take out what no entry holds any more."""
        sql = (
            f'DELETE FROM "{SCHEMA}"."{vocabulary_of(name)}" WHERE word = %s AND NOT EXISTS '
            f'(SELECT 1 FROM "{SCHEMA}"."{name}" WHERE words @@ to_tsquery(\'simple\', %s))'
        )
        for word in learned(words):
            self._cursor.execute(sql, [word, f"'{word}'"])


class PostgreSQLIndex:
    """The index of an instance that has grown past one machine."""

    @contextmanager
    def writing(self) -> Iterator[PostgreSQLWriter]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
            yield PostgreSQLWriter(cursor)

    def has(self, kind: str) -> bool:
        with connection.cursor() as cursor:
            return all(_exists(cursor, table) for table in (table_of(kind), vocabulary_of(table_of(kind))))

    def unsettled(self, kind: str) -> int:
        return 0

    def others(self) -> list[str]:
        rows = _rows("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename", SCHEMA)
        return [name for (name,) in rows if name not in tables_of(searchable())]

    def holding(self, kind: str, numbers: Sequence[int], sought: Sought | None) -> set[int]:
        sql, values = f'SELECT id FROM "{SCHEMA}"."{table_of(kind)}" WHERE id = ANY(%s)', [list(numbers)]
        if sought is not None:
            return {
                number for (number,) in _rows(f"{sql} AND words @@ to_tsquery('simple', %s)", *values, _query(sought))
            }
        return {number for (number,) in _rows(sql, *values)}

    def overwrite(self) -> bool:
        """Write each table anew without its dead rows. Outside a transaction, as PostgreSQL demands."""
        tables = [table for kind in searchable() for table in (table_of(kind), vocabulary_of(table_of(kind)))]
        return write_anew([f'"{SCHEMA}"."{table}"' for table in tables])

    def newest_first(self, kind: str, sought: Sought, among: QuerySet[Found]) -> QuerySet[Found]:
        table = table_of(kind)
        hits = among.order_by().extra(
            tables=[f'"{SCHEMA}"."{table}"'],
            where=[
                f"\"{table}\".words @@ to_tsquery('simple', %s)",
                f'"{table}".id = {key_column(among)}',
                f'"{table}".id NOT IN ({HIDDEN})',
            ],
            params=[_query(sought), kind],
        )
        return hits.order_by("-pk")

    def newest_ids(self, kind: str, sought: Sought, below: int | None, most: int) -> list[int]:
        sql = (
            f'SELECT id FROM "{SCHEMA}"."{table_of(kind)}" '
            f"WHERE words @@ to_tsquery('simple', %s) AND id NOT IN ({HIDDEN})"
        )
        values: list[Any] = [_query(sought), kind]
        if below is not None:
            sql, values = f"{sql} AND id < %s", [*values, below]
        return [number for (number,) in _rows(f"{sql} ORDER BY id DESC LIMIT %s", *values, most)]

    def ranked_ids(self, kind: str, ranks: Sequence[tuple[Sought, Where]], most: int) -> list[tuple[int, int]]:
        hits = (
            f'SELECT id FROM "{SCHEMA}"."{table_of(kind)}" '
            f"WHERE words @@ to_tsquery('simple', %s) AND id NOT IN ({HIDDEN}) ORDER BY id DESC LIMIT %s"
        )
        parts = [f"SELECT {rank}, id FROM ({hits}) AS of_{rank}" for rank in range(len(ranks))]
        values = [value for sought, where in ranks for value in (_query(sought, where), kind, most)]
        return in_ranks(_rows(" UNION ALL ".join(parts), *values))

    def ids(self, kind: str, sought: Sought) -> RawSQL:
        sql = (
            f'SELECT id FROM "{SCHEMA}"."{table_of(kind)}" '
            f"WHERE words @@ to_tsquery('simple', %s) AND id NOT IN ({HIDDEN})"
        )
        return RawSQL(sql, [_query(sought), kind])  # noqa: S611 - words are a parameter, names are ours

    def forms(self, kind: str, stems: Collection[str]) -> Iterator[tuple[str, str]]:
        vocabulary = f'"{SCHEMA}"."{vocabulary_of(table_of(kind))}"'
        sql = f"SELECT key, word FROM {vocabulary} WHERE key = ANY(%s) ORDER BY key, word LIMIT %s"
        yield from _rows(sql, sorted(stems), len(stems) * MOST_FORMS * 2)

    def known(self, kind: str, words: Collection[str]) -> list[str]:
        vocabulary = f'"{SCHEMA}"."{vocabulary_of(table_of(kind))}"'
        sql = f"SELECT DISTINCT word FROM {vocabulary} WHERE key = ANY(%s) ORDER BY word"
        return [word for (word,) in _rows(sql, sorted(words))]

    def beginning(self, kind: str, letters: str, lengths: range) -> list[str]:
        vocabulary = f'"{SCHEMA}"."{vocabulary_of(table_of(kind))}"'
        sql = (
            f"SELECT word FROM {vocabulary} WHERE key >= %s AND key < %s AND word = key "
            "AND length(word) BETWEEN %s AND %s ORDER BY key LIMIT %s"
        )
        values = (letters, f"{letters}\U0010ffff", lengths.start, lengths.stop - 1, MOST_NEIGHBOURS)
        return [word for (word,) in _rows(sql, *values)]


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _exists(cursor: Any, table: str) -> bool:
    cursor.execute("SELECT to_regclass(%s)", [f'"{SCHEMA}"."{table}"'])
    row = cursor.fetchone()
    return row is not None and row[0] is not None


def _query(sought: Sought, where: Where = Where.ANYWHERE) -> str:
    """A `tsquery`; words hold letters and digits alone, so there is nothing to escape."""
    label = "A" if where is Where.TITLE else ""
    wanted = [f"({' | '.join(_term(term, label) for term in group)})" for group in sought.all_of]
    return " & ".join([*wanted, *(f"!({_term(term)})" for term in sought.none_of)])


def _term(term: Term, label: str = "") -> str:
    *words, last = term.words
    flags = f"{'*' if term.begins else ''}{label}"
    plain = [f"'{word}'{f':{label}' if label else ''}" for word in words]
    return " <-> ".join([*plain, f"'{last}'{f':{flags}' if flags else ''}"])
