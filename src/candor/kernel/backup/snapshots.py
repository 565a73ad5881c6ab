"""The database as it is at one moment, read while others go on writing; and putting it into an empty one.

SQLite: a reader that begins on an emptied write-ahead log keeps everybody from writing into the database's file until
it ends: they write into the log (the lock WAL_READ_LOCK(0) of https://www.sqlite.org/walformat.html). So the file
stands still and is read as it is, without a second copy on the disk. A process of its own reads it, because closing a
file gives up all locks that a process has on it. Where others never let the log be emptied, VACUUM INTO makes a copy.

PostgreSQL: COPY of every table in one transaction of REPEATABLE READ. Tables are made by our migrations when it is put
back, so no client program of the server's version is needed. The index's schema is left out: it is made anew.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from candor.kernel.db import migrations
from candor.kernel.db.lock import WriterLock
from candor.kernel.db.presence import filled

PIECE = 1 << 20
TRIES, PAUSE = 50, 0.1
"""So often and long after another it is tried to begin on an emptied log."""

READER = "import shutil, sys; shutil.copyfileobj(open(sys.argv[1], 'rb'), sys.stdout.buffer, 1 << 20)"
SQLITE, SEQUENCES, TABLE = "database/sqlite", "database/sequences", "database/table/"


class CannotPut(RuntimeError):
    """The database cannot be put in place; the text says why and what to do. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the database: its name in the archive, its content, and what stands beside the name."""

    name: str
    content: Iterable[bytes]
    notes: dict[str, object]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The database at one moment. `size` in bytes is known for SQLite, 0 elsewhere."""

    vendor: str
    migrations: list[list[str]]
    size: int
    parts: Callable[[], Iterator[Part]]


def steps_taken() -> list[list[str]]:
    """The migrations that the database has, sorted."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Hold the database's present state for the block. Call it outside a transaction."""
    with _of_sqlite() if connection.vendor == "sqlite" else _of_postgresql() as found:
        yield found


def is_empty() -> bool:
    """Whether there is room for a database of a backup: none of ours stands there."""
    if connection.vendor == "sqlite":
        return not Path(str(connection.settings_dict["NAME"])).exists()
    return not connection.introspection.table_names()


# SQLite


@contextmanager
def _of_sqlite() -> Iterator[Snapshot]:
    path = Path(str(connection.settings_dict["NAME"]))
    sqlite = import_module("sqlite3")  # the newer library, where one was put in its place
    reader = sqlite.connect(path, isolation_level=None, timeout=0.05)
    copy: Path | None = None
    try:
        if not _begun_on_empty_log(reader, path):
            copy = _copied(reader)
        (size,) = reader.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()
        steps = sorted(map(list, reader.execute("SELECT app, name FROM django_migrations")))
        source = copy or path
        exact = source.stat().st_size if copy else size

        def parts() -> Iterator[Part]:
            yield Part(SQLITE, _read_by_another(source, exact), {"size": exact})

        yield Snapshot("sqlite", steps, exact, parts)
    finally:
        reader.close()
        if copy is not None:
            copy.unlink(missing_ok=True)


def _begun_on_empty_log(reader: Any, path: Path) -> bool:
    """Begin to read while no writer writes and the log is empty; False where other readers never let it be."""
    lock = WriterLock(f"{path}.writer")
    for _try in range(TRIES):
        reader.execute("PRAGMA wal_checkpoint(PASSIVE)")
        if lock.acquire():
            try:
                (busy, _log, _done) = reader.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not busy:
                    reader.execute("BEGIN")
                    reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
                    return True
            finally:
                lock.release()
        time.sleep(PAUSE)
    return False


def _copied(reader: Any) -> Path:
    """A whole copy in the instance's folder for passing files. It takes as much room as the database."""
    copy: Path = settings.INSTANCE.home / "tmp" / f"snapshot-{os.getpid()}.sqlite3"
    copy.unlink(missing_ok=True)
    reader.execute("VACUUM INTO ?", [str(copy)])
    return copy


