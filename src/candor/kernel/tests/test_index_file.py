"""The search index's file: nothing of a deleted text stays in it, and a damaged one does not keep the house closed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from candor.kernel.db.sqlite import index_file
from candor.kernel.search.backends import Entry
from candor.kernel.search.backends.sqlite import SQLiteWriter

KIND = "test.letter"
CANARY = "zwrxkqpvbjh"


def write(path: Path, ids: list[int], *entries: Entry) -> None:
    with index_file.open_for_writing(path) as connection:
        writer = SQLiteWriter(lambda sql, values=(): connection.execute(sql.replace("%s", "?"), values), "main")
        writer.make(KIND)
        writer.replace(KIND, ids, entries)


def everything_on_disk(path: Path) -> bytes:
    """The file's bytes once its log is written back, as the eraser does it."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return b"".join(part.read_bytes() for part in path.parent.glob(f"{path.name}*"))


def test_nothing_of_a_deleted_text_stays_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "search.sqlite3"
    for number in range(1, 200):
        write(path, [], Entry(number, f"letter {number}", "the printer prints"))
    write(path, [], Entry(500, f"secret {CANARY}", CANARY * 3))
    assert CANARY.encode() in everything_on_disk(path), "the scan would find it"
    write(path, [500])
    assert CANARY[3:].encode() not in everything_on_disk(path)


def test_a_damaged_index_makes_room_for_an_empty_one(tmp_path: Path) -> None:
    path = tmp_path / "search.sqlite3"
    path.write_bytes(b"no database at all, " * 500)
    with closing(sqlite3.connect(":memory:", uri=True)) as connection:
        index_file.attach(connection, path, writable=False)
        assert connection.execute("SELECT count(*) FROM candor_search.sqlite_schema").fetchone() == (0,)


def test_pages_cannot_write_the_index(tmp_path: Path) -> None:
    path = tmp_path / "search.sqlite3"
    write(path, [])
    with closing(sqlite3.connect(":memory:", uri=True)) as connection:
        index_file.attach(connection, path, writable=False)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("CREATE TABLE candor_search.scribble (text)")
