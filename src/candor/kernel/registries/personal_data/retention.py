"""Retention keys: what a period belongs to. How long it is, the owner's rules say; some the software itself sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from candor.kernel.registries.personal_data.words import DeclarationError


@dataclass(frozen=True, slots=True)
class Retention:
    """`begins` says in words when the period begins. `period` is set where the software itself ends it, else None.

    What `goes_along` has no period of its own: it ends with the row that it belongs to.
    """

    key: str
    begins: str
    period: timedelta | None = None
    goes_along: bool = False

    @property
    def needs_rule(self) -> bool:
        """Whether the owner's rules alone say how long."""
        return self.period is None and not self.goes_along


_retentions: dict[str, Retention] = {}


def keep_from(key: str, begins: str, *, period: timedelta | None = None) -> None:
    """Declare a retention key. Without `period` the owner's retention rules say how long, and until then it stays."""
    _enter(Retention(key, begins, period))


def keep_along(key: str, begins: str) -> None:
    """Declare a retention key of what ends with the row that it belongs to, and never by a rule of its own."""
    _enter(Retention(key, begins, goes_along=True))


def retentions() -> Mapping[str, Retention]:
    return dict(_retentions)


def _enter(new: Retention) -> None:
    if _retentions.get(new.key, new) != new:
        raise DeclarationError(f"the retention key {new.key} is declared twice")
    _retentions[new.key] = new
