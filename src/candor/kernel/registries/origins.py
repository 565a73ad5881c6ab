"""How single rows came to us, in plain words, where a slice knows it better than the record of facts.

The map says from whom the values of a table come in general (`Author`); a slice registers here what its rows say of
themselves: the list of a vendor with its day, the form, the mail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.db.models import Model

Origins = Callable[[Sequence[str]], Mapping[str, str]]
"""By key, a sentence for the person whose row it is. One query; rows of which nothing is known are left out."""

_origins: dict[str, Origins] = {}


def register(model: type[Model], origins: Origins) -> None:
    """Let `origins` say it for rows of this model's table."""
    _origins[model._meta.db_table] = origins


def origins_of(table: str, keys: Sequence[str]) -> Mapping[str, str]:
    """What the slice of the table says; {} where it says nothing."""
    found = _origins.get(table)
    return found(keys) if found is not None else {}
