"""Homes as earlier versions left them (`tools/keep_home.py`), brought to life on either engine."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

HOMES = Path(__file__).resolve().parents[1] / "fixtures" / "homes"
Table = dict[str, list[Any]]
"""Each column of a table with its values, in the order of the rows' keys."""


def newest() -> Path:
    """The home of the version before ours."""
    return max(HOMES.glob("*.zip"), key=lambda path: path.stem.replace(".dev", "."))


def unpack(kept: Path, home: Path, address: str = "") -> str:
    """Put the home there; with an address its rows stand in that PostgreSQL database instead. Which version left it."""
    with zipfile.ZipFile(kept) as archive:
        version: str = json.loads(archive.read("about.json"))["version"]
        for name in archive.namelist():
            if name.startswith("home/"):
                target = home / name.removeprefix("home/")
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                target.write_bytes(archive.read(name))
                target.chmod(0o600)
        if address:
            _fill(address, archive.read("postgresql.sql").decode("utf-8"), home / "candor.sqlite3")
            (home / "candor.sqlite3").unlink()
    (home / "version.json").write_text(json.dumps({"version": version, "root": "/opt/candor/releases/before"}))
    return version


def _fill(address: str, statements: str, rows: Path) -> None:
    with sqlite3.connect(rows) as source, psycopg.connect(address) as target:
        target.execute("SET timezone = 'UTC'")
        target.execute(statements.encode("utf-8"))
        for table, columns in _columns_there(target).items():
            names = ", ".join(f'"{column}"' for column in columns)
            with target.cursor().copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in source.execute(f'SELECT {names} FROM "{table}"'):  # noqa: S608 - names of the schema
                    copy.write_row([_as_there(value, kind) for value, kind in zip(row, columns.values(), strict=True)])
        _set_sequences(target)
    source.close()


def _columns_there(target: psycopg.Connection[Any]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    question = """
        SELECT table_name, column_name, data_type FROM information_schema.columns
        WHERE table_schema = 'public' AND is_generated = 'NEVER' ORDER BY table_name, ordinal_position
    """
    for table, column, kind in target.execute(question):
        found.setdefault(table, {})[column] = kind
    return found


def _as_there(value: Any, kind: str) -> Any:
    if value is None or isinstance(value, bytes):
        return value
    return f"{value} microseconds" if kind == "interval" else str(value)


def _set_sequences(target: psycopg.Connection[Any]) -> None:
    question = """
        SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND is_identity = 'YES'
    """
    for table, column in target.execute(question).fetchall():
        target.execute(
            f'SELECT setval(pg_get_serial_sequence(\'"{table}"\', \'{column}\'), (SELECT max("{column}") FROM "{table}"))'  # noqa: S608, E501 - as above
        )


def content(home: Path, address: str = "") -> dict[str, Table]:
    """Every table with its columns' values as text."""
    if address:
        with psycopg.connect(address) as opened:
            tables = {table: list(columns) for table, columns in _columns_there(opened).items()}
            return {table: _read(opened, table, columns) for table, columns in tables.items()}
    with sqlite3.connect(home / "candor.sqlite3") as opened:
        names = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        tables = {
            name: [row[1] for row in opened.execute(f'PRAGMA table_info("{name}")')]
            for name in names
            if not name.startswith("sqlite_")
        }
        found = {table: _read(opened, table, columns) for table, columns in tables.items()}
    opened.close()
    return found


def _read(opened: Any, table: str, columns: list[str]) -> Table:
    names = ", ".join(f'"{column}"' for column in columns)
    rows = sorted(tuple(map(_told, row)) for row in opened.execute(f'SELECT {names} FROM "{table}"'))  # noqa: S608 - as above
    return {column: [row[place] for row in rows] for place, column in enumerate(columns)}


def _told(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 100 else hashlib.sha256(text.encode("utf-8")).hexdigest()


def lost(before: dict[str, Table], after: dict[str, Table]) -> Iterator[str]:
    """What stood there before and does not any more: tables, columns, rows, values."""
    for table, columns in before.items():
        if table not in after:
            yield f"{table} is gone"
            continue
        for column, values in columns.items():
            if column not in after[table]:
                yield f"{table}.{column} is gone"
            elif sorted(values) != sorted(after[table][column]):
                yield f"{table}.{column}: {len(values)} values, now {len(after[table][column])} or others"
