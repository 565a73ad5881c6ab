"""The keeper of the database: every declared table, row by row, by the ways of the map."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db import models

from candor.kernel.db.compaction import compact
from candor.kernel.registries.personal_data import (
    DATABASE,
    Export,
    Piece,
    Row,
    Subject,
    Table,
    Trace,
    subject_model,
    tables,
)
from candor.kernel.stores.finding import rows_naming, rows_of, rows_pointed_to

BATCH = 500


class Rows:
    """A piece is a row, or one column of somebody else's row that names the person."""

    def discover(self, subject: Subject) -> Iterator[Piece]:
        """Table by table; a row that the person both owns and is named in comes once, as a whole."""
        return self.discover_in(tables().values(), subject)

    def discover_in(self, among: Iterable[Table], subject: Subject) -> Iterator[Piece]:
        """As `discover`, in these tables alone."""
        for table in among:
            if not table.is_personal:
                continue
            yield from _pieces(table, _owned(table, subject))
            owned = _owned(table, subject).order_by().values("pk")
            for column in table.mentions:
                yield from _pieces(table, rows_naming(table, column, subject).exclude(pk__in=owned), column)

    def export(self, piece: Piece, subject: Subject) -> Mapping[str, object]:
        """The columns that a copy shows. Who else had to do with the row is other people's business."""
        row = _row(piece).first()
        if row is None:
            return {}
        shown = {
            column: _value(row, column)
            for column, answers in tables()[piece.place].columns.items()
            if answers.export is Export.YES and piece.field in {"", column}
        }
        return {
            column: value
            for column, value in shown.items()
            if not _is_key_to_a_person(piece, column) or value in subject.numbers
        }

    def erase(self, piece: Piece, put: Mapping[str, object] | None = None) -> None:
        """Exactly this row: nothing follows it, and the database refuses while another row still points to it."""
        found = _row(piece)
        if put is not None:
            found.update(**{_field(piece, column).attname: value for column, value in put.items()})
        elif piece.field:
            found.update(**{_field(piece, piece.field).attname: None})
        else:
            found._raw_delete(found.db)

    def verify(self, piece: Piece, subject: Subject) -> Trace:
        row = _row(piece).first()
        if row is None:
            return Trace.GONE
        if piece.field:
            return Trace.FOUND if _value(row, piece.field) in subject.numbers else Trace.CLEAN
        words = [word.casefold() for word in (*subject.addresses, *subject.words) if word]
        stored = " ".join(str(_value(row, column)) for column in tables()[piece.place].columns).casefold()
        return Trace.FOUND if any(word in stored for word in words) else Trace.CLEAN

    def compact(self, places: Collection[str]) -> bool:
        return compact(places)


def _owned(table: Table, subject: Subject) -> models.QuerySet[Any]:
    return rows_pointed_to(table, subject) if table.row is Row.REFCOUNT else rows_of(table, subject)


def _pieces(table: Table, rows: models.QuerySet[Any], column: str = "") -> Iterator[Piece]:
    for key in rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        yield Piece(DATABASE, table.name, str(key), column)


def _is_key_to_a_person(piece: Piece, column: str) -> bool:
    return _field(piece, column).related_model is subject_model()


def _row(piece: Piece) -> models.QuerySet[Any]:
    model = tables()[piece.place].model
    if model is None:
        raise LookupError(f"{piece.place} has no model")
    return model._base_manager.filter(pk=piece.key)


def _field(piece: Piece, column: str) -> Any:
    model: Any = tables()[piece.place].model
    return next(field for field in model._meta.concrete_fields if field.column == column)


def _value(row: models.Model, column: str) -> Any:
    field = next(field for field in row._meta.concrete_fields if field.column == column)
    return getattr(row, field.attname)
