"""The two engines behind one interface. Nothing outside this package writes SQL of its own for search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

SCHEMA = "candor_search"
"""The index's own schema: left out of backups, dropped and made again at will."""

TITLE_WEIGHT, BODY_WEIGHT = 8.0, 1.0

Found = TypeVar("Found", bound=Model)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index holds of one object: its words, already plain."""

    id: int
    title: str
    body: str


class Writer(Protocol):
    """Changes the index. Everything done through one writer becomes visible together."""

    def make(self, kind: str) -> None:
        """Make the kind's table where it is missing."""

    def drop(self, kind: str) -> None:
        """Remove the kind's table."""

    def replace(self, kind: str, ids: Sequence[int], entries: Iterable[Entry]) -> None:
        """Forget these objects, then hold those entries."""


class Backend(Protocol):
    """One engine's index. Words are plain ones of `words_sought`, at least one."""

    def writing(self) -> AbstractContextManager[Writer]:
        """Write alone: nobody else changes the index until the block ends."""

    def has(self, kind: str) -> bool:
        """Whether the kind's table is there."""

    def others(self) -> list[str]:
        """The names of tables in the index that no findable kind has."""

    def holding(self, kind: str, numbers: Sequence[int], words: Sequence[str]) -> set[int]:
        """Of these objects those whose entry holds all the words; with none, those that have one at all. One query."""

    def overwrite(self) -> bool:
        """Overwrite what forgotten entries left behind; False when it has to be tried again."""

    def newest_first(self, kind: str, words: Sequence[str], among: QuerySet[Found]) -> QuerySet[Found]:
        """Those of `among` that hold all words, the newest object first."""

    def best_first(self, kind: str, words: Sequence[str], among: QuerySet[Found]) -> QuerySet[Found]:
        """Those of `among` that hold all words, the one they say most about first."""

    def ids(self, kind: str, words: Sequence[str]) -> RawSQL:
        """The ids of the objects that hold all words, as a subquery."""


def backend() -> Backend:
    """The index of the database in use."""
    if connection.vendor == "postgresql":
        from candor.kernel.search.backends.postgresql import PostgreSQLIndex

        return PostgreSQLIndex()
    from candor.kernel.search.backends.sqlite import SQLiteIndex

    return SQLiteIndex()


def table_of(kind: str) -> str:
    """The table in the index's schema, of a name that no table of the house has."""
    return f"index_{kind.replace('.', '_')}"


def begins_a_word(word: str) -> bool:
    """Whether the word is sought as the beginning of longer ones too, so that "invoice" finds "invoices"."""
    return len(word) >= 3


def key_column(among: QuerySet[Any]) -> str:
    """The primary key of the sought rows, as SQL names it."""
    meta = among.model._meta
    return f'"{meta.db_table}"."{meta.pk.column}"'
