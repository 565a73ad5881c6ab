"""How a table's rows lead to what may hold them: their people, the cases they stand in, organisations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models

from candor.kernel.registries.personal_data import By, Table, Way, table_of, tables
from candor.people.public import Organisation, Person
from candor.privacy.holdable import holdables

DEEPEST = 3
"""Foreign keys between a row and the case that it stands in: an attachment's message's case is two."""


@dataclass(frozen=True, slots=True)
class Paths:
    """Look-ups from a model: to things that may be held, each with its kind, to organisations, to a thing's company."""

    objects: tuple[tuple[str, str], ...]
    organisations: tuple[str, ...]
    company: tuple[str, ...]


def held_kinds() -> dict[type[models.Model], str]:
    """The models of what a hold can be about beside people and organisations, with their labels."""
    return {apps.get_model(kind): kind for kind in holdables()}


def paths_to_objects(model: type[models.Model]) -> tuple[tuple[str, str], ...]:
    """Look-ups that end at something holdable, each with its kind; `pk` for the thing itself."""
    return _paths(model, tuple(holdables())).objects


def paths_to_organisations(model: type[models.Model]) -> tuple[str, ...]:
    """Direct foreign keys, and those of the thing that the row stands in."""
    return _paths(model, tuple(holdables())).organisations


def paths_to_company(model: type[models.Model]) -> tuple[str, ...]:
    """Those that say whether the thing belongs to an organisation, as a case does."""
    return _paths(model, tuple(holdables())).company


@cache
def _paths(model: type[models.Model], kinds: tuple[str, ...]) -> Paths:
    """Worked out once for a model: every row of every batch asks for it."""
    objects = tuple(_to_objects(model, {apps.get_model(kind): kind for kind in kinds}, DEEPEST))
    beyond = [(path, _organisations_of(apps.get_model(kind))) for path, kind in objects]
    further = [f"{path}__{name}" for path, names in beyond if path != "pk" for name in names]
    company = [name if path == "pk" else f"{path}__{name}" for path, names in beyond for name in names]
    return Paths(objects, (*_organisations_of(model), *further), tuple(company))


def _to_objects(
    model: type[models.Model], kinds: Mapping[type[models.Model], str], depth: int
) -> Iterator[tuple[str, str]]:  # fmt: skip
    if model in kinds:
        yield "pk", kinds[model]
        return
    for field in model._meta.concrete_fields if depth else ():
        target: Any = field.related_model
        if field.is_relation and target is not model and target not in {Person, Organisation}:
            for path, kind in _to_objects(target, kinds, depth - 1):
                yield (field.name if path == "pk" else f"{field.name}__{path}"), kind


@cache
def single_ways(table: Table) -> tuple[Way, ...]:
    """Ways that lead from a row to one person at most."""
    return tuple(way for way in table.ways_to_people if way.through == "self" or not _is_many(table, way.through))


@cache
def many_ways(table: Table) -> tuple[Way, ...]:
    """Ways that lead to any number of people, as from a list that was taken in."""
    return tuple(way for way in table.ways_to_people if way.through != "self" and _is_many(table, way.through))


def object_ways(table: Table) -> list[Way]:
    """Ways over kind and number of a row elsewhere, as of a mail about a message."""
    return [way for way in table.ways if way.by is By.OBJECT]


def address_ways(table: Table) -> list[Way]:
    return [way for way in table.ways if way.by is By.ADDRESS]


def end_of(way: Way) -> str:
    """The way as a look-up."""
    return "pk" if way.through == "self" else way.through


def pointing_at(table: Table) -> Iterator[tuple[Table, str]]:
    """Tables of people with a foreign key to this one, and the key's name."""
    for other in tables().values():
        for field in other.model._meta.concrete_fields if other.model and other.is_personal else ():
            if field.related_model is table.model and other.model is not table.model:
                yield other, field.name


def table_with(label: str) -> Table:
    return table_of(apps.get_model(label))


def _organisations_of(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.related_model is Organisation]


def _is_many(table: Table, path: str) -> bool:
    model: Any = table.model
    for name in path.split("__"):
        field = model._meta.get_field(name)
        if field.one_to_many or field.many_to_many:
            return True
        model = field.related_model
    return False
