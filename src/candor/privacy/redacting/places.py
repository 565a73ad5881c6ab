"""Where a span stands: in every row, of whatever table, that has to do with certain things. The map says which.

Nothing here names a table: a row has to do with a case because a foreign key, or a kind and number, leads there. So a
table that is added tomorrow is in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from candor.kernel.db.prepared import GivenMany, Prepared, filling, room_for
from candor.kernel.registries.personal_data import Author, By, Row, Table, table_of, tables
from candor.privacy.redacting.replacing import redacted, times_in
from candor.privacy.redacting.variants import Variants

Things = Mapping[str, Collection[int]]
"""What it is about: numbers of rows by their kind, such as `helpdesk.ticket`."""


@dataclass(frozen=True, slots=True)
class Place:
    """A row in which it stands: its kind and number, and how often in each column."""

    kind: str
    number: int
    times: Mapping[str, int]


def places_of(variants: Variants, about: Things) -> Iterator[Place]:
    """Every row that has to do with these things and holds one of the variants. One query for each table."""
    for table in tables().values():
        for number, texts in _texts(table, about):
            times = {column: found for column, text in texts.items() if (found := _times(text, variants))}
            if times:
                yield Place(kind_of(table), number, times)


def redact_place(place: Place, variants: Variants) -> None:
    """Write the row without it. Doing so again changes nothing."""
    model: Any = apps.get_model(place.kind)
    row = model._base_manager.filter(pk=place.number)
    for values in row.values(*place.times):
        row.update(**{name: _without(model._meta.get_field(name), values[name], variants) for name in place.times})


def table_name(kind: str) -> str:
    return str(apps.get_model(kind)._meta.db_table)


def _texts(table: Table, about: Things) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The rows' texts by their field's name."""
    names = [field.name for field in text_fields(table)]
    things = {kind: tuple(numbers) for kind, numbers in about.items() if numbers}
    if not names or not things:
        return
    counts = frozenset((kind, room_for(numbers)) for kind, numbers in things.items())
    given = {kind: filling(numbers) for kind, numbers in things.items()}
    for number, *values in _TEXTS.each(table, counts, **given):
        yield number, dict(zip(names, values, strict=True))


def _texts_about(table: Table, counts: frozenset[tuple[str, int]]) -> QuerySet[Any]:
    """Of what has to do with so many things of each kind: a dozen tables are asked, and again after writing."""
    about: Any = {kind: GivenMany(kind, models.BigIntegerField(), count) for kind, count in counts}
    names = (field.name for field in text_fields(table))
    return rows_about(table, about).order_by("pk").values_list("pk", *names)


_TEXTS: Prepared[Any] = Prepared(_texts_about, shapes=1_000)


def text_fields(table: Table) -> Iterator[Any]:
    """The fields in which somebody's words stand: never an address, a hash or a choice."""
    for field in table.model._meta.concrete_fields if table.model else ():
        column = table.columns[str(field.column)]
        written = column.category.startswith("user.content") and column.author is not Author.SOFTWARE
        if written and isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices:
            yield field


def leads_to(table: Table, about: Things) -> bool:
    """Whether rows of the table can have to do with such things at all."""
    return _condition(table, about) is not None


def rows_about(table: Table, about: Things) -> QuerySet[Any]:
    """The rows of a table that have to do with these things."""
    model: Any = table.model
    condition = _condition(table, about)
    rows: QuerySet[Any] = model._base_manager.all()
    return rows.filter(condition) if condition is not None else rows.none()


def _condition(table: Table, about: Things) -> Q | None:
    if table.model is None:
        return None
    is_pointed_to = table.row is Row.REFCOUNT
    return _any(_pointing_to(table, about)) if is_pointed_to else _leading_to(table.model, about, ())


def _leading_to(model: type[models.Model], about: Things, above: tuple[type[models.Model], ...]) -> Q | None:
    """Whose foreign keys, or kind and number, lead to one of the things; None where no way does."""
    if model._meta.label_lower in about:
        return Q(pk__in=about[model._meta.label_lower])
    if model in above or model._meta.db_table not in tables():
        return None
    further = (*above, model)
    ways = [(Q(), field.name, field.related_model) for field in model._meta.concrete_fields if field.related_model]
    named = (way for way in table_of(model).ways if way.by is By.OBJECT and "__" not in way.through)
    ways += [(Q(**{way.kind: way.to}), way.through, apps.get_model(way.to)) for way in named]
    return _any(_through(*way, about, further) for way in ways)


def _through(
    only: Q, name: str, target: Any, about: Things, above: tuple[type[models.Model], ...]
) -> Q | None:  # fmt: skip
    condition = _leading_to(target, about, above)
    if condition is None:
        return None
    return only & Q(**{f"{name}__in": target._base_manager.filter(condition).values("pk")})


def _pointing_to(table: Table, about: Things) -> Iterator[Q | None]:
    """For rows that belong to those that point to them, as files do."""
    for other in tables().values():
        for field in other.model._meta.concrete_fields if other.model else ():
            if field.related_model is table.model and other.model is not None:
                condition = _leading_to(other.model, about, ())
                if condition is not None:
                    yield Q(pk__in=other.model._base_manager.filter(condition).values(field.name))


def _any(conditions: Iterator[Q | None]) -> Q | None:
    known = [condition for condition in conditions if condition is not None]
    return reduce(or_, known) if known else None


def kind_of(table: Table) -> str:
    """What rows of the table are called elsewhere: `helpdesk.ticket`; "" where it has no model."""
    return str(table.model._meta.label_lower) if table.model else ""


def _times(value: Any, variants: Variants) -> int:
    match value:
        case str():
            return times_in(value, variants)
        case dict():
            return sum(_times(each, variants) for each in value.values())
        case list():
            return sum(_times(each, variants) for each in value)
        case _:
            return 0


def _without(field: Any, value: Any, variants: Variants) -> Any:
    match value:
        case str():
            return redacted(value, variants)[: field.max_length]
        case dict():
            return {name: _without(field, each, variants) for name, each in value.items()}
        case list():
            return [_without(field, each, variants) for each in value]
        case _:
            return value
