"""Places outside the tables, and the contract by which every store gives up what it holds about a person.

A store is a folder or file of the instance, an index, a log, a remote system. Its keeper answers five questions for the
eraser and the exporter, which know nothing else about it. A store that may hold people's data and has no keeper is
refused at the start, like a column without answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from candor.kernel.registries.personal_data.words import DeclarationError, Erase

NOTHING_TO_ERASE = frozenset({Erase.NOTHING, Erase.KEEP_ANONYMOUS})
"""Stores about nobody, and those whose entries name nobody who is not known from elsewhere."""

DATABASE = "database"
"""The store that the tables stand in."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A person as stores can find them.

    `former` are the numbers of records that were merged into theirs. `addresses` are their e-mail addresses and
    telephone numbers, normalised and as they were written; `words` every name by which text is known to speak of them.
    """

    pk: int
    former: tuple[int, ...] = ()
    addresses: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        return (self.pk, *self.former)


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing of a person: a row (`place` is its table), a file's bytes, an entry of an index or remote system.

    `field` is set where only that value of a row is theirs, as where a row of somebody else names them.
    """

    store: str
    place: str
    key: str
    field: str = ""


class Trace(StrEnum):
    """What is left of a piece."""

    GONE = "gone"
    CLEAN = "clean"
    FOUND = "found"


class StoreUnavailable(RuntimeError):
    """The store cannot be asked at present, as a remote system that is down. Nothing is known; ask again."""


class Keeper(Protocol):
    """What a store can do about a person. Every answer may be asked for twice."""

    def discover(self, subject: Subject) -> Iterable[Piece]:
        """Everything of theirs in the store, piece by piece, in flat memory."""

    def export(self, piece: Piece, subject: Subject) -> Mapping[str, object]:
        """What a copy of the data (Art. 15) shows of the piece, by name; bytes of a file as an iterator."""

    def erase(self, piece: Piece, put: Mapping[str, object] | None = None) -> None:
        """Remove the piece, or with `put` write these values instead. One that is gone already is no error."""

    def verify(self, piece: Piece, subject: Subject) -> Trace:
        """Look at what is really stored: is the piece gone, or free of their words, or still theirs?"""

    def compact(self, places: Collection[str]) -> bool:
        """Overwrite what deleting leaves behind in these places; False when it has to be tried again."""


class Passing:
    """The keeper of a store whose content belongs to nobody who could be named, and ends by itself."""

    def discover(self, subject: Subject) -> Iterator[Piece]:
        return iter(())

    def export(self, piece: Piece, subject: Subject) -> Mapping[str, object]:
        return {}

    def erase(self, piece: Piece, put: Mapping[str, object] | None = None) -> None:
        """Nothing of this store can be asked for by person."""

    def verify(self, piece: Piece, subject: Subject) -> Trace:
        return Trace.GONE

    def compact(self, places: Collection[str]) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Store:
    """A declared place outside the tables. `paths` are its entries in the home, `schemas` its database schemas."""

    name: str
    holds: str
    erase: Erase
    paths: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    keeper: Keeper | None = None


_stores: dict[str, Store] = {}


def declare_store(  # noqa: PLR0913 - a store is known by where it stands, what it holds and who sees to it
    name: str,
    *,
    holds: str,
    erase: Erase,
    paths: Iterable[str] = (),
    schemas: Iterable[str] = (),
    keeper: Keeper | None = None,
) -> None:
    """Declare a place outside the tables: its entries in the instance's home, its database schemas, its keeper.

    A path is a shell pattern; with a slash (`files/??`) it says what may stand one level down. Raises DeclarationError
    for a store of people's data that nobody keeps.
    """
    if erase not in NOTHING_TO_ERASE and keeper is None:
        raise DeclarationError(f"the store {name} may hold people's data and has no keeper")
    _stores[name] = Store(name, holds, erase, tuple(paths), tuple(schemas), keeper)


def stores() -> Mapping[str, Store]:
    return dict(_stores)


def keepers() -> Mapping[str, Keeper]:
    """The keepers of all stores that may hold people's data, by the store's name."""
    return {name: store.keeper for name, store in _stores.items() if store.keeper is not None}
