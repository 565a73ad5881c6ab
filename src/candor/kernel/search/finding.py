"""Finding: what somebody typed, among what they may see.

Work is bounded: the index gives the newest hits in growing portions, and of each the visible ones are kept, until there
are enough or `MOST_LOOKED_AT` have been looked at. Nothing is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from django.db.models import Expression, QuerySet

from candor.kernel.search.backends import MOST_FORMS, Found, Where, backend
from candor.kernel.search.sought import Sought, sought_in
from candor.kernel.search.stems import is_learned, stems

PORTIONS = (1_000, 4_000, 15_000)
"""Hits that are looked at after the first page's worth brought too few visible ones."""

SPARE = 10
"""More objects than are shown are read at once, as one or another may not be seen."""

MOST_LOOKED_AT = sum(PORTIONS)
MOST_SIFTED = 2_000
"""Of the newest objects that fit the filters so many are held against the index where it holds too many hits."""


class HasId(Protocol):
    """A row, an object, whatever tells which one it is."""

    @property
    def id(self) -> int: ...


Row = TypeVar("Row", bound=HasId)
Read = Callable[[Collection[int] | None, int], Sequence[Row]]
"""The rows of those ids (None: of any) that may be seen and that fit all filters, the newest first, at most so many."""


@dataclass(frozen=True, slots=True)
class Hits(Generic[Row]):
    """What was found. `has_more`: there are further ones. `is_cut`: older ones were not looked at."""

    rows: list[Row] = field(default_factory=list)
    has_more: bool = False
    is_cut: bool = False


def matching(kind: str, text: str, among: QuerySet[Found]) -> QuerySet[Found]:
    """Those of `among` that hold what `text` asks for, the newest first; nothing when `text` holds no word.

    One SQL joins the index with `among`, which begins with `visible_to`: slice it for a page. Words of three letters
    and more find longer ones that begin with them. Every text is a valid query.
    """
    sought = sought_in(text)
    return backend().newest_first(kind, sought, among) if sought else among.none()


def ids_matching(kind: str, text: str) -> Expression | None:
    """The ids of all objects that hold what `text` asks for, as a subquery for `pk__in`; None when it holds no word.

    For conditions beside others. It knows nothing of who looks: begin the query that it stands in with `visible_to`.
    """
    sought = sought_in(text)
    return backend().ids(kind, sought) if sought else None


def forms_of(kind: str) -> Callable[[Collection[str]], dict[str, list[str]]]:
    """Other forms in which the objects of a kind hold the words: "prints" beside "printing". For `sought_from`."""

    def forms(words: Collection[str]) -> dict[str, list[str]]:
        wanted = {word: stems(word) for word in words if is_learned(word)}
        keys = {stem for found in wanted.values() for stem in found}
        there = list(backend().forms(kind, keys)) if keys else []
        return {word: [form for key, form in there if key in of][:MOST_FORMS] for word, of in wanted.items()}

    return forms


def newest(kind: str, sought: Sought, read: Read[Row], most: int, *, below: int | None = None) -> Hits[Row]:
    """The newest objects that fit. `below`: only those that are older than the one of this id."""
    return _walk(kind, sought, read, most, below)


def best(kind: str, sought: Sought, read: Read[Row], most: int) -> Hits[Row]:
    """The objects that fit best: first those that hold the words in their title, then those that hold them as they were
    typed, then the others; the newest first among equals. The same on both engines, and no hit is weighed.
    """
    size, ranks = most + 1, _ranks(sought)
    ranked = backend().ranked_ids(kind, ranks, size)
    ids, enough = list(dict.fromkeys(number for _rank, number in ranked)), size + SPARE
    rows = list(_in_order(read, ids[:enough]))
    if len(rows) <= most:
        rows += _in_order(read, ids[enough:])
    last = [number for rank, number in ranked if rank == len(ranks) - 1]
    if len(rows) > most or len(last) < size:
        return Hits(rows[:most], has_more=len(rows) > most)
    return _walk(kind, sought, _without(read, rows), most, last[-1], rows)


def _ranks(sought: Sought) -> list[tuple[Sought, Where]]:
    exactly = sought.exactly
    return [(exactly, Where.TITLE), (sought, Where.TITLE), (exactly, Where.ANYWHERE), (sought, Where.ANYWHERE)]


def _in_order(read: Read[Row], ids: Sequence[int]) -> Iterator[Row]:
    """The rows of those ids in the order of the ids."""
    rows = {row.id: row for row in read(ids, len(ids))} if ids else {}
    return (rows[number] for number in ids if number in rows)


def _without(read: Read[Row], had: Sequence[Row]) -> Read[Row]:
    known = {row.id for row in had}
    return lambda ids, most: read(ids if ids is None else [each for each in ids if each not in known], most)


def _walk(  # noqa: PLR0913 - what, among what, how many, from where on and after what: each caller knows all
    kind: str, sought: Sought, read: Read[Row], most: int, below: int | None, had: Sequence[Row] = ()
) -> Hits[Row]:
    rows = list(had)
    for ids in _portions(kind, sought, below, (most + 1 + SPARE, *PORTIONS)):
        rows += read(ids, most + 1 - len(rows))
        if len(rows) > most:
            return Hits(rows[:most], has_more=True)
        if len(ids) == PORTIONS[-1]:
            return _sifted(kind, sought, read, most, rows)
    return Hits(rows)


def _portions(kind: str, sought: Sought, below: int | None, sizes: Sequence[int]) -> Iterator[list[int]]:
    """The ids of hits, the newest first, in portions of these sizes."""
    for size in sizes:
        ids = backend().newest_ids(kind, sought, below, size)
        if ids:
            yield ids
        if len(ids) < size:
            return
        below = ids[-1]


def _sifted(kind: str, sought: Sought, read: Read[Row], most: int, rows: list[Row]) -> Hits[Row]:
    """With common words and filters that let few pass: the newest of those that pass are held against the index."""
    passed = {row.id: row for row in read(None, MOST_SIFTED)}
    held = backend().holding(kind, sorted(passed), sought) - {row.id for row in rows}
    found = [*rows, *(passed[number] for number in sorted(held, reverse=True))]
    return Hits(found[:most], has_more=len(found) > most, is_cut=len(passed) == MOST_SIFTED)
