"""Retention keys: what a period belongs to. How long it is, the owner's rules say; some the software itself sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from candor.kernel.registries.personal_data.words import DeclarationError


@dataclass(frozen=True, slots=True)
class Retention:
    """`begins` says in words when the period begins. `period` is set where the software itself ends it, else None."""

    key: str
    begins: str
    period: timedelta | None = None


_retentions: dict[str, Retention] = {}


def keep_from(key: str, begins: str, *, period: timedelta | None = None) -> None:
    """Declare a retention key. Without `period` the owner's retention rules say how long, and until then it stays."""
    new = Retention(key, begins, period)
    if _retentions.get(key, new) != new:
        raise DeclarationError(f"the retention key {key} is declared twice")
    _retentions[key] = new


def retentions() -> Mapping[str, Retention]:
    return dict(_retentions)
