"""The database put aside before it is changed, and put back as it was.

A copy for minutes, in the instance's own folder and readable by its user alone, as the database is: putting it back
needs no recovery key and nobody at the keyboard. It goes as soon as the upgrade has come to its end, because nobody is
erased from it. The search index is not copied: what an upgrade has touched of it is made anew from the tables.

SQLite's file is copied as it stands, with nobody else at it. PostgreSQL's tables are copied out as backups do it, and
put back into tables that our own migrations make.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from candor.kernel.backup import snapshots
from candor.kernel.backup.packing import Packer, unpacked
from candor.kernel.durable import sync_folder
from candor.kernel.search.backends import SCHEMA

FOLDER, WHOLE, UNFINISHED = "upgrade", "before", "before.unfinished"
STEPS = "steps"
PIECE = 1 << 20


class CopyFailed(RuntimeError):
    """The database could not be put aside; the text says why. Nothing was changed."""


def size_needed() -> int:
    """About how many bytes a copy takes."""
    if connection.vendor == "sqlite":
        return sum(path.stat().st_size for path in _sqlite_files() if path.exists())
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def make() -> None:
    """Put the database aside. Nobody else may be in. The copy has its name only when it is whole and on the disk."""
    folder = _folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    unfinished = folder / UNFINISHED
    if connection.vendor == "sqlite":
        settle_log()
        _copy(_database(), unfinished)
    else:
        _write_tables(unfinished)
    unfinished.replace(folder / WHOLE)
    sync_folder(folder)


def put_back() -> None:
    """Put the copy in the database's place, whatever stands there. May be done again after a kill."""
    if connection.vendor == "sqlite":
        _put_file_back()
    else:
        _put_tables_back()
    _drop_index()


def forget() -> None:
    """Remove the copy."""
    shutil.rmtree(_folder(), ignore_errors=True)


def _folder() -> Path:
    return Path(settings.INSTANCE.home) / FOLDER


# SQLite


def _database() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _sqlite_files() -> Iterator[Path]:
    yield from (Path(f"{_database()}{beside}") for beside in ("", "-wal"))


def settle_log() -> None:
    """Bring what stands in the write-ahead log into the database's file. Raises CopyFailed where somebody is at it."""
    connections.close_all()
    settler = import_module("sqlite3").connect(_database(), isolation_level=None, timeout=2)
    try:
        (is_busy, _log, _done) = settler.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        settler.close()
    if is_busy:
        raise CopyFailed("Another program has the database open. End it and try again.")


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as written:
        target.chmod(0o600)
        shutil.copyfileobj(read, written, PIECE)
        written.flush()
        os.fsync(written.fileno())


def _put_file_back() -> None:
    """The log goes first: on another database's file it would be its ruin. No room is needed, and none is missing."""
    copy = _folder() / WHOLE
    if not copy.exists():  # it was put back already, by a process that was killed before it could say so
        return
    connections.close_all()
    for beside in ("-wal", "-shm", "-journal"):
        Path(f"{_database()}{beside}").unlink(missing_ok=True)
    sync_folder(_database().parent)
    copy.replace(_database())
    sync_folder(_database().parent)


# PostgreSQL


def _write_tables(target: Path) -> None:
    with target.open("wb", buffering=PIECE) as file, snapshots.snapshot() as database:
        target.chmod(0o600)
        packer = Packer(file)
        packer.add(STEPS, [json.dumps(database.migrations).encode("ascii")])
        for part in database.parts():
            packer.add(part.name, part.content, **part.notes)
        packer.close()
        file.flush()
        os.fsync(file.fileno())


def _put_tables_back() -> None:
    snapshots.clear_tables()
    with (_folder() / WHOLE).open("rb") as file, ExitStack() as tables:
        put = None
        for thing in unpacked(iter(lambda: file.read(PIECE), b"")):
            if thing.name == STEPS:
                snapshots.make_tables(json.loads(b"".join(thing.content)))
                put = tables.enter_context(snapshots.filling_tables())
            elif thing.name == snapshots.SEQUENCES:
                snapshots.set_sequences(thing.content)
            elif put is not None:
                put(thing.name.removeprefix(snapshots.TABLE), thing.notes["columns"], thing.content)


def _drop_index() -> None:
    """Whichever version opens the instance next makes its own and has the worker fill it."""
    connections.close_all()
    if connection.vendor == "sqlite":
        for path in Path(settings.INSTANCE.home).glob("search.sqlite3*"):
            with suppress(FileNotFoundError):
                path.unlink()
        return
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
