"""What stays keeps what it points to: such rows are emptied of all that nothing keeps, and not deleted (trap T4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet

from candor.kernel.db.prepared import Given, Prepared
from candor.kernel.models import StoredFile
from candor.kernel.registries.personal_data import DATABASE, Erase, Row, Table, table_of, tables
from candor.people.public import Person
from candor.privacy.erasing.doing import that_point
from candor.privacy.erasing.order import CHANGES, keys_of, referrers_first
from candor.privacy.models import Doing, Erasure, ErasurePiece, PieceState
from candor.privacy.rights import takes_everything

BATCH = 500

BINDING = frozenset(Erase) - {Erase.NULL}
"""What erasing does to a key by which a row holds on to the one that it points to."""

STAYING = Q(doing__in=[Doing.KEEP, Doing.STRIP]) | ~Q(ground="")
"""Pieces that leave a row with keys in it as they are."""


def spare_what_is_pointed_to(erasure: Erasure) -> None:
    """Let rows stay that a row which stays points to, from those that point to those that are pointed to.

    While anything of theirs is kept the person's own row stays too, nameless: it is what the lock is entered for.
    """
    pieces = ErasurePiece.objects.filter(erasure=erasure)
    if not takes_everything(erasure.right):
        _spare_for_the_rest(erasure)
    if not _STAYS.is_there(number=erasure.pk):
        return
    mentions = [table.name for table in tables().values() if table.row is Row.MENTION]
    if pieces.filter(STAYING).exclude(place__in=mentions).exists():
        _spare(erasure, table_of(Person), [erasure.subject_number])
    rows = pieces.filter(STAYING, store=DATABASE, field="")
    places = set(rows.order_by().values_list("place", flat=True).distinct())
    for table in referrers_first():
        for batch in _in_batches(rows.filter(place=table.name)) if table.name in places else ():
            for target, numbers in _pointed_to(table, batch).items():
                _spare(erasure, tables()[target], numbers)
                places.add(target)
    _spare_bytes(erasure)


_STAYS = Prepared(
    lambda: ErasurePiece.objects.filter(STAYING, erasure=Given("number", BigIntegerField())).values("pk")[:1]
)


def _spare_for_the_rest(erasure: Erasure) -> None:
    """Rows of which nobody asked anything are in no plan, and point to others all the same."""
    going = ErasurePiece.objects.filter(erasure=erasure, store=DATABASE, field="", doing=Doing.DELETE)
    for place in list(going.order_by().values_list("place", flat=True).distinct()):
        target = tables()[place]
        for batch in _in_batches(going.filter(place=place)):
            for other, field in that_point(target, [one.key for one in batch], *BINDING):
                numbers = _needed_by_the_rest(going.filter(place=other.name), other, field.attname, batch)
                _spare(erasure, target, numbers)


def _needed_by_the_rest(
    going: QuerySet[ErasurePiece], other: Table, key: str, batch: Sequence[ErasurePiece]
) -> set[Any]:  # fmt: skip
    """Of these rows, those that a row of the other table points to which does not go itself."""
    model: Any = other.model
    pointing = model._base_manager.filter(**{f"{key}__in": [one.key for one in batch]}).values_list("pk", key)
    rows = pointing.iterator(chunk_size=BATCH)
    needed: set[Any] = set()
    while len(needed) < len(batch) and (some := list(islice(rows, BATCH))):
        go_too = set(going.filter(key__in=[str(number) for number, _row in some]).values_list("key", flat=True))
        needed |= {row for number, row in some if str(number) not in go_too}
    return needed


def _in_batches(staying: QuerySet[ErasurePiece]) -> Iterator[list[ErasurePiece]]:
    rows = staying.order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _pointed_to(table: Table, staying: Sequence[ErasurePiece]) -> dict[str, set[Any]]:
    """By table, the rows that these will point to still. One query."""
    model: Any = table.model
    links = [(key, target.name, erase) for key, target, erase in keys_of(table) if _may_go(target)]
    if not links:
        return {}
    stays = {piece.key: set(piece.stays) for piece in staying}
    found: dict[str, set[Any]] = defaultdict(set)
    rows = model._base_manager.filter(pk__in=list(stays)).values_list("pk", *(key for key, *_further in links))
    for number, *values in rows:
        for value, (key, target, erase) in zip(values, links, strict=True):
            is_emptied = erase in {Erase.NULL, Erase.PLACEHOLDER} and key not in stays[str(number)]
            if value is not None and not is_emptied:
                found[target].add(value)
    return found


def _may_go(table: Table) -> bool:
    return table.is_personal and (table.goes or table.row is Row.REFCOUNT)


def _spare(erasure: Erasure, table: Table, numbers: Collection[Any]) -> None:
    """A file is a whole: it stays as it is. Another row loses what is in it."""
    going = ErasurePiece.objects.filter(
        erasure=erasure, store=DATABASE, place=table.name, field="", state=PieceState.WAITING, doing=Doing.DELETE
    ).filter(key__in=[str(number) for number in numbers])
    if table.row is Row.REFCOUNT:
        going.update(doing=Doing.KEEP, phase=0, state=PieceState.VERIFIED)
    else:
        going.update(doing=Doing.STRIP, phase=CHANGES)


def _spare_bytes(erasure: Erasure) -> None:
    pieces = ErasurePiece.objects.filter(erasure=erasure)
    kept = pieces.filter(store=DATABASE, place=StoredFile._meta.db_table, doing=Doing.KEEP)
    for batch in _in_batches(kept):
        numbers = [piece.key for piece in batch]
        names = list(StoredFile.objects.filter(pk__in=numbers).values_list("storage_key", flat=True))
        bytes_of = pieces.filter(place="files", key__in=names, state=PieceState.WAITING)
        bytes_of.update(doing=Doing.KEEP, phase=0, state=PieceState.VERIFIED)
