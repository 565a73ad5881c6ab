"""The rules of the category tree: how deep it is, what may stand where, in which order it is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from candor.helpdesk.models import Category

MOST_LEVELS = 4
BETWEEN = " › "
"""Stands between the names on the way down to a category."""


class Named(Protocol):
    """What the order and the names of a tree need of a category."""

    @property
    def pk(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def parent_id(self) -> int | None: ...
    @property
    def path(self) -> str: ...


Kind = TypeVar("Kind", bound=Named)


def is_loop(category: Category, parent: Category | None) -> bool:
    """Would the category stand below itself?"""
    return parent is not None and (parent.pk == category.pk or parent.path.startswith(category.trail))


def is_too_deep(parent: Category | None, levels: int) -> bool:
    """Would a branch of so many levels reach beyond the last one below this parent?"""
    return (parent.level if parent is not None else 0) + levels > MOST_LEVELS


def levels_of(category: Category, below: Iterable[Category]) -> int:
    """How many levels the category and those below it take."""
    return max((each.level for each in below), default=category.level) - category.level + 1


def in_reading_order(categories: Iterable[Kind]) -> list[Kind]:
    """Parents before their children, each level by name. One whose parent is not among them stands at the top."""
    known = list(categories)
    keys = {category.pk for category in known}
    children: dict[int | None, list[Kind]] = defaultdict(list)
    for category in sorted(known, key=lambda each: each.name.casefold()):
        children[category.parent_id if category.parent_id in keys else None].append(category)
    order: list[Kind] = []
    ahead = children[None][::-1]
    while ahead:
        category = ahead.pop()
        order.append(category)
        ahead += children[category.pk][::-1]
    return order


def full_names(categories: Sequence[Named]) -> dict[int, str]:
    """The names with those above them, by id: "Printing › PDF". The ones above must be among the categories."""
    names = {category.pk: category.name for category in categories}
    return {
        category.pk: BETWEEN.join([*(names[key] for key in _ids_above(category) if key in names), category.name])
        for category in categories
    }


def _ids_above(category: Named) -> list[int]:
    return [int(key) for key in category.path.split("/") if key]
