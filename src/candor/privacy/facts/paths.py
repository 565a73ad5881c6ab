"""How a table's rows lead to what may hold them: their people, the cases they stand in, organisations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from candor.kernel.registries.personal_data import By, Table, Way, table_of, tables
from candor.people.public import Organisation, Person
from candor.privacy.holdable import holdables

DEEPEST = 3
"""Foreign keys between a row and the case that it stands in: an attachment's message's case is two."""


def held_kinds() -> dict[type[models.Model], str]:
    """The models of what a hold can be about beside people and organisations, with their labels."""
    return {apps.get_model(kind): kind for kind in holdables()}


def paths_to_objects(model: type[models.Model], depth: int = DEEPEST) -> Iterator[tuple[str, str]]:
    """Look-ups that end at something holdable, each with its kind; `pk` for the thing itself."""
    kinds = held_kinds()
    if model in kinds:
        yield "pk", kinds[model]
        return
    for field in model._meta.concrete_fields if depth else ():
        target: Any = field.related_model
        if field.is_relation and target is not model and target not in {Person, Organisation}:
            for path, kind in paths_to_objects(target, depth - 1):
                yield (field.name if path == "pk" else f"{field.name}__{path}"), kind


def paths_to_organisations(model: type[models.Model]) -> tuple[str, ...]:
    """Direct foreign keys, and those of the thing that the row stands in."""
    found = _organisations_of(model)
    for path, kind in paths_to_objects(model):
        if path != "pk":
            found += [f"{path}__{name}" for name in _organisations_of(apps.get_model(kind))]
    return tuple(found)


def paths_to_company(model: type[models.Model]) -> tuple[str, ...]:
    """Those that say whether the thing belongs to an organisation, as a case does."""
    return tuple(
        name if path == "pk" else f"{path}__{name}"
        for path, kind in paths_to_objects(model)
        for name in _organisations_of(apps.get_model(kind))
    )


def single_ways(table: Table) -> list[Way]:
    """Ways that lead from a row to one person at most."""
    return [way for way in table.ways_to_people if way.through == "self" or not _is_many(table, way.through)]


def many_ways(table: Table) -> list[Way]:
    """Ways that lead to any number of people, as from a list that was taken in."""
    return [way for way in table.ways_to_people if way.through != "self" and _is_many(table, way.through)]


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
