"""Guards: may this identifier be created, shown, written to? Upper floors (privacy, newsletters) answer.

An identifier is a normalised e-mail address or telephone number. Every guard must agree.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Ask(StrEnum):
    CREATE = "create"
    SHOW = "show"
    WRITE_TO = "write-to"
    ADVERTISE_TO = "advertise-to"
    ANSWER_ACT_OF = "answer-act-of"
    """Send what the owner's own act asks for, as a code or a confirmation, or what the privacy office writes."""


Guard = Callable[[Ask, str], bool]

_guards: dict[str, Guard] = {}


def register(name: str, guard: Guard) -> None:
    _guards[name] = guard


def allowed(ask: Ask, identifier: str) -> bool:
    """True when no guard objects."""
    return all(guard(ask, identifier) for guard in _guards.values())
