"""Items of a plan that stay only while a company is asked for another contact, as the officer chooses among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from candor.kernel.registries.personal_data import DATABASE, Author, Column, Export, Row, tables
from candor.kernel.registries.telling import telling_of
from candor.privacy.erasing.wording import kind_of, what_it_is
from candor.privacy.models import Erasure, ErasurePiece
from candor.privacy.rules.deciding import Ground

PAGE = 25
LONGEST = 120


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """A piece of the plan: what kind of record it is of, and the beginning of what stands in it."""

    number: int
    what: str
    says: str


@dataclass(frozen=True, slots=True)
class WaitingItems:
    """A page of them, and the query of the next one, "" at the end."""

    items: list[WaitingItem]
    later: str


def waiting_pieces(erasure: Erasure) -> QuerySet[ErasurePiece]:
    """Those that a ground can be recorded for: what a copy of the data would show.

    A file stays as what it is attached to does.
    """
    waiting = ErasurePiece.objects.filter(erasure=erasure, store=DATABASE, ground=Ground.REPLACEMENT)
    return waiting.exclude(place__in=[*_places_of_files(), *_places_that_show_nothing()])


def files_that_wait(erasure: Erasure) -> QuerySet[ErasurePiece]:
    """Files that stay while a company is asked, or on grounds that were recorded."""
    on_these = Q(ground__in=[Ground.REPLACEMENT, Ground.COMPELLING])
    return ErasurePiece.objects.filter(on_these, erasure=erasure, store=DATABASE, place__in=_places_of_files())


def waiting_items(erasure: Erasure, after: int) -> WaitingItems:
    """In the order of the plan, a query for each kind of record on the page."""
    pieces = list(waiting_pieces(erasure).filter(pk__gt=after).order_by("pk")[: PAGE + 1])
    shown = pieces[:PAGE]
    said = _what_stands_in(shown)
    items = [WaitingItem(piece.pk, _what(piece), said.get(piece.pk, "")) for piece in shown]
    return WaitingItems(items, f"?after={shown[-1].pk}" if len(pieces) > PAGE else "")


def _what(piece: ErasurePiece) -> str:
    """As a copy of the data calls such a row."""
    return str(telling_of(piece.place).name or what_it_is(kind_of(piece.store, piece.place)))


def _what_stands_in(pieces: Iterable[ErasurePiece]) -> dict[int, str]:
    places: dict[str, list[ErasurePiece]] = defaultdict(list)
    for piece in pieces:
        places[piece.place].append(piece)
    found: dict[int, str] = {}
    for place, there in places.items():
        model: Any = tables()[place].model
        rows = model._base_manager.in_bulk([piece.key for piece in there])
        by_key = {str(key): row for key, row in rows.items()}
        found |= {piece.pk: _beginning(by_key[piece.key], piece) for piece in there if piece.key in by_key}
    return found


def _beginning(row: Any, piece: ErasurePiece) -> str:
    """What people wrote in it that stays, as far as somebody could be shown it, each text once."""
    columns = tables()[piece.place].columns
    texts = [
        " ".join(str(getattr(row, field.attname)).split())
        for field in row._meta.concrete_fields
        if field.column in piece.stays
        and isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and columns[str(field.column)].export is Export.YES
        and columns[str(field.column)].author is not Author.SOFTWARE
        and not columns[str(field.column)].category.startswith("user.demographic")
    ]
    told = " · ".join(dict.fromkeys(text for text in texts if text))
    return told if len(told) <= LONGEST else f"{told[:LONGEST]} …"


def _places_that_show_nothing() -> list[str]:
    """Tables in which the software keeps what it finds people by."""
    return [table.name for table in tables().values() if not any(_is_shown(one) for one in table.columns.values())]


def _is_shown(column: Column) -> bool:
    return column.is_personal and column.export is Export.YES


def _places_of_files() -> list[str]:
    return [table.name for table in tables().values() if table.row is Row.REFCOUNT]
