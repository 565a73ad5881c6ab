"""The keeper of the database: every declared table, row by row, by the ways of the map."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from candor.kernel.db.compaction import compact
from candor.kernel.registries.personal_data import (
    DATABASE,
    By,
    Copied,
    Export,
    Piece,
    Row,
    Subject,
    Table,
    Trace,
    subject_model,
    tables,
)
from candor.kernel.stores.finding import Whose, rows_naming, rows_of, rows_pointed_to
from candor.kernel.stores.sought import Sought, with_rows


class Rows:
    """A piece is a row, or one column of somebody else's row that names the person."""

    def discover(self, subject: Subject) -> Iterator[Piece]:
        """Table by table; a row that the person both owns and is named in comes once, as a whole."""
        return self.discover_in(tables().values(), subject)

    def discover_in(self, among: Iterable[Table], subject: Subject) -> Iterator[Piece]:
        """As `discover`, in these tables alone."""
        sought = Sought(subject)
        for table in with_rows(table for table in among if table.is_personal):
            for (key,) in sought.each(_owned, table):
                yield Piece(DATABASE, table.name, str(key))
            for column in table.naming:
                for (key,) in sought.each(_only_named, table, column, among=_named):
                    yield Piece(DATABASE, table.name, str(key), column)

    def export(self, piece: Piece, subject: Subject) -> Mapping[str, object]:
        """The columns that a copy shows. Who else had to do with the row is other people's business."""
        return next((each.values for each in self.export_many([piece], subject)), {})

    def export_many(self, pieces: Sequence[Piece], subject: Subject) -> Iterator[Copied]:
        """One query for pieces of one table. What hangs on another row says so by the ways of the map."""
        if not pieces:
            return
        table = tables()[pieces[0].place]
        shown = [column for column in _shown(table, subject) if pieces[0].field in {"", column.name}]
        links = list(_links(table))
        read = {column.attribute for column in shown}.union(*(link.reads for link in links))
        rows = _model(table)._base_manager.only("pk", *sorted(read))
        by_key = {str(key): row for key, row in rows.in_bulk([piece.key for piece in pieces]).items()}
        for piece in pieces:
            row = by_key.get(piece.key)
            if row is not None:
                values = {column.name: value for column in shown if column.may_show(value := column.of(row))}
                yield Copied(piece, values, {link.name: target for link in links if (target := link.of(row))})

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
            return Trace.FOUND if _names(_value(row, piece.field), subject) else Trace.CLEAN
        words = [word.casefold() for word in (*subject.addresses, *subject.words) if word]
        stored = " ".join(str(_value(row, column)) for column in tables()[piece.place].columns).casefold()
        return Trace.FOUND if any(word in stored for word in words) else Trace.CLEAN

    def compact(self, places: Collection[str]) -> bool:
        return compact(places)


def _names(value: object, subject: Subject) -> bool:
    """Whether a value is the person's number or an address of theirs."""
    addresses = {address.casefold() for address in subject.addresses}
    return value in subject.numbers or (isinstance(value, str) and value.casefold() in addresses)


def _owned(table: Table, whose: Whose) -> models.QuerySet[Any, Any]:
    return _theirs(table, whose).order_by("pk").values_list("pk")


def _only_named(table: Table, whose: Whose, column: str) -> models.QuerySet[Any, Any]:
    """Rows in which the column names the person, without those that are theirs anyway."""
    named = rows_naming(table, column, whose).exclude(pk__in=_theirs(table, whose).order_by().values("pk"))
    return named.order_by("pk").values_list("pk")


def _named(table: Table, whose: Whose, column: str) -> models.QuerySet[Any, Any]:
    return rows_naming(table, column, whose).order_by().values_list("pk")


def _theirs(table: Table, whose: Whose) -> models.QuerySet[Any]:
    return rows_pointed_to(table, whose) if table.row is Row.REFCOUNT else rows_of(table, whose)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A column that a copy shows. `only`, where it is a key to a person, are the numbers that may be shown."""

    name: str
    attribute: str
    only: tuple[int, ...] | None

    def of(self, row: models.Model) -> Any:
        return getattr(row, self.attribute)

    def may_show(self, value: object) -> bool:
        return self.only is None or value in self.only


def _shown(table: Table, subject: Subject) -> Iterator[_Shown]:
    fields = {field.column: field for field in _model(table)._meta.concrete_fields}
    for name, answers in table.columns.items():
        if answers.export is Export.YES:
            is_person = fields[name].related_model is subject_model()
            yield _Shown(name, fields[name].attname, subject.numbers if is_person else None)


@dataclass(frozen=True, slots=True)
class _Link:
    """A row that a row of the table belongs to: `attribute` holds its number where `kind`, if any, says so."""

    name: str
    attribute: str
    place: str
    kind: tuple[str, str] | None = None

    @property
    def reads(self) -> tuple[str, ...]:
        return (self.attribute,) if self.kind is None else (self.attribute, self.kind[0])

    def of(self, row: models.Model) -> tuple[str, str] | None:
        key = getattr(row, self.attribute)
        is_meant = self.kind is None or getattr(row, self.kind[0]) == self.kind[1]
        return (self.place, str(key)) if is_meant and key is not None else None


def _links(table: Table) -> Iterator[_Link]:
    """Where the ways of a table to its people begin, people themselves aside."""
    for way in table.ways:
        field: Any = None if way.through == "self" else _model(table)._meta.get_field(way.through.split("__")[0])
        target = field.related_model if field is not None and field.concrete else None
        if target is not None and target is not subject_model():
            yield _Link(field.name, field.attname, target._meta.db_table)
        elif way.by is By.OBJECT and "__" not in way.through:
            yield _Link(way.kind, way.through, apps.get_model(way.to)._meta.db_table, (way.kind, way.to))


def _row(piece: Piece) -> models.QuerySet[Any]:
    return _model(tables()[piece.place])._base_manager.filter(pk=piece.key)


def _model(table: Table) -> type[models.Model]:
    if table.model is None:
        raise LookupError(f"{table.name} has no model")
    return table.model


def _field(piece: Piece, column: str) -> Any:
    model: Any = tables()[piece.place].model
    return next(field for field in model._meta.concrete_fields if field.column == column)


def _value(row: models.Model, column: str) -> Any:
    field = next(field for field in row._meta.concrete_fields if field.column == column)
    return getattr(row, field.attname)
