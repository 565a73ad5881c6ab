"""By which answers of the map a plan was made. One that was made by others is not carried out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache

from candor.kernel.registries.personal_data import Table, stores, tables

Kept = tuple[tuple[str, str], ...]
"""Stores and what erasure does to them."""


def map_version() -> str:
    """SHA-256 over the answers about every column and store."""
    return _version(tuple(tables().values()), tuple((name, store.erase) for name, store in stores().items()))


@lru_cache(maxsize=1)
def _version(declared: tuple[Table, ...], kept: Kept) -> str:
    """Worked out once: the map does not change while a process runs."""
    answers = [
        [table.name, table.row, table.keep, [str(way) for way in table.ways], sorted(_answers(table))]
        for table in sorted(declared, key=lambda table: table.name)
    ]
    return hashlib.sha256(json.dumps([answers, sorted(kept)]).encode()).hexdigest()


def _answers(table: Table) -> Iterator[str]:
    for name, column in table.columns.items():
        yield f"{name}:{column.erase}:{column.author}:{','.join(column.purposes)}"
