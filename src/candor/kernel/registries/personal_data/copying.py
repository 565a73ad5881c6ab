"""What a copy of somebody's data (Art. 15) shows of many pieces at a time.

A keeper answers `export` for one piece. One that can answer for hundreds with a constant number of queries has
`export_many` as well; `copied` asks either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Protocol, runtime_checkable

from candor.kernel.registries.personal_data.store_map import Keeper, Piece, Subject

BATCH = 500

Target = tuple[str, str]
"""A row by place and key."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy shows of one piece: `values` by name, bytes of a file as an iterator.

    `hangs_on` are the rows that it belongs to, by the column or other name that says so, the nearest owner first.
    """

    piece: Piece
    values: Mapping[str, object]
    hangs_on: Mapping[str, Target] = field(default_factory=dict)


@runtime_checkable
class InBatches(Protocol):
    """A keeper that answers for many pieces with a constant number of queries."""

    def export_many(self, pieces: Sequence[Piece], subject: Subject) -> Iterable[Copied]:
        """As `export`, for pieces of one place and field. Pieces that are gone meanwhile are left out."""


def copied(keeper: Keeper, pieces: Iterable[Piece], subject: Subject) -> Iterator[Copied]:
    """What a copy shows of these pieces, in their order, asked for in batches."""
    for batch in _alike(pieces):
        if isinstance(keeper, InBatches):
            yield from keeper.export_many(batch, subject)
        else:
            yield from (Copied(piece, values) for piece in batch if (values := keeper.export(piece, subject)))


def _alike(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Neighbours of one place and field, at most a batch of them at a time."""
    for _kind, alike in groupby(pieces, key=lambda piece: (piece.place, piece.field)):
        while batch := list(islice(alike, BATCH)):
            yield batch
