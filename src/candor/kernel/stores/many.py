"""Asking a keeper about many pieces at once: by its own way of doing so where it has one, else one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

from candor.kernel.registries.personal_data import Keeper, Piece, Subject, Trace


@runtime_checkable
class KeeperOfMany(Protocol):
    """What a keeper of large stores can do besides, with a number of questions that does not grow with the pieces."""

    def erase_many(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Remove the pieces; returns those that stay because something that is not erased still needs them."""

    def verify_many(self, pieces: Sequence[Piece], subject: Subject) -> Iterator[tuple[Piece, Trace]]:
        """As `verify`, for each of them."""


def erase_many(keeper: Keeper, pieces: Sequence[Piece]) -> list[Piece]:
    """Remove the pieces of one store; returns those that stay because others need them too."""
    if isinstance(keeper, KeeperOfMany):
        return keeper.erase_many(pieces)
    for piece in pieces:
        keeper.erase(piece)
    return []


def verify_many(keeper: Keeper, pieces: Sequence[Piece], subject: Subject) -> Iterator[tuple[Piece, Trace]]:
    """What is left of the pieces of one store."""
    if isinstance(keeper, KeeperOfMany):
        yield from keeper.verify_many(pieces, subject)
        return
    for piece in pieces:
        yield piece, keeper.verify(piece, subject)