def _read_by_another(path: Path, size: int) -> Iterator[bytes]:
    left = size
    command = [sys.executable, "-I", "-S", "-c", READER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        try:
            while left and (piece := other.stdout.read(min(PIECE, left))):  # type: ignore[union-attr] # it has a pipe
                left -= len(piece)
                yield piece
        finally:
            with suppress(OSError):
                other.kill()
    if left:
        raise OSError(f"{path} ended {left} bytes early")


def put_sqlite(content: Iterable[bytes]) -> None:
    """Write the database's file. Nobody may have it open."""
    path = Path(str(connection.settings_dict["NAME"]))
    connections.close_all()
    for beside in ("", "-wal", "-shm", "-journal"):
        Path(f"{path}{beside}").unlink(missing_ok=True)
    with path.open("xb") as file:
        path.chmod(0o600)
        for piece in content:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


# PostgreSQL


@contextmanager
def _of_postgresql() -> Iterator[Snapshot]:
    psycopg = import_module("psycopg")
    with psycopg.connect(**_parameters()) as reader:
        reader.isolation_level, reader.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
        steps = sorted(map(list, reader.execute("SELECT app, name FROM django_migrations").fetchall()))
        yield Snapshot("postgresql", steps, 0, lambda: _tables(reader))


def _parameters() -> dict[str, Any]:
    wanted = connection.get_connection_params()
    return {name: value for name, value in wanted.items() if name in {"dbname", "user", "password", "host", "port"}}


COLUMNS = """
    SELECT c.table_name, array_agg(c.column_name::text ORDER BY c.ordinal_position)
    FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
    GROUP BY c.table_name ORDER BY c.table_name
"""
POSITIONS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema() ORDER BY 1"


def _tables(reader: Any) -> Iterator[Part]:
    for table, columns in reader.execute(COLUMNS).fetchall():
        if table != "django_migrations":
            yield Part(f"{TABLE}{table}", _copied_out(reader, table, columns), {"columns": columns})
    positions = reader.execute(POSITIONS).fetchall()
    yield Part(SEQUENCES, [json.dumps(dict(positions)).encode("ascii")], {})


def _copied_out(reader: Any, table: str, columns: Sequence[str]) -> Iterator[bytes]:
    with reader.cursor().copy(f"COPY {_list(table, columns)} TO STDOUT") as copy:
        for piece in copy:
            yield bytes(piece)


def clear_tables() -> None:
    """Drop every table of a PostgreSQL database: what a killed restore or upgrade left makes way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        if names := [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]:
            cursor.execute(f"DROP TABLE {', '.join(names)} CASCADE")


def make_tables(steps: list[list[str]]) -> None:
    """Give an empty PostgreSQL database the tables of the time of the backup. Raises CannotPut."""
    executor = MigrationExecutor(connection)
    known = executor.loader.disk_migrations or {}
    taken = {(app, name) for app, name in steps}
    if unknown := sorted(taken - known.keys()):
        raise CannotPut(
            f"This backup was made by a newer version of Candor (it has {unknown[0][0]} {unknown[0][1]})."
            " Install that version or a newer one, then restore."
        )
    if taken == known.keys():
        migrations.migrate()
        return
    graph = executor.loader.graph
    last = [step for step in taken if not any(child in taken for child in graph.node_map[step].children)]
    executor.migrate([(str(app), str(name)) for app, name in last])


@contextmanager
def filling_tables() -> Iterator[Callable[[str, Sequence[str], Iterable[bytes]], None]]:
    """One transaction in which tables are filled by `put(table, columns, content)`."""
    psycopg = import_module("psycopg")
    with psycopg.connect(**_parameters()) as writer:
        tables = [table for table, _columns in writer.execute(COLUMNS).fetchall() if table != "django_migrations"]
        for table in sorted(filled(tables)):  # what a new instance writes down by itself, as its first notices
            writer.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own names

        def put(table: str, columns: Sequence[str], content: Iterable[bytes]) -> None:
            with writer.cursor().copy(f"COPY {_list(table, columns)} FROM STDIN") as copy:
                for piece in content:
                    copy.write(piece)

        yield put


def set_sequences(content: Iterable[bytes]) -> None:
    """Let no number be given out again that was given out before."""
    used = {name: last for name, last in json.loads(b"".join(content)).items() if last is not None}
    names = list(map(connection.ops.quote_name, used))
    positions = "SELECT setval(name::regclass, last) FROM unnest(%s::text[], %s::bigint[]) AS given (name, last)"
    with connection.cursor() as cursor:
        cursor.execute(positions, [names, list(used.values())])


def _list(table: str, columns: Sequence[str]) -> str:
    quoted = ", ".join(map(connection.ops.quote_name, columns))
    return f"{connection.ops.quote_name(table)} ({quoted})"
