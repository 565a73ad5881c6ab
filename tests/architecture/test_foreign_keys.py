"""Foreign keys point downwards like imports do. As strings ("people.Person") they escape every import linter."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from tests.architecture.house import floors, height


def upward_keys(models: list[type[Model]]) -> Iterator[str]:
    """The relations of these models that point to a slice which is not below their own."""
    slices = set().union(*floors())
    for model in models:
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            other = field.related_model
            if not isinstance(other, type) or other._meta.app_label not in slices:
                continue
            mine, theirs = model._meta.app_label, other._meta.app_label
            if mine != theirs and height(theirs) >= height(mine):
                yield f"{model._meta.label}.{field.name} points to {other._meta.label}"


def test_foreign_keys_point_downwards() -> None:
    ours = [model for model in apps.get_models() if model._meta.app_label in set().union(*floors())]
    assert ours, "no models found"
    assert not list(upward_keys(ours))


def test_every_app_of_the_house_is_on_a_floor() -> None:
    for config in apps.get_app_configs():
        if config.name.startswith("candor."):
            height(config.label)
