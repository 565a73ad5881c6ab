"""Looking at what is really stored after it was erased, piece by piece, a batch at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import BigIntegerField, QuerySet

from candor.kernel.db.by_key import values_by_key
from candor.kernel.db.prepared import Given, Prepared
from candor.kernel.registries.personal_data import DATABASE, Erase, Piece, Subject, Table, Trace, keepers, tables
from candor.kernel.search import searchable
from candor.kernel.search.words import words_in, words_sought
from candor.kernel.stores.index import SEARCH_INDEX
from candor.kernel.stores.many import verify_many
from candor.people.public import Person
from candor.privacy.erasing import leasing
from candor.privacy.erasing.doing import concerned
from candor.privacy.erasing.marking import whom_of
from candor.privacy.erasing.steps import Whom
from candor.privacy.models import Doing, Erasure, ErasurePiece, PieceState
from candor.privacy.redacting import Variants, speaks_of

BATCH = 500

Same = tuple[str, str, str, str, tuple[str, ...]]


def send_back_what_is_left(erasure: Erasure) -> bool:
    """Look at every piece that was dealt with; whether any has to be dealt with again."""
    whom = whom_of(erasure)
    while batch := _IN_STATE.all(PieceState.DONE, number=erasure.pk):
        leasing.keep(erasure)
        left = {piece.pk for same, group in _alike(batch).items() for piece in _left(same, group, whom)}
        clean = [piece.pk for piece in batch if piece.pk not in left]
        if left:
            ErasurePiece.objects.filter(pk__in=left).update(state=PieceState.WAITING)
        ErasurePiece.objects.filter(pk__in=clean).update(state=PieceState.VERIFIED)
    return _IN_STATE.is_there(PieceState.WAITING, number=erasure.pk)


def _pieces_in(state: PieceState) -> QuerySet[ErasurePiece]:
    pieces = ErasurePiece.objects.filter(erasure=Given("number", BigIntegerField()), state=state)
    return pieces.order_by("pk")[:BATCH]


_IN_STATE = Prepared(_pieces_in)


def _alike(batch: Iterable[ErasurePiece]) -> Mapping[Same, list[ErasurePiece]]:
    groups: dict[Same, list[ErasurePiece]] = defaultdict(list)
    for piece in batch:
        groups[piece.store, piece.place, piece.field, piece.doing, tuple(piece.stays)].append(piece)
    return groups


def _left(same: Same, group: list[ErasurePiece], whom: Whom) -> Iterator[ErasurePiece]:
    store, place, field, doing, stays = same
    if store == DATABASE:
        table, keys = tables()[place], [piece.key for piece in group]
        columns = None if doing == Doing.DELETE else concerned(table, field, frozenset(stays), Doing(doing))
        left = set(_rows_left(table, keys, columns, whom))
    else:
        left = set(_left_in_store(store, group, whom.subject))
    return (piece for piece in group if piece.key in left)


def _rows_left(
    table: Table, keys: list[str], columns: Collection[str] | None, whom: Whom
) -> Iterator[str]:  # fmt: skip
    """The keys of rows that are there and should not be, or that still say something in one of the columns."""
    model: Any = table.model
    fields = [field for field in model._meta.concrete_fields if field.column in (columns or ())]
    found = values_by_key(model, keys, ("pk", *(field.attname for field in fields)))
    if columns is None:
        yield from (str(number) for (number,) in found)
        return
    for number, *values in found:
        marked = whom.variants_in(table.name, str(number))
        sought = [marked if table.columns[field.column].erase is Erase.REDACT_SPANS else whom.names for field in fields]
        if any(_says(*each, whom) for each in zip(fields, values, sought, strict=True)):
            yield str(number)


def _says(field: Any, value: Any, variants: Variants, whom: Whom) -> bool:
    """Whether the value is a key to the person or speaks of them."""
    if field.related_model is Person:
        return value in whom.subject.numbers
    return any(speaks_of(text, variants) for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from (key, *_texts(each))
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _left_in_store(store: str, group: list[ErasurePiece], subject: Subject) -> Iterator[str]:
    pieces = [Piece(store, piece.place, piece.key, piece.field) for piece in group]
    for piece, trace in verify_many(keepers()[store], pieces, subject):
        if trace is Trace.FOUND and not (store == SEARCH_INDEX and _stands_in_the_tables(piece, subject)):
            yield piece.key


def _stands_in_the_tables(piece: Piece, subject: Subject) -> bool:
    """The index looks for words in any order: one that only says what stands in the tables is as clean as they are."""
    for document in searchable()[piece.place].documents([int(piece.key)]):
        words = set(words_in(f"{document.title} {document.body}"))
        if any(sought and words >= set(sought) for sought in map(words_sought, (*subject.addresses, *subject.words))):
            return True
    return False
