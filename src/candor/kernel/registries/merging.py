"""What follows when two records of a person or organisation become one: whatever points to them.

A slice need not register: every foreign key to the merged model follows by itself, so that a new table cannot be
forgotten. `stays` names the exceptions, `called` gives a reference the name under which a preview counts it. Slices do
both in `merging.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.apps import apps
from django.db import models
from django.utils.functional import Promise

Model = type[models.Model]


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key that follows. `label` is `slice.model.field`, which is how a merge remembers it."""

    model: Model
    field: str

    @property
    def key(self) -> tuple[str, str]:
        """Its table and column."""
        return self.model._meta.db_table, str(self.model._meta.get_field(self.field).column)  # type: ignore[union-attr] # a key has a column

    @property
    def label(self) -> str:
        return f"{self.model._meta.label_lower}.{self.field}"


@dataclass(frozen=True, slots=True)
class Once:
    """Rows of one record that differ from each other in `partners`, among those that meet `condition`."""

    partners: tuple[str, ...]
    condition: models.Q


_staying: set[tuple[Model, str]] = set()
_names: dict[tuple[Model, str], Promise] = {}


def stays(model: Model, field: str) -> None:
    """Leave these rows with the record that goes: it is about that very record, or an action of its own moves it."""
    _staying.add((model, field))


def called(model: Model, field: str, name: Promise) -> None:
    """Name what follows, in the plural, for people who preview a merge."""
    _names[model, field] = name


def references_to(target: Model) -> list[Reference]:
    """Every foreign key to the model that follows a merge, always in the same order."""
    return list(_references(target, frozenset(_staying)))


@lru_cache(maxsize=8)
def _references(target: Model, staying: frozenset[tuple[Model, str]]) -> tuple[Reference, ...]:
    """Worked out once: every step of a merge asks for them."""
    found = [
        Reference(model, field.name)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model is target and (model, field.name) not in staying
    ]
    return tuple(sorted(found, key=lambda reference: reference.label))


def reference_of(label: str) -> Reference:
    """The reference that a merge remembered; LookupError when no slice has it any more."""
    name, _, field = label.rpartition(".")
    return Reference(apps.get_model(name), field)


def names() -> Mapping[Reference, Promise]:
    return {Reference(model, field): name for (model, field), name in _names.items()}


def once_each(reference: Reference) -> list[Once]:
    """In what a record may have one row only, as the model's unique constraints say: following rows may meet a twin."""
    options, field = reference.model._meta, reference.field
    found = [
        Once(_others(constraint.fields, field), constraint.condition or models.Q())
        for constraint in options.constraints
        if isinstance(constraint, models.UniqueConstraint) and field in constraint.fields
    ]
    together = [Once(_others(fields, field), models.Q()) for fields in options.unique_together if field in fields]
    alone = [Once((), models.Q())] if getattr(options.get_field(field), "unique", False) else []
    return [*found, *together, *alone]


def _others(fields: Sequence[str], field: str) -> tuple[str, ...]:
    return tuple(name for name in fields if name != field)
