"""SQLite: one FTS5 table per kind, in a file of its own that connections attach for reading.

Row ids are the objects' ids, so that FTS5 itself walks hits from the newest and a page of fifty stops after fifty. The
tables keep their text, because only then can FTS5 overwrite the words of a deleted entry (`secure-delete`). Objects
that gained words stand anew in a small table beside (`sqlite_writing`), and what counts is their entry there.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from candor.kernel.db.compaction import LARGE, is_night, next_night
from candor.kernel.db.sqlite import index_file
from candor.kernel.jobs import enqueue
from candor.kernel.search.backends import (
    HIDDEN,
    MOST_FORMS,
    MOST_NEIGHBOURS,
    SCHEMA,
    Found,
    Where,
    grown_of,
    in_ranks,
    key_column,
    table_of,
    tables_of,
    vocabulary_of,
)
from candor.kernel.search.backends.sqlite_terms import without_beginnings
from candor.kernel.search.backends.sqlite_writing import SQLiteWriter
from candor.kernel.search.registry import is_growing, searchable
from candor.kernel.search.sought import Sought, Term

if TYPE_CHECKING:
    from candor.kernel.db.sqlite.base import DatabaseWrapper

ENDINGS = ("", "_data", "_idx", "_content", "_docsize", "_config")
"""Of the tables that FTS5 makes for one."""


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
            with transaction.atomic(), connection.cursor() as cursor:
                yield SQLiteWriter(cursor.execute, SCHEMA)
            return
        with index_file.open_for_writing(wrapper.index_path) as own:
            yield SQLiteWriter(lambda sql, values=(): own.execute(sql.replace("%s", "?"), values), "main")

    def has(self, kind: str) -> bool:
        sql = f'SELECT count(*) FROM "{SCHEMA}".sqlite_schema WHERE name IN (%s, %s)'
        return bool(_rows(sql, table_of(kind), vocabulary_of(table_of(kind)))[0][0] == 2)

    def unsettled(self, kind: str) -> int:
        grown = f'"{SCHEMA}"."{grown_of(table_of(kind))}_docsize"'
        return int(_rows(f"SELECT count(*) FROM {grown}")[0][0]) if is_growing(kind) else 0

    def others(self) -> list[str]:
        rows = _rows(f"SELECT name FROM \"{SCHEMA}\".sqlite_schema WHERE type = 'table' ORDER BY name")
        known = {f"{table}{ending}" for table in tables_of(searchable()) for ending in ENDINGS}
        return [name for (name,) in rows if name not in known]

    def holding(self, kind: str, numbers: Sequence[int], sought: Sought | None) -> set[int]:
        named = json.dumps(list(numbers))
        if sought is None:  # what has grown stands in the main table too
            sql = f'SELECT rowid FROM "{SCHEMA}"."{table_of(kind)}" WHERE rowid IN (SELECT value FROM json_each(%s))'
            return {number for (number,) in _rows(sql, named)}
        sql, values = _hits(kind, sought, "rowid IN (SELECT value FROM json_each(%s))", [named])
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
        if is_growing(kind):
            return among.filter(pk__in=self.ids(kind, sought)).order_by("-pk")
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
        older = ("rowid < %s", [below]) if below is not None else ("", [])
        sql, values = _hits(kind, sought, *_found(kind, *older))
        return [number for (number,) in _rows(f"{sql} ORDER BY 1 DESC LIMIT %s", *values, most)]

    def ranked_ids(self, kind: str, ranks: Sequence[tuple[Sought, Where]], most: int) -> list[tuple[int, int]]:
        parts, values = [], list[Any]()
        for rank, (sought, where) in enumerate(ranks):
            hits, sought_for = _hits(kind, sought, *_found(kind), where=where)
            parts.append(f"SELECT {rank}, id FROM ({hits} ORDER BY 1 DESC LIMIT %s)")
            values += [*sought_for, most]
        return in_ranks(_rows(" UNION ALL ".join(parts), *values))

    def ids(self, kind: str, sought: Sought) -> RawSQL:
        return RawSQL(*_hits(kind, sought, *_found(kind)))  # noqa: S611 - words are a parameter, names are ours

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


def _found(kind: str, condition: str = "", values: Sequence[Any] = ()) -> tuple[str, list[Any]]:
    """The condition, and that the object may be found at all."""
    both = [f"rowid NOT IN ({HIDDEN})", *([condition] if condition else [])]
    return " AND ".join(both), [kind, *values]


def _hits(
    kind: str, sought: Sought, condition: str, given: Sequence[Any], *, where: Where = Where.ANYWHERE
) -> tuple[str, list[Any]]:
    """The ids of what fits, as SQL and its values. Ordered by the id it is read from both tables at once, unsorted."""
    main, grown = table_of(kind), grown_of(table_of(kind))
    sql = f'SELECT rowid AS id FROM "{SCHEMA}"."{{0}}" WHERE "{{0}}" MATCH %s AND {condition}'
    values = [_match(without_beginnings(main, sought), where), *given]
    if not is_growing(kind):
        return sql.format(main), values
    alone = f'{sql.format(main)} AND rowid NOT IN (SELECT id FROM "{SCHEMA}"."{grown}_docsize")'
    return f"{alone} UNION ALL {sql.format(grown)}", [*values, _match(sought, where), *given]


def _match(sought: Sought, where: Where = Where.ANYWHERE) -> str:
    """FTS5's query; words hold letters and digits alone, so there is nothing to escape."""
    wanted = " AND ".join(f"({' OR '.join(map(_term, group))})" for group in sought.all_of)
    if where is Where.TITLE:
        wanted = f"{{title}} : ({wanted})"
    return f"({wanted}) NOT ({' OR '.join(map(_term, sought.none_of))})" if sought.none_of else wanted


def _term(term: Term) -> str:
    return f'"{" ".join(term.words)}"{"*" if term.begins else ""}'
