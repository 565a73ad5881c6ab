"""Values that a column takes as they are: preparing them changes nothing, and Django asks four methods to do it."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, CharField, Field, ForeignKey, IntegerField, TextField

_PLAIN: dict[type[Field[Any, Any]], type] = {CharField: str, TextField: str, IntegerField: int, BooleanField: bool}


def plain_types(field: Field[Any, Any]) -> frozenset[type]:
    """The types whose values the column takes as they are, a subclass's (an enum's) not among them."""
    held = field.target_field if isinstance(field, ForeignKey) else field
    plain = next((its for kind, its in _PLAIN.items() if isinstance(held, kind)), None)
    return frozenset() if plain is None else frozenset({plain, type(None)})
