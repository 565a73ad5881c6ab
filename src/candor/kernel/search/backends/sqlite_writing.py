"""Writing SQLite's index: two FTS5 tables for each kind whose words grow (docs/decisions/0021).

The *main* table overwrites the words of what it forgets (`secure-delete`), which takes FTS5 a page for each word: 80 to
100 ms of processor time for a case among 200,000. So what only gained words stands anew in the small *grown* table
(0.3 ms), and what the main table still holds of it are words that the object has. What lost a word leaves both tables
at once, and so it is with what was forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from candor.kernel.search.backends import REBUILDS, Entry, anew_of, grown_of, learned, table_of, vocabulary_of
from candor.kernel.search.registry import is_growing
from candor.kernel.search.stems import is_learned

MOST_GROWN = 5_000
"""Entries of a grown table, which every search looks through; beyond it the main table is written straight."""


USUAL = {"automerge": 4, "crisismerge": 16, "hashsize": 1 << 20}
"""https://www.sqlite.org/fts5.html#the_automerge_configuration_option, what FTS5 does by itself."""

WHILE_ANEW = {"automerge": 64, "crisismerge": 256, "hashsize": 32 << 20}
"""Each turn of a rebuild leaves one part; they are merged at its end."""

MERGED_AT_ONCE = 4_000
"""Pages of 4 kB in one turn."""


class Entries:
    """The entries of one FTS5 table, reached through `execute`."""

    def __init__(self, execute: Any, schema: str, name: str) -> None:
        self._execute = execute
        self._name = name
        self._table = f'"{schema}"."{name}"'
        self._numbers = f'"{schema}"."{name}_docsize"'

    def make(self, *, prefixes: str, overwrites: bool) -> None:
        options = f"title, body, {prefixes}tokenize='unicode61 remove_diacritics 2'"
        self._execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS {self._table} USING fts5({options})")
        self._tell("secure-delete", overwrites)

    def drop(self) -> None:
        self._execute(f"DROP TABLE IF EXISTS {self._table}")

    def held(self, numbers: Sequence[int]) -> dict[int, Entry]:
        """What stands there of these objects: taking out what never did costs FTS5 as much as what does."""
        sql = f"SELECT rowid, title, body FROM {self._table} WHERE rowid IN (SELECT value FROM json_each(%s))"
        return {row[0]: Entry(*row) for row in self._execute(sql, (json.dumps(list(numbers)),)).fetchall()}

    def put(self, entry: Entry) -> None:
        sql = f"INSERT INTO {self._table} (rowid, title, body) VALUES (%s, %s, %s)"
        self._execute(sql, (entry.id, entry.title, entry.body))

    def take_out(self, number: int) -> None:
        self._execute(f"DELETE FROM {self._table} WHERE rowid = %s", (number,))

    def merge(self) -> None:
        """Into one segment: nothing is left of what was taken out."""
        self._execute(f'INSERT INTO {self._table} ("{self._name}") VALUES (%s)', ("optimize",))

    def merge_some(self) -> bool:
        """Merge so many pages of the parts; whether all are merged. FTS5 then writes at most its own note of that."""
        before = self._changes()
        self._tell("merge", -MERGED_AT_ONCE)
        return self._changes() - before < 2

    def configure(self, options: Mapping[str, int]) -> None:
        for name, value in options.items():
            self._tell(name, value)

    def _tell(self, name: str, value: int) -> None:
        self._execute(f'INSERT INTO {self._table} ("{self._name}", rank) VALUES (%s, %s)', (name, value))

    def _changes(self) -> int:
        return int(self._execute("SELECT total_changes()").fetchone()[0])

    def has_word(self, word: str) -> bool:
        sql = f'SELECT 1 FROM {self._table} WHERE "{self._name}" MATCH %s LIMIT 1'
        return self._execute(sql, (f'"{word}"',)).fetchone() is not None

    def numbers(self, most: int) -> list[int]:
        sql = f"SELECT id FROM {self._numbers} ORDER BY id LIMIT %s"
        return [number for (number,) in self._execute(sql, (most,)).fetchall()]


