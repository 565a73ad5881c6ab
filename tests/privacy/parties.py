"""Erasers and exporters to try the proofs with: one that follows the map to the letter, and those that were shipped.

`ByTheMap` is no part of the product. It is the plainest eraser that map and keepers allow, blunt where a real one is
careful: it shows that the proofs can be passed and that the map is enough to pass them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

from django.db import transaction

from candor.helpdesk.models import Ticket
from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.kernel.models import Job
from candor.kernel.registries.personal_data import (
    DATABASE,
    Column,
    Erase,
    Export,
    Piece,
    Row,
    Subject,
    Table,
    keepers,
    table_of,
    tables,
)
from candor.people.models import Account, Person, PostalAddress
from candor.privacy.erasing import Asked, Step, carry_on, confirm_erasure, finishing, plan_erasure, planning
from candor.privacy.models import Doing, Erasure, ErasurePiece, ErasureState
from tests.privacy.carriers import Cell
from tests.privacy.proofs import REQUEST_FILE, Deed

SAYS_NOTHING = "removed"
INDEX_COLUMNS = ("key", "title", "body", "id", "words")
"""Of an entry, on the one database and the other."""


class ByTheMap:
    """Erases everything the keepers discover, but what it is told to forget.

    Rows that others point to cannot go while something is forgotten; then it empties texts and deletes no row.
    """

    def __init__(self, *, forgets: tuple[str, ...] = (), compacts: bool = True) -> None:
        self.forgets = forgets
        self.compacts = compacts

    def __call__(self, subject: Subject) -> list[Deed]:
        pieces = [
            piece
            for name, keeper in keepers().items()
            for piece in keeper.discover(subject)
            if name not in self.forgets and piece.place not in self.forgets
        ]
        with transaction.atomic():
            tombstone = Person.objects.create(name="", source="erased", created_at=clock.now())
            deeds = [
                deed for piece in pieces if piece.store == DATABASE for deed in self._row(piece, subject, tombstone.pk)
            ]
        for piece in pieces:
            if piece.store != DATABASE:
                keepers()[piece.store].erase(piece)
                deeds += _of_store(piece)
        if self.compacts:
            for keeper in keepers().values():
                assert keeper.compact(())
        return deeds

    def _row(self, piece: Piece, subject: Subject, tombstone: int) -> Iterator[Deed]:
        table, rows = tables()[piece.place], keepers()[DATABASE]
        whole = table.columns[piece.field].erase is Erase.DELETE_ROW if piece.field else _goes(table)
        before = _stored(table, piece)
        if whole and self.forgets:
            rows.erase(piece, _emptied(table, piece))
            return
        if whole:
            yield from _let_go(table, piece)
            rows.erase(piece if not piece.field else Piece(piece.store, piece.place, piece.key))
            yield from (Deed((table.name, piece.key, column)) for column in table.columns)
            return
        columns = [piece.field] if piece.field else [name for name in table.columns if name not in table.mentions]
        put = {}
        for column in columns:
            answers = table.columns[column]
            if answers.erase is Erase.KEEP_LOCKED:
                yield Deed((table.name, piece.key, column), ground=REQUEST_FILE)
            elif answers.erase is Erase.KEEP_ANONYMOUS:
                yield Deed((table.name, piece.key, column), ground="17(3)(b)" if _stays_led(table) else "")
            elif answers.is_personal and _is_theirs(table, column, before, subject):
                put[column] = _instead(table, column, answers, tombstone)
                yield Deed((table.name, piece.key, column))
        rows.erase(piece, put)


def _emptied(table: Table, piece: Piece) -> dict[str, Any]:
    """Every text of a row, as something that says nothing."""
    fields = {field.column: field for field in table.model._meta.concrete_fields}  # type: ignore[union-attr]
    kinds = {"CharField": f"empty {piece.key}", "TextField": "", "JSONField": {}, "BinaryField": b""}
    return {
        column: _fitting(kinds[fields[column].get_internal_type()], fields[column].max_length)
        for column, answers in table.columns.items()
        if answers.is_personal and fields[column].get_internal_type() in kinds and not fields[column].choices
    }


def _stays_led(table: Table) -> bool:
    """Whether the number that leads to the person is itself kept, as in the audit log: then the row stays theirs."""
    return any(_leads_on(table, way.through) for way in table.ways)


def _leads_on(table: Table, through: str) -> bool:
    """Whether the column at the end of the path, in this table or in the one above, is kept."""
    key, _, column = through.rpartition("__")
    if key and table.model is not None and "__" not in key:
        table = table_of(table.model._meta.get_field(key).related_model)
    return column in table.columns and table.columns[column].erase is Erase.KEEP_ANONYMOUS


def _fitting(value: Any, room: int | None) -> Any:
    return value[:room] if isinstance(value, str) else value


def _goes(table: Table) -> bool:
    return table.goes or table.row is Row.REFCOUNT


def _of_store(piece: Piece) -> list[Deed]:
    if piece.place == "files":
        return [Deed(("files", piece.key, "content"))]
    return [Deed((f"{piece.store}:{piece.place}", piece.key, column)) for column in INDEX_COLUMNS]


def _let_go(table: Table, piece: Piece) -> Iterator[Deed]:
    """Empty the links of other rows to one that goes."""
    for other in tables().values():
        for field in other.model._meta.concrete_fields if other.model else ():
            if field.related_model is table.model and other.columns[field.column].erase is Erase.NULL:
                pointing = other.model._base_manager.filter(**{field.name: piece.key})
                for key in list(pointing.values_list("pk", flat=True)):
                    yield Deed((other.name, str(key), field.column))
                pointing.update(**{field.name: None})


def _stored(table: Table, piece: Piece) -> Any:
    return table.model._base_manager.filter(pk=piece.key).first()  # type: ignore[union-attr]


def _is_theirs(table: Table, column: str, row: Any, subject: Subject) -> bool:
    """A key to a person is touched only where it is a key to this one."""
    field = next(field for field in table.model._meta.concrete_fields if field.column == column)  # type: ignore[union-attr]
    is_person = field.related_model is Person
    return not is_person or (row is not None and getattr(row, field.attname) in subject.numbers)


def _instead(table: Table, column: str, answers: Column, tombstone: int) -> Any:
    field = next(field for field in table.model._meta.concrete_fields if field.column == column)  # type: ignore[union-attr]
    if field.related_model is Person and answers.erase is Erase.PLACEHOLDER:
        return tombstone
    if answers.erase is Erase.NULL:
        return None if field.null else ""
    return {} if field.get_internal_type() == "JSONField" else _fitting(SAYS_NOTHING, field.max_length)


def forgets_all_but_the_person(subject: Subject) -> list[Deed]:
    """The laziest: empties the name on the person's own row and calls it done."""
    Person.objects.filter(pk=subject.pk).update(name="")
    return [Deed(("people_person", str(subject.pk), "name"))]


