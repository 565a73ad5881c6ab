"""The SQLite database that is left: opened for reading alone, and looked through before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connections

from candor.config.moving.progress import Progress
from candor.config.moving.tables import Found, Reader, Tally, all_tables, compared

LEFT = "left"
"""The name under which Django knows it."""

NOT_COPIED = {"django_migrations", "sqlite_sequence"}
"""The new database has steps and sequences of its own."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What looking through found: rows and digest of each table, what PostgreSQL refuses and what was mended of it."""

    tallies: Mapping[str, list[Any]]
    unfit: Found
    mended: Found

    @property
    def rows(self) -> int:
        return sum(rows for rows, _digest in self.tallies.values())


@contextmanager
def opened(path: Path) -> Iterator[None]:
    """Let Django read it under the name LEFT for the block. Invalid text comes with its bytes, not as an error."""
    name = f"file:{quote(str(path))}?mode=ro"
    given = {"default": {}, LEFT: {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": {"timeout": 2}}}
    connections.settings[LEFT] = connections.configure_settings(given)[LEFT]
    connections[LEFT].ensure_connection()
    connections[LEFT].connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        connections[LEFT].close()
        del connections[LEFT]
        del connections.settings[LEFT]


def look_through(tell: Callable[[str], None], *, mends: bool) -> Survey:
    """Read every row once: count it, hash it, and look for what PostgreSQL refuses."""
    tables = all_tables()
    heard = Progress(tell, "Looking through", sum(table.count(LEFT) for table in tables))
    tallies, unfit, mended = {}, Found(), Found()
    for table in tables:
        reader = Reader(table, mends, unfit, mended)
        tallies[table.name] = _tally(reader, heard).said()
    return Survey(tallies, unfit, mended)


def _tally(reader: Reader, heard: Progress) -> Tally:
    tally, values = Tally(), compared(reader.table.columns)
    for row in reader.table.rows(LEFT, reader.table.columns):
        tally.add(values(reader.taken(row)))
        heard(reader.table.name)
    return tally


def tables_of_nobody() -> list[str]:
    """Tables that no slice knows: nothing of them would come along."""
    known = {table.name for table in all_tables()} | NOT_COPIED
    rows = _rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_stat%%'")
    return sorted(name for (name,) in rows if name not in known)


def hanging() -> list[str]:
    """Tables with keys that lead to no row: PostgreSQL would refuse them."""
    return sorted({f"{table} (to {parent})" for table, _row, parent, _key in _rows("PRAGMA foreign_key_check")})


def last_numbers() -> dict[str, int]:
    """The last number that each table gave out, also where its row has gone since."""
    if not _rows("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"):
        return {}
    return dict(_rows("SELECT name, seq FROM sqlite_sequence"))


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connections[LEFT].cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
