"""Others' texts that an erasure will change, as the officer looks through them: what goes from each is marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from candor.kernel.registries.personal_data import DATABASE, Erase, Table, tables
from candor.privacy.erasing.doing import concerned
from candor.privacy.erasing.marking import whom_of
from candor.privacy.erasing.steps import Whom
from candor.privacy.erasing.texts import Rewriting
from candor.privacy.erasing.wording import kind_of, what_it_is
from candor.privacy.models import Doing, Erasure, ErasurePiece
from candor.privacy.redacting import told_apart

PAGE = 20
LOOK = 200
"""Records looked at for a page: most are the person's own, whose words go whole and are not shown."""

MOST_KINDS = 5
"""Kinds of record looked at for a page; each costs a query."""

EXCERPT = 1_500
"""Characters of a text that the list shows; its own page shows all."""

LAID_OUT = "html"
"""The same words once more, as they were laid out."""

Part = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class ReviewedText:
    """Somebody else's words in one record: in parts, each with whether it goes. `number` is the piece's."""

    number: int
    what: str
    place: str
    key: str
    parts: list[Part]
    is_cut: bool = False

    @property
    def times(self) -> int:
        return sum(goes for _part, goes in self.parts)


@dataclass(frozen=True, slots=True)
class TextsPage:
    """Texts, how many records were looked at so far of how many, and the query of the next page, "" at the end."""

    texts: list[ReviewedText]
    looked: int
    total: int
    later: str


def texts_page(erasure: Erasure, *, after: int, looked: int) -> TextsPage:
    """The texts of the records that follow the piece `after`, in the plan's order. At most seven queries."""
    pieces = list(_pieces(erasure).filter(pk__gt=after).order_by("pk")[: LOOK + 1])
    more, batch = len(pieces) > LOOK, _of_few_kinds(pieces[:LOOK])
    more = more or len(batch) < len(pieces)
    texts: list[ReviewedText] = []
    for piece, words in _words_of(batch, whom_of(erasure)):
        looked, after = looked + 1, piece.pk
        if words:
            texts.append(_shown(piece, words, most=EXCERPT))
        if len(texts) == PAGE:
            more = more or piece.pk != batch[-1].pk
            break
    later = f"?after={after}&looked={looked}" if more and batch else ""
    return TextsPage(texts, looked, how_many(erasure), later)


def one_text(erasure: Erasure, number: int) -> ReviewedText | None:
    """One of them in full; None where the plan has no such text."""
    pieces = list(_pieces(erasure).filter(pk=number))
    return next((_shown(piece, words) for piece, words in _words_of(pieces, whom_of(erasure)) if words), None)


def how_many(erasure: Erasure) -> int:
    """Records with texts among those that the plan changes."""
    places = {table.name for table in _with_texts()}
    return sum(
        group["count"]
        for group in erasure.counts.get("pieces", ())
        if group["place"] in places and group["doing"] in {Doing.CHANGE, Doing.STRIP}
    )


def _pieces(erasure: Erasure) -> Any:
    places = [table.name for table in _with_texts()]
    changed = ErasurePiece.objects.filter(erasure=erasure, store=DATABASE, doing__in=[Doing.CHANGE, Doing.STRIP])
    return changed.filter(place__in=places)


def _with_texts() -> Iterator[Table]:
    """Tables in which somebody else's words can stand."""
    for table in tables().values():
        if any(answers.erase is Erase.REDACT_SPANS for answers in table.columns.values()):
            yield table


def _alike(piece: ErasurePiece) -> tuple[str, str, tuple[str, ...], str]:
    return piece.place, piece.field, tuple(piece.stays), piece.doing


def _of_few_kinds(pieces: list[ErasurePiece]) -> list[ErasurePiece]:
    kinds = [list(group) for _kind, group in groupby(pieces, key=_alike)]
    return [piece for group in kinds[:MOST_KINDS] for piece in group]


def _words_of(pieces: Iterable[ErasurePiece], whom: Whom) -> Iterator[tuple[ErasurePiece, list[Part]]]:
    """Each piece with others' words in it, in parts; without any where there are none."""
    for (place, field, stays, doing), group in groupby(pieces, key=_alike):
        table, batch = tables()[place], list(group)
        columns = concerned(table, field, frozenset(stays), Doing(doing))
        texts = {name: answers for name, answers in columns.items() if answers.erase is Erase.REDACT_SPANS}
        found = dict(Rewriting(table, texts, whom).others_words(_rows(table, batch))) if texts else {}
        by_key = {str(number): values for number, values in found.items()}
        for piece in batch:
            variants = whom.variants_in(place, piece.key)
            words = [text for name, value in by_key.get(piece.key, ()) if name != LAID_OUT for text in _texts(value)]
            yield piece, told_apart("\n\n".join(words), variants)


def _rows(table: Table, batch: list[ErasurePiece]) -> Any:
    model: Any = table.model
    return model._base_manager.filter(pk__in=[piece.key for piece in batch])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str) and value.strip():
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _shown(piece: ErasurePiece, parts: list[Part], most: int | None = None) -> ReviewedText:
    what = what_it_is(kind_of(piece.store, piece.place))
    shown: list[Part] = []
    room = most
    for text, goes in parts:
        if room is not None and len(text) > room:
            return ReviewedText(piece.pk, what, piece.place, piece.key, [*shown, (text[:room], goes)], is_cut=True)
        shown.append((text, goes))
        room = room - len(text) if room is not None else None
    return ReviewedText(piece.pk, what, piece.place, piece.key, shown)
