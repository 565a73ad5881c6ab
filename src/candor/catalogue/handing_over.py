"""Who wants to know that somebody asked for a download. The floor above that follows up leads says so in `panels.py`.

register("business.leads", take=lead_of_download)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from candor.people.public import Person

_takers: dict[str, Callable[[Asked], None]] = {}


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked for what. `key` is the same whenever the same request is handed over."""

    person: Person
    what: str
    key: str
    notice_version: str


def register(name: str, *, take: Callable[[Asked], None]) -> None:
    """Call `take` once for each request, in a transaction of its own after the request's."""
    _takers[name] = take


def hand_over(asked: Asked) -> None:
    for take in _takers.values():
        take(asked)
