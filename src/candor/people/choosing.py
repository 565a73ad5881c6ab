"""What narrows an export beside the words of a search: slices above say so in their `panels.py` (sales: its filters).

A choice is read once, from the address that the list of the slice hands over, shown in words before anything is made,
and held against the rights of whoever asked when the file is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from candor.kernel.actor import Actor

LONGEST_CHOICE = 500
"""Characters of the part of an address that says what was chosen."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`said` is kept as JSON until the file is made; `words` tell it to people and stay with the export."""

    said: Any
    words: str


Read = Callable[[str, QueryDict, Actor], Choice | None]
"""Of a kind of export and the query of an address: what was chosen, None for nothing."""
Picks = Callable[[str, Any, Actor], Q]
"""Which rows what was said means now. What no longer means anything picks nobody."""


@dataclass(frozen=True, slots=True)
class Chooser:
    read: Read
    picks: Picks


_choosers: list[Chooser] = []


def register_chooser(chooser: Chooser) -> None:
    """Let a list that is shown elsewhere be handed out as it is shown. There is one."""
    _choosers[:] = [chooser]


def choice_in(kind: str, query: str, actor: Actor) -> Choice | None:
    """What the query of an address chooses of a kind."""
    if not query or len(query) > LONGEST_CHOICE or not _choosers:
        return None
    return _choosers[0].read(kind, QueryDict(query), actor)


def picked_by(kind: str, said: Any, actor: Actor) -> Q:
    """The rows that were chosen."""
    return _choosers[0].picks(kind, said, actor) if _choosers else Q(pk__in=())