def hides(subject: Subject) -> list[Deed]:
    """Locks the account and puts the cases into the bin (trap T5)."""
    Account.objects.filter(person=subject.pk).update(is_active=False)
    Ticket.objects.filter(requester=subject.pk).update(binned_at=clock.now())
    return says_it_did(subject)


def erases_namesakes_too(subject: Subject) -> list[Deed]:
    """Finds people by how their address ends and takes whatever hangs on them along (traps T4, T22)."""
    deeds = says_it_did(subject)
    PostalAddress.objects.exclude(person=subject.pk).update(city="")
    return deeds


def job_that_writes_back(text: str) -> None:
    """A job that carries a person's words instead of their number (trap T9)."""
    Job.objects.create(task="test.write_back", arguments=[text], run_at=clock.now(), created_at=clock.now())


def says_it_did(subject: Subject) -> list[Deed]:
    """Reports everything as erased and touches nothing (trap T3)."""
    return [
        Deed((piece.place, piece.key, column))
        for piece in keepers()[DATABASE].discover(subject)
        for column in ([piece.field] if piece.field else tables()[piece.place].columns)
    ]


def export_by_the_map(subject: Subject) -> dict[Cell, Any]:
    """Everything the database's keeper shows."""
    rows = keepers()[DATABASE]
    return {
        (piece.place, piece.key, column): value
        for piece in rows.discover(subject)
        for column, value in rows.export(piece, subject).items()
    }


