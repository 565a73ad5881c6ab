"""Where a copy is laid out before it is written: a private database that only its process sees.

It stands in a file without a name, which the system removes when the process ends, however it ends. So memory does not
grow with what somebody has, and a kill leaves nothing behind.
"""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings

from candor.kernel.registries.personal_data import Piece
from candor.kernel.registries.personal_data.copying import Target

BATCH = 500
DEEPEST = 8

SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA cache_size = -16384;
CREATE TABLE pieces (number INTEGER PRIMARY KEY, store TEXT, place TEXT, key TEXT, field TEXT);
CREATE TABLE entries (
    number INTEGER PRIMARY KEY, place TEXT NOT NULL, key TEXT NOT NULL, chapter TEXT NOT NULL,
    above_place TEXT, above_key TEXT, segment TEXT NOT NULL, path TEXT, depth INTEGER NOT NULL DEFAULT 0,
    seen INTEGER NOT NULL, hangs_on TEXT NOT NULL, names TEXT NOT NULL, body TEXT NOT NULL,
    masked TEXT NOT NULL DEFAULT '[]', UNIQUE (place, key)
);
CREATE UNIQUE INDEX listing ON entries (place, number);
CREATE UNIQUE INDEX reading ON entries (chapter, path, number);
CREATE TABLE files (
    row_key TEXT PRIMARY KEY, store TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0, member TEXT NOT NULL DEFAULT '', why TEXT NOT NULL DEFAULT ''
);
CREATE TABLE pointers (row_key TEXT PRIMARY KEY, seen INTEGER NOT NULL);
"""

ARRANGE = """
UPDATE files SET seen = coalesce((SELECT seen FROM pointers WHERE row_key = files.row_key), 0);
UPDATE entries SET seen = (SELECT seen FROM files WHERE row_key = entries.key)
    WHERE place = :place_of_files AND EXISTS (SELECT 1 FROM files WHERE row_key = entries.key);
UPDATE entries SET path = segment WHERE above_place IS NULL OR NOT EXISTS
    (SELECT 1 FROM entries AS above WHERE above.place = entries.above_place AND above.key = entries.above_key)
"""
DESCEND = """
UPDATE entries SET depth = :depth, path = (
    SELECT above.path || entries.segment FROM entries AS above
    WHERE above.place = entries.above_place AND above.key = entries.above_key
) WHERE path IS NULL
"""
ENTRY = "SELECT number, place, key, path, depth, seen, hangs_on, names, body, masked FROM entries"


FILE = "SELECT row_key, store, key, name, seen, member, why FROM files"


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A row to be laid down. `above` is the row that it is shown below, `order` the place of its kind there.

    `hangs_on` are the rows it belongs to, `names` says what its numbers stand for, both by column.
    """

    place: str
    key: str
    values: Mapping[str, object]
    chapter: str = ""
    order: int = 0
    seen: bool = True
    above: Target | None = None
    hangs_on: Mapping[str, Target] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a copy. `path` sorts it below the one it is shown below, `depth` steps down.

    `seen` tells that the person wrote the row or was shown it, `masked` in which columns somebody else was masked.
    """

    number: int
    place: str
    key: str
    path: str
    depth: int
    seen: bool
    hangs_on: dict[str, Target]
    names: dict[str, str]
    body: dict[str, Any]
    masked: list[str]


class Why(StrEnum):
    """Why a file is not in the archive."""

    WITHHELD = "withheld"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file: the number of its row, its store, its name on the disk and the one it was given. `seen` as of an entry.

    `member` is its place in the archive, `why` the reason where it has none.
    """

    row_key: str
    store: str
    key: str
    name: str
    seen: bool = False
    member: str = ""
    why: str = ""


