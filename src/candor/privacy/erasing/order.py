"""In which order pieces are dealt with, so that at every moment no row points to one that is gone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

from candor.kernel.registries.personal_data import DATABASE, Erase, Piece, Row, Table, stores, tables
from candor.kernel.stores.contents import FileContents
from candor.people.public import Identifier
from candor.privacy.models import Doing

IDENTIFIERS, CHANGES, DELETIONS, SHARED, FILES, ELSEWHERE = 1, 10, 100, 900, 1000, 1500
"""Addresses first, so that whoever writes from one is somebody new; then values, rows, files that several rows have,
their bytes, and what stands elsewhere."""


def phase_of(piece: Piece, doing: Doing) -> int:
    """Small ones come first. What is kept has no turn."""
    if doing is Doing.KEEP:
        return 0
    if piece.store != DATABASE:
        return FILES if isinstance(stores()[piece.store].keeper, FileContents) else ELSEWHERE
    table = tables()[piece.place]
    if doing is not Doing.DELETE:
        return CHANGES
    if table.model is Identifier:
        return IDENTIFIERS
    return SHARED if table.row is Row.REFCOUNT else DELETIONS + _ranks()[piece.place]


def referrers_first() -> list[Table]:
    """All tables, each before those that its rows point to."""
    ranks = _ranks()
    return sorted(tables().values(), key=lambda table: ranks[table.name])


def keys_of(table: Table) -> Iterator[tuple[str, Table, Erase]]:
    """The foreign keys of a table: attribute, the table they point to and what erasure does to them."""
    for field in table.model._meta.concrete_fields if table.model else ():
        target = field.related_model
        if isinstance(target, type) and (pointed_to := tables().get(target._meta.db_table)) is not None:
            yield str(field.attname), pointed_to, table.columns[str(field.column)].erase


def pointing_to(table: Table) -> tuple[tuple[Table, Any], ...]:
    """Every foreign key to the table, with the table that has it."""
    return _pointing_to(table, tuple(tables().values()))


@lru_cache(maxsize=1_000)
def _pointing_to(table: Table, declared: tuple[Table, ...]) -> tuple[tuple[Table, Any], ...]:
    return tuple(
        (other, field)
        for other in declared
        for field in (other.model._meta.concrete_fields if other.model else ())
        if field.related_model is table.model
    )


def _ranks() -> dict[str, int]:
    return _ranked(tuple(tables()))


@cache
def _ranked(names: tuple[str, ...]) -> dict[str, int]:
    """Keys that are emptied first bind nobody, so that tables which point to each other have an order too."""
    binding: dict[str, list[str]] = {name: [] for name in names}
    for name in names:
        for _key, to, erase in keys_of(tables()[name]):
            if erase not in {Erase.NULL, Erase.PLACEHOLDER}:
                binding[to.name].append(name)
    order: dict[str, int] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in order or name in above:
            return
        for other in binding[name]:
            visit(other, (*above, name))
        order[name] = len(order)

    for name in names:
        visit(name, ())
    return order