def export_of_the_person_alone(subject: Subject) -> dict[Cell, Any]:
    """The laziest: the person's own row."""
    return {cell: value for cell, value in export_by_the_map(subject).items() if cell[0] == "people_person"}


def secrets_in(exported: dict[Cell, Any]) -> list[Cell]:
    return [cell for cell in exported if tables()[cell[0]].columns[cell[2]].export is Export.NEVER]


class Real:
    """The eraser of the product, from the plan to the certificate. `deeds` come from its own frozen pieces."""

    def __init__(self, carry: Callable[[Erasure], Erasure] = carry_on) -> None:
        self.carry = carry

    def __call__(self, subject: Subject) -> list[Deed]:
        person = Person.objects.get(pk=subject.pk)
        found = list(keepers()[DATABASE].discover(subject))
        of_others = {cell for piece in found for cell in _keys_to_others(piece, subject)}
        erasure = plan_erasure(person, Asked(), by=JOB)
        confirm_erasure(erasure, erasure.plan_hash, by=JOB)
        told: dict[tuple[str, str, str], ErasurePiece] = {}
        with mock.patch.object(finishing, "forget_done_pieces", lambda one: self._forget(one, told)):
            self.erasure = self.carry(erasure)
        assert self.erasure.state == ErasureState.DONE, self.erasure.trouble
        untouched = [piece for piece in found if (piece.place, piece.key, piece.field) not in told]
        hers_still = {(piece.place, piece.key) for piece in keepers()[DATABASE].discover(subject)}
        because = "hangs on what is kept" if self.erasure.kept else ""
        deeds = [
            *(deed for piece in told.values() for deed in deeds_of(_step(piece), piece.ground)),
            *(
                deed
                for piece in untouched
                for deed in deeds_of(
                    Step(piece, Doing.CHANGE), anonymous=because if (piece.place, piece.key) in hers_still else ""
                )
            ),
        ]
        return [deed for deed in deeds if deed.cell not in of_others]

    def _forget(self, erasure: Erasure, told: dict[tuple[str, str, str], ErasurePiece]) -> None:
        told.update({(piece.place, piece.key, piece.field): piece for piece in erasure.pieces.all()})
        planning.forget_done_pieces(erasure)


def _keys_to_others(piece: Piece, subject: Subject) -> Iterator[Cell]:
    """In a row that stays, a key to somebody else is theirs."""
    table = tables()[piece.place]
    row = _stored(table, piece)
    for column in table.columns if not _goes(table) else ():
        if not _is_theirs(table, column, row, subject):
            yield table.name, piece.key, column


def _step(piece: ErasurePiece) -> Step:
    return Step(Piece(piece.store, piece.place, piece.key, piece.field), Doing(piece.doing), frozenset(piece.stays))


def deeds_of(step: Step, ground: str = "", *, anonymous: str = "") -> Iterator[Deed]:
    """What a step of the real eraser says of each value; `anonymous` is why a row that names nobody leads to her."""
    piece = step.piece
    if piece.store != DATABASE:
        yield from _of_store(piece)
        return
    table = tables()[piece.place]
    columns = [piece.field] if piece.field and step.doing is not Doing.DELETE else list(table.columns)
    for column in columns:
        cell, answers = (table.name, piece.key, column), table.columns[column]
        if column in step.stays:
            yield Deed(cell, ground=ground)
        elif step.doing is Doing.KEEP:
            yield Deed(cell, ground="others need it")
        elif answers.erase is Erase.KEEP_LOCKED:
            yield Deed(cell, ground=REQUEST_FILE)
        elif answers.erase is Erase.KEEP_ANONYMOUS:
            yield Deed(cell, ground="17(3)(b)" if _stays_led(table) else anonymous)
        elif step.doing in {Doing.DELETE, Doing.STRIP} or answers.is_personal:
            yield Deed(cell)
