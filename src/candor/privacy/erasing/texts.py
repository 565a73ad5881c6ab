"""Texts of rows that stay: one's own words go whole, from others' words the person's names and addresses go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import models

from candor.kernel.registries.personal_data import Author, By, Column, Erase, Table, Way
from candor.privacy.erasing.emptied import STAYS, nothing_for
from candor.privacy.erasing.steps import Everybody, Whom
from candor.privacy.redacting import Variants, redacted

ALL_ROWS = 1_000


class Rewriting:
    """Rewrites columns of rows, each by what stands in it and by who wrote it: a query to read, two to write."""

    def __init__(self, table: Table, columns: Mapping[str, Column], whom: Whom) -> None:
        self._fields = [
            (field, columns[str(field.column)])
            for field in table.model._meta.concrete_fields  # type: ignore[union-attr] # rows are of a model
            if field.column in columns
        ]
        self._place = table.name
        self._senders = [way for way in table.sender if way.by in {By.KEY, By.ADDRESS}]
        self._whom = whom

    def of(self, rows: models.QuerySet[Any]) -> None:
        """All of a batch at once: those that become alike, as most do, in one go, and the others in a second one."""
        groups: dict[str, list[Any]] = defaultdict(list)
        for row in self._with_senders(rows):
            if self._rewrite(row):
                groups[repr(self._values(row))].append(row)
        alike = max(groups.values(), key=len, default=[])
        if alike:
            rows.model._base_manager.filter(pk__in=[row.pk for row in alike]).update(**self._values(alike[0]))
        others = [row for group in groups.values() if group is not alike for row in group]
        rows.model._base_manager.bulk_update(others, [field.attname for field, _ in self._fields], batch_size=ALL_ROWS)

    def others_words(self, rows: models.QuerySet[Any]) -> Iterator[tuple[Any, list[tuple[str, Any]]]]:
        """The rows' columns, with their values, that stay without what names the person. One query, nothing written."""
        for row in self._with_senders(rows):
            spared = self._spared_columns(row)
            yield (
                row.pk,
                [(field.name, getattr(row, field.attname)) for field, answers in self._fields if answers in spared],
            )

    def _with_senders(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        named = {f"sender_{number}": models.F(way.through) for number, way in enumerate(self._senders)}
        annotated: models.QuerySet[Any] = rows.annotate(**named)
        return annotated

    def _values(self, row: Any) -> dict[str, Any]:
        return {field.attname: getattr(row, field.attname) for field, _answers in self._fields}

    def _rewrite(self, row: Any) -> bool:
        """Whether anything of the row is another thing now."""
        spared, differs = self._spared_columns(row), False
        variants = self._whom.variants_in(self._place, str(row.pk))
        for field, answers in self._fields:
            before = getattr(row, field.attname)
            after = _without(before, variants, field.max_length) if answers in spared else nothing_for(field)
            if before and after is not STAYS and after != before:
                setattr(row, field.attname, after)
                differs = True
        return differs

    def _is_by_somebody_else(self, row: Any) -> bool | None:
        """None where nobody knows."""
        for number, way in enumerate(self._senders):
            value = getattr(row, f"sender_{number}")
            if value not in {None, ""} and _counts_for(way, row):
                theirs = self._whom.subject.numbers if way.by is By.KEY else self._whom.subject.addresses
                return value not in theirs
        return None

    def _spared_columns(self, row: Any) -> list[Column]:
        """Where only the names go. Words whose author nobody knows are taken for the person's own, our staff's not."""
        if isinstance(self._whom, Everybody):
            return []
        by_others = self._is_by_somebody_else(row)
        return [
            answers
            for _field, answers in self._fields
            if answers.erase is not Erase.DELETE_ROW
            and (answers.author is Author.STAFF if by_others is None else by_others)
        ]


def _without(value: Any, variants: Variants, room: int | None) -> Any:
    """A short name makes room for a longer placeholder, so the end may have to go."""
    return _throughout(value, lambda text: redacted(text, variants)[:room])


def _counts_for(way: Way, row: Any) -> bool:
    """Whether the way holds for this row: what is shared with a team is no longer the words of who began it."""
    return all(str(getattr(row, column)).startswith(tuple(values)) for column, values in way.only.items())


def _throughout(value: Any, change: Callable[[str], str]) -> Any:
    """The same value with each text in it changed, however deep it stands."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_throughout(each, change) for each in value]
    if isinstance(value, dict):
        return {change(key): _throughout(each, change) for key, each in value.items()}
    return value
