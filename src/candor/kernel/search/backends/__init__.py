"""The two engines behind one interface. Nothing outside this package writes SQL of its own for search.

Beside each kind's table stands its vocabulary: every word of letters that some entry holds, under itself and under its
stems. Whoever takes an entry out of the index takes the words that nobody else has out of the vocabulary.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from candor.kernel.models import PendingIndexing
from candor.kernel.search.sought import Sought
from candor.kernel.search.stems import is_learned, stems

SCHEMA = "candor_search"
"""The index's own schema: left out of backups, dropped and made again at will."""

REBUILDS = "rebuilds"
"""The table that says who is writing which kind anew."""

HIDDEN = f'SELECT object_id FROM "{PendingIndexing._meta.db_table}" WHERE kind = %s AND is_hidden'
"""The objects of a kind that nobody finds by their old words."""

MOST_FORMS = 12
"""Forms of one word that are sought beside it."""

MOST_NEIGHBOURS = 2_000
"""Words of one beginning that are looked through for one that was meant."""

Found = TypeVar("Found", bound=Model)


class Where(Enum):
    """Where the words are sought."""

    ANYWHERE = "anywhere"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index holds of one object: its words, already plain."""

    id: int
    title: str
    body: str

    @property
    def words(self) -> set[str]:
        return {*self.title.split(), *self.body.split()}

    def keeps(self, old: Entry) -> bool:
        """Whether every word of an older entry still stands here, as often and in its order: nothing was taken out."""
        return _within(old.title, self.title) and _within(old.body, self.body)


class Writer(Protocol):
    """Changes the index. Everything done through one writer becomes visible together."""

    def make(self, kind: str) -> None:
        """Make the kind's tables where they are missing."""

    def drop(self, kind: str) -> None:
        """Remove the kind's tables."""

    def replace(self, kind: str, ids: Sequence[int], entries: Iterable[Entry]) -> None:
        """Forget these objects, then hold those entries, also in what is being written anew."""

    def begin_anew(self, kind: str, token: str) -> None:
        """Make empty tables beside the kind's; whoever was writing it anew before has lost."""

    def is_ours(self, kind: str, token: str) -> bool:
        """Whether the tables beside are still those that were begun with the token."""

    def add_anew(self, kind: str, ids: Sequence[int], entries: Iterable[Entry]) -> None:
        """As `replace`, beside alone."""

    def merge_anew(self, kind: str) -> bool:
        """Merge some of the parts of which what is written beside consists; whether it is of one piece now."""

    def settle(self, kind: str, most: int) -> int:
        """Move so many entries to where they stay, of those that were put aside; answers how many were."""

    def put_in_place(self, kind: str) -> None:
        """The tables beside take the place of the kind's."""


class Backend(Protocol):
    """One engine's index."""

    def writing(self) -> AbstractContextManager[Writer]:
        """Write alone: nobody else changes the index until the block ends."""

    def has(self, kind: str) -> bool:
        """Whether the kind's tables are there."""

    def unsettled(self, kind: str) -> int:
        """How many entries were put aside, because writing them where they stay takes long."""

    def others(self) -> list[str]:
        """The names of tables in the index that no findable kind has."""

    def holding(self, kind: str, numbers: Sequence[int], sought: Sought | None) -> set[int]:
        """Of these objects those whose entry fits; with None, those that have one at all. One query."""

    def overwrite(self) -> bool:
        """Overwrite what forgotten entries left behind; False when it has to be tried again."""

    def newest_first(self, kind: str, sought: Sought, among: QuerySet[Found]) -> QuerySet[Found]:
        """Those of `among` that fit, the newest object first."""

    def newest_ids(self, kind: str, sought: Sought, below: int | None, most: int) -> list[int]:
        """The newest objects that fit, whoever may see them. One query, which stops after `most`."""

    def ranked_ids(self, kind: str, ranks: Sequence[tuple[Sought, Where]], most: int) -> list[tuple[int, int]]:
        """The newest `most` objects of each rank (0 is the first), with their rank. One query."""

    def ids(self, kind: str, sought: Sought) -> RawSQL:
        """The ids of the objects that fit, as a subquery."""

    def forms(self, kind: str, stems: Collection[str]) -> Iterator[tuple[str, str]]:
        """Each stem with the words of the vocabulary that have it. One query."""

    def known(self, kind: str, words: Collection[str]) -> list[str]:
        """Words of the vocabulary that are among these, or whose stem is. One query."""

    def beginning(self, kind: str, letters: str, lengths: range) -> list[str]:
        """The first words of the vocabulary that begin so and are so long. One query."""


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


def anew_of(kind: str) -> str:
    """The table that is being written to take the place of the kind's."""
    return f"{table_of(kind)}_anew"


def grown_of(table: str) -> str:
    """The table beside it for objects that gained words."""
    return f"{table}_grown"


def vocabulary_of(table: str) -> str:
    return f"{table}_vocabulary"


def tables_of(kinds: Iterable[str]) -> set[str]:
    """Every table that these kinds may have in the index."""
    own = {table for kind in kinds for table in (table_of(kind), anew_of(kind))}
    return {REBUILDS, *own, *map(grown_of, own), *map(vocabulary_of, own)}


def _within(old: str, new: str) -> bool:
    if new.startswith(old):
        return True
    words = iter(new.split())
    return all(word in words for word in old.split())


def learned(words: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Those of the words that a vocabulary holds, each with what it stands under: itself and its stems."""
    return {word: stems(word) | {word} for word in sorted(words) if is_learned(word)}


def in_ranks(rows: Iterable[tuple[Any, ...]]) -> list[tuple[int, int]]:
    """Ranks and ids, the first rank first and in it the newest object."""
    return sorted(((rank, number) for rank, number in rows), key=lambda row: (row[0], -row[1]))


def key_column(among: QuerySet[Any]) -> str:
    """The primary key of the sought rows, as SQL names it."""
    meta = among.model._meta
    return f'"{meta.db_table}"."{meta.pk.column}"'
