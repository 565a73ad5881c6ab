"""Guards: may this identifier be created, shown, written to? Upper floors (privacy, newsletters) answer.

An identifier is a normalised e-mail address or telephone number. Every guard must agree.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import StrEnum


class Ask(StrEnum):
    CREATE = "create"
    SHOW = "show"
    WRITE_TO = "write-to"
    ADVERTISE_TO = "advertise-to"
    ANSWER_ACT_OF = "answer-act-of"
    """Send what the owner's own act asks for, as a code or a confirmation, or what the privacy office writes."""


Guard = Callable[[Ask, str], bool]
GuardOfMany = Callable[[Ask, Collection[str]], set[str]]
"""Those of the identifiers to which it has nothing to object."""

_guards: dict[str, Guard] = {}
_of_many: dict[str, GuardOfMany] = {}


def register(name: str, guard: Guard, of_many: GuardOfMany | None = None) -> None:
    """`of_many` answers for many at once what `guard` answers for each; without it each is asked about."""
    _guards[name] = guard
    if of_many is not None:
        _of_many[name] = of_many


def allowed(ask: Ask, identifier: str) -> bool:
    """True when no guard objects."""
    return all(guard(ask, identifier) for guard in _guards.values())


def allowed_among(ask: Ask, identifiers: Collection[str]) -> set[str]:
    """Those of the identifiers to which no guard objects; each guard is asked once."""
    left = set(identifiers)
    for name, guard in _guards.items():
        of_many = _of_many.get(name)
        left = of_many(ask, left) if of_many else {each for each in left if guard(ask, each)}
    return left
