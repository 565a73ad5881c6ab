"""Doing to pieces what the map says: the one place in which data of people is destroyed.

The erasure of a person and the runs of retention both come here. How many queries it takes depends on the tables among
the pieces and not on how many pieces there are; doing it twice changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import models, transaction

from candor.kernel import search
from candor.kernel.db.presence import pointing
from candor.kernel.registries.personal_data import DATABASE, Column, Erase, Piece, Row, Table, keepers, tables
from candor.kernel.search import searchable
from candor.kernel.stores.index import SEARCH_INDEX
from candor.kernel.stores.many import erase_many
from candor.people.public import Person, Source
from candor.privacy.erasing.emptied import STAYS, is_random, nothing_for
from candor.privacy.erasing.order import phase_of, pointing_to
from candor.privacy.erasing.steps import CHANGED, Step, Whom
from candor.privacy.erasing.texts import Rewriting
from candor.privacy.models import Doing

Group = tuple[str, str, frozenset[str], Doing]


def do_to(steps: Sequence[Step], whom: Whom) -> list[Piece]:
    """Do to the pieces what their steps say; returns those that stay because others need them too.

    Rows are dealt with in one transaction (the caller's, if there is one); what stands outside the database follows
    and must not be done inside a transaction, because it does not come back with it. Raises StoreUnavailable, and
    IntegrityError where a row is to go that one which nobody knew of points to.
    """
    rows = [step for step in steps if step.piece.store == DATABASE and step.doing is not Doing.KEEP]
    with transaction.atomic():
        left = _to_rows(rows, whom)
    elsewhere: dict[str, list[Piece]] = defaultdict(list)
    for step in steps:
        if step.piece.store != DATABASE and step.doing is not Doing.KEEP:
            elsewhere[step.piece.store].append(step.piece)
    for store, pieces in elsewhere.items():
        left += erase_many(keepers()[store], pieces)
        _write_entries_anew(store, pieces)
    return left


def _to_rows(steps: Sequence[Step], whom: Whom) -> list[Piece]:
    """Values first, then the rows that point to others, then those that are pointed to."""
    left: list[Piece] = []
    for (place, field, stays, doing), pieces in _grouped(steps).items():
        table, keys = tables()[place], [piece.key for piece in pieces]
        if doing is Doing.DELETE:
            left += _delete(table, pieces)
        else:
            _change(table, keys, concerned(table, field, stays, doing, whom.also), whom)
        _mark_for_index(table, keys)
    return left


def _grouped(steps: Sequence[Step]) -> Mapping[Group, list[Piece]]:
    groups: dict[Group, list[Piece]] = defaultdict(list)
    for step in sorted(steps, key=lambda step: phase_of(step.piece, step.doing)):
        field = "" if step.doing is Doing.DELETE else step.piece.field
        groups[step.piece.place, field, step.stays, step.doing].append(step.piece)
    return groups


def concerned(
    table: Table, field: str, stays: frozenset[str], doing: Doing, also: frozenset[Erase] = frozenset()
) -> dict[str, Column]:
    """The columns to deal with. A row that only stays because something else does loses all that would go with it."""
    wanted = CHANGED | also | ({Erase.DELETE_ROW} if doing is Doing.STRIP else set())
    return {
        name: answers
        for name, answers in table.columns.items()
        if answers.is_personal
        and answers.erase in wanted
        and name not in stays
        and (name == field if field else name not in table.mentions)
    }


def _change(table: Table, keys: list[str], columns: Mapping[str, Column], whom: Whom) -> None:
    """Texts before keys: who wrote a text is read from the keys."""
    rows = _rows(table, keys)
    fields = {field.column: field for field in table.model._meta.concrete_fields}  # type: ignore[union-attr] # has rows
    looked_at = {name: answers for name, answers in columns.items() if _needs_a_look(fields[name], answers)}
    if looked_at:
        Rewriting(table, looked_at, whom).of(rows)
    same: dict[str, Any] = {}
    for name, answers in columns.items():
        field = fields[name]
        if field.related_model is Person:
            _let_go_of_the_person(rows, field, answers, whom)
        elif not _needs_a_look(field, answers) and (value := nothing_for(field)) is not STAYS:
            same[field.attname] = value
    if table.model is Person and "source" in columns:
        same["source"] = Source.ERASED
    if same:
        rows.update(**same)


def _let_go_of_the_person(rows: models.QuerySet[Any], field: Any, answers: Column, whom: Whom) -> None:
    """A key is touched only where it is a key to this person."""
    theirs = whom.among(rows, field.attname)
    if answers.erase is Erase.PLACEHOLDER:
        theirs.update(**{field.attname: whom.tombstone})
    elif field.null:
        theirs.update(**{field.attname: None})


def _needs_a_look(field: Any, answers: Column) -> bool:
    """Whether what is put depends on what stands in the row."""
    spans = answers.erase is Erase.REDACT_SPANS
    return not field.is_relation and (spans or answers.erase is Erase.PLACEHOLDER or is_random(field))


def _delete(table: Table, pieces: list[Piece]) -> list[Piece]:
    """Remove the rows. What several rows have stays until the last of them is gone."""
    keys = [piece.key for piece in pieces]
    needed = set(map(str, _pointed_to(table, keys))) if table.row is Row.REFCOUNT else set()
    going = [key for key in keys if key not in needed]
    for _other, field in that_point(table, going, Erase.NULL):
        field.model._base_manager.filter(**{f"{field.name}__in": going}).update(**{field.name: None})
    found = _rows(table, going)
    found._raw_delete(found.db)
    return [piece for piece in pieces if piece.key in needed]


def _pointed_to(table: Table, keys: list[str]) -> Iterator[Any]:
    """The rows of the table to which any row still points."""
    for _other, field in that_point(table, keys, *Erase):
        rows = field.model._base_manager.filter(**{f"{field.name}__in": keys})
        yield from rows.order_by().values_list(field.attname, flat=True).distinct()


def that_point(table: Table, keys: Sequence[str], *erase: Erase) -> Iterator[tuple[Table, Any]]:
    """The foreign keys, with one of these answers, by which any row points to one of these, each with its table.

    One statement asks all.
    """
    model: Any = table.model
    known = [(other, field) for other, field in pointing_to(table) if other.columns[field.column].erase in erase]
    numbers = [model._meta.pk.to_python(key) for key in keys]
    there = pointing([(other.name, field.column) for other, field in known], numbers)
    return (found for found, is_there in zip(known, there, strict=True) if is_there)


def _rows(table: Table, keys: Iterable[str]) -> models.QuerySet[Any]:
    return table.model._base_manager.filter(pk__in=list(keys))  # type: ignore[union-attr] # pieces are rows of a model


def _mark_for_index(table: Table, keys: list[str]) -> None:
    """What the index says of these rows is no longer true."""
    kind = table.model._meta.label_lower if table.model else ""
    if kind in searchable():
        search.taken_out(kind, [int(key) for key in keys])


def _write_entries_anew(store: str, pieces: Sequence[Piece]) -> None:
    """Entries that others have a part in come back without the person, from what stands in the tables now."""
    if store != SEARCH_INDEX:
        return
    numbers: dict[str, list[int]] = defaultdict(list)
    for piece in pieces:
        numbers[piece.place].append(int(piece.key))
    for kind, found in numbers.items():
        search.taken_out(kind, found)
