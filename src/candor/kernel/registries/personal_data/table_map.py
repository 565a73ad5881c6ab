"""The declarations of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from django.apps import apps
from django.db import models

from candor.kernel.registries.personal_data.anchors import Anchor, as_anchor
from candor.kernel.registries.personal_data.columns import Column
from candor.kernel.registries.personal_data.ways import By, Way
from candor.kernel.registries.personal_data.words import DeclarationError, Erase, Row

Person = str | Way | Sequence[str | Way]
"""The way or the ways from a row to the people it belongs to."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table's declaration. `ways` lead to the people whose row it is, `keep` is the retention key.

    `since` says when its period begins; None where that follows from the key.

    A personal column that is itself a foreign key to a person is about that person and nobody else; the eraser sees to
    it with `mentions`.
    """

    name: str
    row: Row
    columns: Mapping[str, Column]
    ways: tuple[Way, ...] = ()
    keep: str = ""
    model: type[models.Model] | None = None
    since: Anchor | None = None
    sender: tuple[Way, ...] = ()
    """Which columns of a row name whoever wrote its texts (`Author.SENDER` and `STAFF`), the surest first."""

    @property
    def is_personal(self) -> bool:
        return _is_personal(self)

    @property
    def mentions(self) -> Mapping[str, Way]:
        """Columns that each name a person besides those the row belongs to: who of us did it, to whom it was given."""
        return _mentions(self, subject_model())

    @property
    def naming(self) -> Mapping[str, Way]:
        """All columns that may name somebody in a row that is another's: the `mentions`, and addresses in it."""
        return {**self.mentions, **self.addresses_beside}

    @property
    def addresses_beside(self) -> Mapping[str, Way]:
        """Columns with an address that makes the row its owner's only where nobody else's it is (`Way.unless`)."""
        return {way.through: Way(way.through, By.ADDRESS) for way in self.ways if way.by is By.ADDRESS and way.unless}

    def leading_nowhere(self) -> list[str]:
        """Foreign keys to a person that are neither a way, nor the beginning of one, nor personal themselves."""
        beginnings = {way.through.split("__")[0] for way in self.ways}
        return [
            column
            for name, column in self._keys_to_people()
            if name not in beginnings and not self.columns[column].is_personal and not self._is_link(column)
        ]

    @property
    def ways_to_people(self) -> tuple[Way, ...]:
        """The ways that end at a person's row or number, without an address, a hash or another row between."""
        return tuple(way for way in self.ways if way.by is By.KEY and not way.to)

    @property
    def goes(self) -> bool:
        """Whether erasure deletes the rows of the people they belong to."""
        mentions = self.mentions
        owned = (column for name, column in self.columns.items() if column.is_personal and name not in mentions)
        return any(column.erase is Erase.DELETE_ROW for column in owned)

    def _is_link(self, column: str) -> bool:
        return self.columns[column].erase is Erase.NULL

    def _keys_to_people(self) -> list[tuple[str, str]]:
        subject = subject_model()
        if self.model is None or subject is None:
            return []
        fields = self.model._meta.concrete_fields
        return [(field.name, str(field.column)) for field in fields if field.related_model is subject]


@cache
def _is_personal(table: Table) -> bool:
    return any(column.is_personal for column in table.columns.values())


@cache
def _mentions(table: Table, _subject: type[models.Model] | None) -> Mapping[str, Way]:
    """Worked out once a table: every walk through all of them asks for it. A declaration never changes."""
    owners = {way.through for way in table.ways}
    return {
        column: Way(name)
        for name, column in table._keys_to_people()
        if name not in owners and table.columns[column].is_personal
    }


_tables: dict[str, Table] = {}


def declare(  # noqa: PLR0913 - what a table is, whose it is, how long it stays and who wrote in it
    model: type[models.Model],
    *,
    row: Row,
    fields: Mapping[str, Column],
    person: Person = (),
    keep: str = "",
    since: str | Anchor = "",
    sender: Person = (),
) -> None:
    """Declare a model's table. `fields` names the model's fields (a foreign key by its field name).

    `since` is a look-up to the moment with which the period of `keep` begins, or several (`last_of`).
    """
    columns = {_column_name(model, name): answers for name, answers in fields.items()}
    anchor = as_anchor(since) if since else None
    _enter(Table(model._meta.db_table, row, columns, _ways(person), keep, model, anchor, _ways(sender)))


def declare_table(name: str, *, columns: Mapping[str, Column]) -> None:
    """Declare a table without a model by its name in the database. It is nobody's: personal columns need a model."""
    _enter(Table(name, Row.NOBODY, dict(columns)))


def leads_also(label: str, *ways: Way) -> None:
    """Add ways to a table of a lower floor (`slice.model`), which cannot know what upper ones write into it."""
    name = apps.get_model(label)._meta.db_table
    table = _tables[name]
    _tables[name] = replace(table, ways=(*table.ways, *(way for way in ways if way not in table.ways)))
    subject_model.cache_clear()


def tables() -> Mapping[str, Table]:
    return dict(_tables)


def table_of(model: type[models.Model]) -> Table:
    """The model's declaration; KeyError where it has none."""
    return _tables[model._meta.db_table]


@cache
def subject_model() -> type[models.Model] | None:
    """The model whose rows are the people themselves: the one whose way is `self`."""
    return next((table.model for table in _tables.values() if Way("self") in table.ways), None)


def _enter(table: Table) -> None:
    if table.is_personal:
        _refuse_contradictions(table)
    known = _tables.get(table.name)
    if known is not None and known.columns.keys() != table.columns.keys():
        raise DeclarationError(f"{table.name} is declared twice")
    _tables[table.name] = table
    subject_model.cache_clear()


def _refuse_contradictions(table: Table) -> None:
    if table.row is Row.NOBODY:
        raise DeclarationError(f"{table.name} has personal columns and says that it is nobody's")
    if not table.keep:
        raise DeclarationError(f"{table.name} has personal columns and no retention key")


def _column_name(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field):
        raise DeclarationError(f"{model._meta.label}.{name} has no column of its own")
    return str(field.column)


def _ways(person: Person) -> tuple[Way, ...]:
    several = [person] if isinstance(person, str | Way) else person
    return tuple(Way(way) if isinstance(way, str) else way for way in several)
