"""Reading a copy back from its archive, as somebody does who got it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any
from zipfile import ZipFile

from candor.kernel.registries.personal_data import Subject
from candor.privacy.exporting.archive import Wanted, copy_of
from tests.privacy.carriers import Cell
from tests.privacy.world import NOW

ABOUT_THE_ROW = {"_row", "_belongs_to", "_names", "_masked", "_file"}


def archive_of(subject: Subject, language: str = "en", *, unmasked: bool = False) -> ZipFile:
    """The archive of a copy."""
    wanted = Wanted("Kim", language, UTC, NOW, unmasked)
    return opened(copy_of(subject, wanted, lambda _done, _total: None))


def opened(chunks: Iterable[bytes]) -> ZipFile:
    return ZipFile(io.BytesIO(b"".join(chunks)))


def rows_in(archive: ZipFile, table: str, folder: str = "data") -> list[dict[str, Any]]:
    """The rows of a table, none where the archive has no such one."""
    name = f"{folder}/{table}.json"
    return json.loads(archive.read(name)) if name in archive.namelist() else []


def tables_in(archive: ZipFile, folder: str = "data") -> list[str]:
    return [
        name.removeprefix(f"{folder}/").removesuffix(".json")
        for name in archive.namelist()
        if name.startswith(f"{folder}/")
    ]


def cells_in(archive: ZipFile) -> dict[Cell, Any]:
    """Every value, by table, row and column."""
    return {
        (table, row["_row"], column): value
        for table in tables_in(archive)
        for row in rows_in(archive, table)
        for column, value in row.items()
        if column not in ABOUT_THE_ROW
    }


def exported(subject: Subject) -> dict[Cell, Any]:
    """The exporter that is shipped, in the form in which the proofs try exporters."""
    return cells_in(archive_of(subject, unmasked=True))
