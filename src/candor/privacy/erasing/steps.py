"""What is done to one piece of a person: worked out from the map's answers and the decisions about its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet

from candor.kernel.registries.personal_data import DATABASE, Column, Erase, Piece, Row, Subject, Table, tables
from candor.privacy.models import Doing
from candor.privacy.redacting import Variants, variants_of, variants_of_span
from candor.privacy.rules.deciding import Decision, Ground, fate

CHANGED = frozenset({Erase.NULL, Erase.PLACEHOLDER, Erase.REDACT_SPANS, Erase.SHRED})
"""Answers by which a value goes and its row stays."""


@dataclass(frozen=True, slots=True)
class Step:
    """A piece, what is done to it, and which of its columns stay as they are because something keeps them."""

    piece: Piece
    doing: Doing
    stays: frozenset[str] = frozenset()
    decision: Decision | None = None
    """The strongest of those that keep something of it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that go from others' texts too: from all of them, or from the row of this place and key alone."""

    words: str
    place: str = ""
    key: str = ""


@dataclass(frozen=True)
class Whom:
    """Whose pieces they are, and the number of the row that takes their place where a key cannot be empty.

    `marks` are words that go from others' texts beside the person's names.
    """

    subject: Subject
    tombstone: int
    marks: tuple[Mark, ...] = ()

    also: ClassVar[frozenset[Erase]] = frozenset()
    """Answers by which a value goes beside those by which it always does."""

    @cached_property
    def names(self) -> Variants:
        """All forms in which texts name them."""
        return variants_of(self.subject)

    def variants_in(self, place: str, key: str) -> Variants:
        """What goes from others' words in this row."""
        here = self._marked.get((place, key))
        return Variants((*self._everywhere.patterns, *here.patterns)) if here else self._everywhere

    @cached_property
    def _everywhere(self) -> Variants:
        marked = [variants_of_span(mark.words) for mark in self.marks if not mark.place]
        return Variants((*self.names.patterns, *(pattern for each in marked for pattern in each.patterns)))

    @cached_property
    def _marked(self) -> dict[tuple[str, str], Variants]:
        found: dict[tuple[str, str], Variants] = {}
        for mark in self.marks:
            if mark.place:
                known = found.get((mark.place, mark.key), Variants(()))
                patterns = (*known.patterns, *variants_of_span(mark.words).patterns)
                found[mark.place, mark.key] = Variants(patterns)
        return found

    def among(self, rows: QuerySet[Any], key: str) -> QuerySet[Any]:
        """The rows whose key points to them."""
        return rows.filter(**{f"{key}__in": self.subject.numbers})


@dataclass(frozen=True)
class Everybody(Whom):
    """Whoever stands in records whose time is over: every key to a person goes, and every text goes whole.

    What outlived its person under lock goes too.
    """

    also = frozenset({Erase.KEEP_LOCKED})

    def among(self, rows: QuerySet[Any], key: str) -> QuerySet[Any]:
        return rows.filter(**{f"{key}__isnull": False})


def step_of(piece: Piece, decisions: Mapping[str, Decision]) -> Step | None:
    """What is done to a row, or to a column of one, that is decided about column by column.

    None where the map leaves every value as it is. A column without a decision is not kept.
    """
    return next(steps_of([piece], {piece.key: decisions}), None)


def steps_of(pieces: Sequence[Piece], fates: Mapping[str, Mapping[str, Decision]]) -> Iterator[Step]:
    """As `step_of`, for pieces of the same kind: rows of one table, or the same column of them."""
    if not pieces:
        return
    table = tables()[pieces[0].place]
    concerned, goes = _concerned(table, pieces[0]), deletes(table, pieces[0])
    for piece in pieces if concerned else ():
        decisions = fates.get(piece.key, {})
        kept = {name: decisions[name] for name in concerned if name in decisions and decisions[name].keeps}
        asked = [one for one in kept.values() if one.ground is not Ground.NOT_ASKED]
        decision = fate(asked) if asked else None
        if len(kept) == len(concerned) and not asked:
            continue  # the request speaks of nothing in it
        if len(kept) == len(concerned):
            yield Step(piece, Doing.KEEP, frozenset(kept), decision)
        elif not goes:
            yield Step(piece, Doing.CHANGE, frozenset(kept), decision)
        else:
            yield Step(piece, Doing.STRIP if kept else Doing.DELETE, frozenset(kept), decision)


def changes(table: Table) -> bool:
    """Whether erasing somebody changes anything in their rows of the table."""
    return any(_goes(answers) for answers in table.columns.values())


def deletes(table: Table, piece: Piece) -> bool:
    """Whether the row goes, unless something of it is kept."""
    if piece.field:
        return table.columns[piece.field].erase is Erase.DELETE_ROW
    return table.goes or table.row is Row.REFCOUNT


def step_of_store(piece: Piece) -> Step:
    """What is done to a piece outside the tables. An entry of the index is written anew from the tables."""
    if piece.store == DATABASE:
        raise ValueError("rows are decided about column by column")
    return Step(piece, Doing.DELETE)


def _concerned(table: Table, piece: Piece) -> frozenset[str]:
    """The columns that erasure touches: the one named, or those of the row's owner."""
    mentions = table.mentions
    own = [piece.field] if piece.field else [name for name in table.columns if name not in mentions]
    return frozenset(name for name in own if _goes(table.columns[name]))


def _goes(answers: Column) -> bool:
    return answers.is_personal and (answers.erase in CHANGED or answers.erase is Erase.DELETE_ROW)
