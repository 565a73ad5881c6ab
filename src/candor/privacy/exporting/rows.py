"""Rows of a table as entries of a copy: what they hang on, what their numbers stand for, and whether they were seen."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from django.db import models

from candor.kernel.registries.personal_data import Author, Copied, Subject, Table
from candor.kernel.registries.personal_data.copying import Target
from candor.kernel.registries.telling import telling_of
from candor.privacy.exporting.stage import NewEntry

TEXTS = (models.CharField, models.TextField, models.JSONField)


class RowsOfTable:
    """Reads of one table, a batch at a time: one query for what was seen, one for each kind of row pointed to."""

    def __init__(self, table: Table, subject: Subject) -> None:
        if table.model is None:
            raise LookupError(f"{table.name} has no model")
        self.table, self.subject, self.model = table, subject, table.model
        self.telling = telling_of(table.name)

    def entries(self, batch: Sequence[Copied], seen: Container[str]) -> Iterator[NewEntry]:
        names = {column: self._names(column, batch) for column in self._called}
        for each in batch:
            yield NewEntry(
                self.table.name,
                each.piece.key,
                each.values,
                self.telling.chapter,
                self.telling.order,
                each.piece.key in seen,
                self._above(each),
                each.hangs_on,
                {
                    column: called[value]
                    for column, called in names.items()
                    if (value := each.values.get(column)) in called
                },
            )

    def files(self, batch: Sequence[Copied], seen: Container[str]) -> Iterator[tuple[str, bool]]:
        """The files that rows point to, by the number of their row, and whether the person saw the pointing row."""
        columns = [name for name, answers in self.table.columns.items() if answers.store]
        for each in batch:
            for column in columns:
                if each.values.get(column) is not None:
                    is_own = self.table.columns[column].author is Author.SUBJECT
                    yield str(each.values[column]), is_own or each.piece.key in seen

    def seen(self, batch: Sequence[Copied]) -> Container[str]:
        """The keys of rows whose texts the person wrote or was shown. Where no text could be, all of them."""
        keys = [each.piece.key for each in batch]
        if self.telling.seen is None:
            return set() if texts_of_others(self.table) else set(keys)
        found = self.model._base_manager.filter(self.telling.seen(self.subject), pk__in=keys)
        return {str(key) for key in found.values_list("pk", flat=True)}

    def _above(self, each: Copied) -> Target | None:
        """The row that this one is shown below: the nearest one it hangs on, within its chapter."""
        owners = each.hangs_on.values()
        return next((owner for owner in owners if telling_of(owner[0]).chapter == self.telling.chapter), None)

    @cached_property
    def _called(self) -> Mapping[str, tuple[type[models.Model], str]]:
        """Columns that point to rows of the house which have a name, with model and field of the name."""
        found = {}
        for field in self.model._meta.concrete_fields:
            target: Any = field.related_model
            called = telling_of(target._meta.db_table).called if target else ""
            if called:
                found[str(field.column)] = (target, called)
        return found

    def _names(self, column: str, batch: Sequence[Copied]) -> Mapping[object, str]:
        model, called = self._called[column]
        numbers = {each.values.get(column) for each in batch} - {None}
        return {
            number: str(name) for number, name in model._base_manager.filter(pk__in=numbers).values_list("pk", called)
        }


def texts_of_others(table: Table) -> list[str]:
    """The columns of a table that may hold words of other people, and so speak of others."""
    fields = {str(field.column): field for field in table.model._meta.concrete_fields} if table.model else {}
    return [
        name
        for name, answers in table.columns.items()
        if answers.is_personal
        and answers.author in {Author.STAFF, Author.SENDER, Author.OTHER}
        and isinstance(fields[name], TEXTS)
        and not fields[name].choices
    ]