class Stage:
    """The rows and files of one copy, in any number."""

    def __init__(self) -> None:
        self._sql = _without_a_name()
        self._sql.executescript(SCHEMA)
        self._sql.execute("BEGIN")

    def close(self) -> None:
        self._sql.close()

    def note(self, pieces: Iterable[Piece]) -> None:
        """Remember what was discovered, in its order."""
        rows = ((piece.store, piece.place, piece.key, piece.field) for piece in pieces)
        self._sql.executemany("INSERT INTO pieces (store, place, key, field) VALUES (?, ?, ?, ?)", rows)

    def noted(self) -> int:
        """How many pieces were discovered."""
        return int(self._sql.execute("SELECT count(*) FROM pieces").fetchone()[0])

    def pieces(self, store: str) -> Iterator[Piece]:
        """What was discovered in a store, in its order."""
        last = 0
        sql = (
            "SELECT number, store, place, key, field FROM pieces WHERE number > ? AND store = ? ORDER BY number LIMIT ?"
        )
        while found := self._sql.execute(sql, (last, store, BATCH)).fetchall():
            yield from (Piece(*row[1:]) for row in found)
            last = found[-1][0]

    def add(self, entries: Iterable[NewEntry]) -> None:
        """Lay rows down. Where a row comes in parts, the parts become one."""
        self._sql.executemany(
            "INSERT INTO entries (place, key, chapter, above_place, above_key, segment, seen, hangs_on, names, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (place, key) DO UPDATE"
            " SET body = substr(body, 1, length(body) - 1) || ', ' || substr(excluded.body, 2)",
            (_row_of(entry) for entry in entries),
        )

    def add_files(self, files: Iterable[FileEntry]) -> None:
        rows = [(file.row_key, file.store, file.key, file.name) for file in files]
        self._sql.executemany("INSERT OR REPLACE INTO files (row_key, store, key, name) VALUES (?, ?, ?, ?)", rows)

    def point_to_files(self, pointers: Iterable[tuple[str, bool]]) -> None:
        """Note which files rows point to, by the number of the file's row, and whether the person saw those rows."""
        self._sql.executemany(
            "INSERT INTO pointers VALUES (?, ?) ON CONFLICT (row_key) DO UPDATE SET seen = max(seen, excluded.seen)",
            pointers,
        )

    def arrange(self, place_of_files: str) -> None:
        """Once everything is there: sort rows below those they hang on, and tell which files were seen."""
        for statement in ARRANGE.split(";"):
            self._sql.execute(statement, {"place_of_files": place_of_files})
        for depth in range(1, DEEPEST):
            if self._sql.execute("SELECT 1 FROM entries WHERE path IS NULL LIMIT 1").fetchone() is None:
                break
            self._sql.execute(DESCEND, {"depth": depth})
        self._sql.execute("UPDATE entries SET path = segment WHERE path IS NULL")

    def places(self) -> dict[str, int]:
        """How many rows there are of each place."""
        return dict(self._sql.execute("SELECT place, count(*) FROM entries GROUP BY place ORDER BY place"))

    def entries(self, place: str) -> Iterator[Entry]:
        """The rows of a place, in the order in which they came."""
        last = 0
        sql = f"{ENTRY} WHERE place = ? AND number > ? ORDER BY number LIMIT ?"
        while found := self._sql.execute(sql, (place, last, BATCH)).fetchall():
            yield from map(_entry_of, found)
            last = found[-1][0]

    def chapter(self, chapter: str) -> Iterator[Entry]:
        """The rows of a chapter, each followed by those below it."""
        path, number = "", 0
        sql = f"{ENTRY} WHERE chapter = ? AND (path, number) > (?, ?) ORDER BY path, number LIMIT ?"
        while found := self._sql.execute(sql, (chapter, path, number, BATCH)).fetchall():
            yield from map(_entry_of, found)
            path, number = found[-1][3], found[-1][0]

    def entry(self, place: str, key: str) -> Entry | None:
        found = self._sql.execute(f"{ENTRY} WHERE place = ? AND key = ?", (place, key)).fetchone()
        return None if found is None else _entry_of(found)

    def mask(self, changed: Iterable[tuple[Entry, Mapping[str, object]]]) -> None:
        """Put these values instead of those that a row has, and note that somebody was masked there."""
        rows = (
            (_json({**entry.body, **values}), _json([*entry.masked, *values]), entry.number)
            for entry, values in changed
        )
        self._sql.executemany("UPDATE entries SET body = ?, masked = ? WHERE number = ?", rows)

    def place_files(self, placed: Iterable[FileEntry]) -> None:
        """Note where files stand in the archive, or why they do not."""
        rows = [(file.member, file.why, file.row_key) for file in placed]
        self._sql.executemany("UPDATE files SET member = ?, why = ? WHERE row_key = ?", rows)

    def files(self) -> Iterator[FileEntry]:
        """Every file, by the number of its row."""
        last = ""
        sql = f"{FILE} WHERE row_key > ? ORDER BY row_key LIMIT ?"
        while found := self._sql.execute(sql, (last, BATCH)).fetchall():
            yield from map(_file_of, found)
            last = found[-1][0]

    def file(self, row_key: str) -> FileEntry | None:
        found = self._sql.execute(f"{FILE} WHERE row_key = ?", (row_key,)).fetchone()
        return None if found is None else _file_of(found)

    def files_without(self, why: Why) -> int:
        """How many files are not in the archive for this reason."""
        return int(self._sql.execute("SELECT count(*) FROM files WHERE why = ?", (why.value,)).fetchone()[0])

    def masked_rows(self) -> int:
        """In how many rows somebody was masked."""
        return int(self._sql.execute("SELECT count(*) FROM entries WHERE masked <> '[]'").fetchone()[0])


def _without_a_name() -> sqlite3.Connection:
    """A database in a file that has lost its name already. SQLite's own nameless ones stay in memory in some builds."""
    descriptor, name = tempfile.mkstemp(prefix="copy-", dir=settings.INSTANCE.home / "tmp")
    os.close(descriptor)
    connection = sqlite3.connect(name, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    finally:
        Path(name).unlink()
    return connection


def _row_of(entry: NewEntry) -> tuple[object, ...]:
    above_place, above_key = entry.above or (None, None)
    segment = f"{entry.order:05}{entry.key:0>20}"
    return (
        entry.place, entry.key, entry.chapter, above_place, above_key, segment, entry.seen,
        _json(entry.hangs_on), _json(entry.names), _json(entry.values),
    )  # fmt: skip


def _entry_of(row: Any) -> Entry:
    number, place, key, path, depth, seen, hangs_on, names, body, masked = row
    targets = {name: (target[0], target[1]) for name, target in _loaded(hangs_on, {}).items()}
    return Entry(
        number, place, key, path, depth, bool(seen), targets, _loaded(names, {}), json.loads(body), _loaded(masked, [])
    )


def _loaded(text: str, empty: Any) -> Any:
    """What most rows do not have is not worth a parser."""
    return empty if text in {"{}", "[]"} else json.loads(text)


def _file_of(row: Any) -> FileEntry:
    row_key, store, key, name, seen, member, why = row
    return FileEntry(row_key, store, key, name, bool(seen), member, why)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    """What JSON has no form for: moments and days in ISO 8601, bytes in base64, all else as its text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date | time) else str(value)
