"""Everything in which something of a person can be left, as places with their bytes. Read from what is really there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from candor.kernel.registries.personal_data.completeness import live_schema
from candor.kernel.search import searchable
from candor.kernel.search.backends import SCHEMA, table_of, vocabulary_of
from tests.privacy.marks import tokens_in

Places = Iterator[tuple[str, bytes]]
Cell = tuple[str, str, str]
"""Table (or store), key and column of one value."""


def places() -> Places:
    """Live tables, the index and its vocabulary, column by column, then every file of the instance as it lies there."""
    for (table, key, column), value in cells().items():
        yield f"{table}.{column} of {key}", _bytes(value)
    yield from _vocabularies()
    for file in files_of_the_home():
        yield f"the file {file.relative_to(settings.INSTANCE.home)}", file.read_bytes()


def where_tokens_are(among: set[str]) -> dict[str, set[str]]:
    """For each of these tokens the places where it stands.

    The database's raw files are unwrapped once and not twice: their values are looked at one by one as well.
    """
    found: dict[str, set[str]] = {}
    for place, data in places():
        for token in tokens_in(data, depth=1 if ".sqlite3" in place else 0) & among:
            found.setdefault(token, set()).add(place)
    return found


def cells() -> dict[Cell, Any]:
    """The value of every column of every row of every live table, and of the index."""
    return {
        (table, str(row[0] if key is None else row[key]), column): value
        for table, key, columns, rows in _all_rows()
        for row in rows
        for column, value in zip(columns, row, strict=True)
    }


def snapshot() -> Mapping[Cell, Any]:
    """As `cells`, and the fingerprint of every stored file: to compare the whole world before and after."""
    stored = [file for file in files_of_the_home() if file.parts[-3:-2] == ("files",)]
    return {
        **cells(),
        **{("files", file.name, "content"): sha256(file.read_bytes()).hexdigest() for file in stored},
    }


def files_of_the_home() -> list[Path]:
    """Database, write-ahead log, index, stored files, uploads, locks: whatever lies there, keys aside."""
    home = Path(settings.INSTANCE.home)
    return [file for file in sorted(home.rglob("*")) if file.is_file() and file.suffix != ".key"]


def _all_rows() -> Iterator[tuple[str, int | None, list[str], list[tuple[Any, ...]]]]:
    with connection.cursor() as cursor:
        for table in sorted(live_schema()):
            keys = connection.introspection.get_primary_key_columns(cursor, table)
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [column[0] for column in cursor.description]
            yield table, columns.index(keys[0]) if keys else None, columns, cursor.fetchall()
        for kind in searchable():
            key = "rowid" if connection.vendor == "sqlite" else "id"
            cursor.execute(f'SELECT {key}, * FROM "{SCHEMA}"."{table_of(kind)}"')
            columns = ["key", *(column[0] for column in cursor.description[1:])]
            yield f"search-index:{kind}", 0, columns, cursor.fetchall()


def _vocabularies() -> Places:
    """The words that the index holds, without whose they are: they come and go with its entries."""
    with connection.cursor() as cursor:
        for kind in searchable():
            cursor.execute(f'SELECT key, word FROM "{SCHEMA}"."{vocabulary_of(table_of(kind))}"')
            for key, word in cursor.fetchall():
                yield f"search-index:{kind}.vocabulary of {word}", f"{key} {word}".encode()


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
