"""Who else had to do with a row: the people whom a text that the person never saw may speak of.

They are found through the map: from the row up to what it hangs on (a note's case), and from there to everybody whom a
row of it names by number, address or name. Staff and colleagues in the person's organisations come on top.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Q

from candor.kernel.registries.personal_data import By, Column, Table, subject_model, tables

TOLD_BY = ("user.contact", "user.name")
"""Categories of columns that say who somebody is."""


@dataclass(slots=True)
class Circle:
    """People by number, and texts that name somebody."""

    numbers: set[int] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Source:
    """Rows of a table that hang on rows of a place by `through`; `people` and `texts` are fields that name somebody."""

    model: type[models.Model]
    through: str
    only: Q
    people: tuple[str, ...]
    texts: tuple[str, ...]


def circles(place: str, keys: Collection[str]) -> Mapping[str, Circle]:
    """By row of a place, who is named around it. One query for each table whose rows hang there, however many rows."""
    found: dict[str, Circle] = {key: Circle() for key in keys}
    for source in _sources(place):
        rows = source.model._base_manager.filter(source.only, **{f"{source.through}__in": list(keys)})
        for key, *named in rows.values_list(source.through, *source.people, *source.texts).iterator():
            circle = found[str(key)]
            circle.numbers.update(number for number in named[: len(source.people)] if number is not None)
            circle.texts.update(text for text in named[len(source.people) :] if text)
    return found


@cache
def _sources(place: str) -> tuple[_Source, ...]:
    table = tables().get(place)
    if table is None or table.model is None or table.model is subject_model():
        return ()
    return tuple(source for other in tables().values() for source in _hanging_on(other, table.model))


def _hanging_on(other: Table, model: type[models.Model]) -> Iterator[_Source]:
    """How rows of the other table hang on rows of the model; the model's own rows hang on themselves."""
    if other.model is None:
        return
    people, texts = _naming(other)
    if not people and not texts:
        return
    if other.model is model:
        yield _Source(model, "pk", Q(), people, texts)
        return
    for each in other.model._meta.concrete_fields:
        if each.related_model is model:
            yield _Source(other.model, each.name, Q(), people, texts)
    for way in other.ways:
        if way.by is By.OBJECT and way.to == model._meta.label_lower and "__" not in way.through:
            yield _Source(other.model, way.through, Q(**{way.kind: way.to}), people, texts)


def _naming(table: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a table that hold a person's number, and those that hold an address or name."""
    fields: list[Any] = list(table.model._meta.concrete_fields) if table.model else []
    people = tuple(each.attname for each in fields if each.related_model is subject_model())
    texts = tuple(
        each.name for each in fields if _tells_who(table.columns[str(each.column)]) and not each.related_model
    )
    return people, texts


def _tells_who(column: Column) -> bool:
    return column.category.startswith(TOLD_BY)
