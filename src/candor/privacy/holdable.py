"""What a legal hold can be about beside people and organisations. Slices above say so in their `panels.py`.

register_holdable("helpdesk.ticket", name=_("Case"), find=…, shown=…)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from candor.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing as a list shows it."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Holdable:
    """A kind of row. `find` gives the row's number for what somebody typed, None where they see no such thing."""

    kind: str
    name: Promise
    find: Callable[[Actor, str], int | None]
    shown: Callable[[Actor, Iterable[int]], Mapping[int, Shown]]


_kinds: dict[str, Holdable] = {}


def register_holdable(
    kind: str,
    *,
    name: Promise,
    find: Callable[[Actor, str], int | None],
    shown: Callable[[Actor, Iterable[int]], Mapping[int, Shown]],
) -> None:
    _kinds[kind] = Holdable(kind, name, find, shown)


def holdables() -> Mapping[str, Holdable]:
    return dict(_kinds)