class SQLiteWriter:
    """Writes through `execute`; `schema` is how the index's tables are reached there."""

    def __init__(self, execute: Any, schema: str) -> None:
        self._execute = execute
        self._schema = schema

    def make(self, kind: str) -> None:
        self._execute(f'CREATE TABLE IF NOT EXISTS "{self._schema}"."{REBUILDS}" (kind TEXT PRIMARY KEY, token TEXT)')
        self._make(table_of(kind), is_growing=is_growing(kind))

    def drop(self, kind: str) -> None:
        self._drop(table_of(kind))

    def optimize(self, kind: str) -> None:
        for entries in self._both(table_of(kind)):
            entries.merge()

    def replace(self, kind: str, ids: Sequence[int], entries: Iterable[Entry]) -> None:
        new = {entry.id: entry for entry in entries}
        for table in (table_of(kind), *([anew_of(kind)] if self._has(anew_of(kind)) else [])):
            self._replace(table, ids, new)

    def settle(self, kind: str, most: int) -> int:
        main, *others = self._both(table_of(kind))
        moved = [entry for grown in others for entry in grown.held(grown.numbers(most)).values()]
        for entry in moved:
            main.take_out(entry.id)
            main.put(entry)
            for grown in others:
                grown.take_out(entry.id)
        for grown in others if moved else []:
            grown.merge()  # or words of what leaves it later, from the main table, would stay here
        return len(moved)

    def begin_anew(self, kind: str, token: str) -> None:
        self.make(kind)
        self._drop(anew_of(kind))
        self._make(anew_of(kind), is_growing=is_growing(kind))
        self._entries(anew_of(kind)).configure(WHILE_ANEW)
        self._execute(f'REPLACE INTO "{self._schema}"."{REBUILDS}" (kind, token) VALUES (%s, %s)', (kind, token))

    def is_ours(self, kind: str, token: str) -> bool:
        sql = f'SELECT 1 FROM "{self._schema}"."{REBUILDS}" WHERE kind = %s AND token = %s'
        return self._execute(sql, (kind, token)).fetchone() is not None

    def add_anew(self, kind: str, ids: Sequence[int], entries: Iterable[Entry]) -> None:
        self._replace(anew_of(kind), ids, {entry.id: entry for entry in entries})

    def merge_anew(self, kind: str) -> bool:
        return self._entries(anew_of(kind)).merge_some()

    def put_in_place(self, kind: str) -> None:
        self.drop(kind)
        new, old = anew_of(kind), table_of(kind)
        self._entries(new).configure(USUAL)
        for was, is_now in ((new, old), (grown_of(new), grown_of(old)), (vocabulary_of(new), vocabulary_of(old))):
            if self._has(was):
                self._execute(f'ALTER TABLE "{self._schema}"."{was}" RENAME TO "{is_now}"')
        self._execute(f'DELETE FROM "{self._schema}"."{REBUILDS}" WHERE kind = %s', (kind,))

    def _make(self, table: str, *, is_growing: bool) -> None:
        self._entries(table).make(prefixes="prefix='3 4', ", overwrites=True)
        if is_growing:
            self._entries(grown_of(table)).make(prefixes="", overwrites=False)
        self._execute(
            f'CREATE TABLE IF NOT EXISTS "{self._schema}"."{vocabulary_of(table)}" '
            "(key TEXT, word TEXT, PRIMARY KEY (key, word)) WITHOUT ROWID"
        )

    def _drop(self, table: str) -> None:
        self._entries(table).drop()
        self._entries(grown_of(table)).drop()
        self._execute(f'DROP TABLE IF EXISTS "{self._schema}"."{vocabulary_of(table)}"')

    def _has(self, table: str) -> bool:
        sql = f'SELECT 1 FROM "{self._schema}".sqlite_schema WHERE name = %s'
        return self._execute(sql, (table,)).fetchone() is not None

    def _entries(self, name: str) -> Entries:
        return Entries(self._execute, self._schema, name)

    def _both(self, table: str) -> list[Entries]:
        """The main table, and the grown one where the kind has one."""
        return [self._entries(name) for name in (table, grown_of(table)) if name == table or self._has(name)]

    def _replace(self, name: str, ids: Sequence[int], new: Mapping[int, Entry]) -> None:
        both, numbers = self._both(name), sorted({*ids, *new})
        main, *others = both
        held = main.held(numbers)
        grown = others[0].held(numbers) if others else {}
        _write(main, others[0] if others else None, [(held.get(n), grown.get(n), new.get(n)) for n in numbers])
        before = {word for entry in (*held.values(), *grown.values()) for word in entry.words}
        now = {word for entry in new.values() for word in entry.words}
        self._learn(vocabulary_of(name), now - before)
        self._unlearn(name, before - now)

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
        both = self._both(name)
        for word, keys in learned(words).items():
            if not any(entries.has_word(word) for entries in both):
                sql = f'DELETE FROM "{self._schema}"."{vocabulary_of(name)}" WHERE key = %s AND word = %s'
                for key in keys:
                    self._execute(sql, (key, word))


Change = tuple[Entry | None, Entry | None, Entry | None]
"""Of one object: what the main table holds, what the grown one holds, what is to be found from now on."""


def _write(main: Entries, grown: Entries | None, changes: Iterable[Change]) -> None:
    """Let each object be found by its new entry, and keep nothing that is not in it."""
    has_room, leaves_words = grown is not None and len(grown.numbers(MOST_GROWN)) < MOST_GROWN, False
    for old, added, new in changes:
        if new is not None and new == (added or old):
            continue
        stays = old is not None and new is not None and new.keeps(old) and (added is not None or has_room)
        if grown is not None and added is not None:
            grown.take_out(added.id)
            leaves_words |= not stays or new is None or not new.keeps(added)
        if old is not None and not stays:
            main.take_out(old.id)
        if new is not None:
            (grown if grown is not None and stays else main).put(new)
    if grown is not None and leaves_words:
        grown.merge()
