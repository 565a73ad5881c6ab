"""The search index's file: who opens it how. What stands in it is `kernel.search`'s matter."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

SCHEMA = "candor_search"
LONGEST_WAIT = 10.0
"""Seconds one writer of the index waits for another; nobody's page waits for either."""


def path_beside(database: Path) -> Path:
    return database.with_name("search.sqlite3")


def attach(connection: sqlite3.Connection, path: Path, *, writable: bool) -> None:
    """Give the connection the index as the schema `candor_search`; an unreadable file is put aside first."""
    _make_usable(path)
    mode = "rw" if writable else "ro"
    connection.execute(f"ATTACH DATABASE ? AS {SCHEMA}", (f"file:{quote(str(path))}?mode={mode}",))


@contextmanager
def open_for_writing(path: Path) -> Iterator[sqlite3.Connection]:
    """The index with the right to write, as one transaction."""
    with closing(_connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def empty_log(path: Path) -> bool:
    """Move the write-ahead log into the file and cut it to nothing; False while a reader still needs it."""
    with closing(_connect(path)) as connection:
        return bool(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=LONGEST_WAIT, isolation_level=None)
    # The index can be rebuilt: losing its last second in a power cut costs a rebuild, not data.
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;")
    return connection


def _make_usable(path: Path) -> None:
    """An index is derived: a damaged one must not keep the house closed, so it makes room for an empty one."""
    try:
        with closing(_connect(path)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema")
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)
        _connect(path).close()
