"""How a copy of somebody's data speaks of tables: in which chapter, by which words, and what the person has seen.

Slices tell in `telling.py`. What is in a copy the map of personal data says, and nothing here adds to it or takes from
it: a table that nobody tells of is in the copy all the same, in the last chapter and under its own name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q
from django.utils.functional import Promise

from candor.kernel.registries.personal_data import Subject

Words = Mapping[Any, str | Promise]

FURTHER = "further"
"""The chapter of tables that nobody tells of. It stands last."""


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the Account Manager: chapters that a person thinks of together. `text` says what stands there.

    `title` and `text` speak to the person; `of_person` is the title where somebody of us reads of them.
    """

    key: str
    order: int
    title: str | Promise
    text: str | Promise
    icon: str
    of_person: str | Promise


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the copy as a person thinks of it. `text` says in a sentence what stands there.

    `group` is the part of the Account Manager that shows it.
    """

    key: str
    order: int
    title: str | Promise
    text: str | Promise
    group: str = FURTHER


@dataclass(frozen=True, slots=True)
class Telling:
    """One table. `order` is its place in the chapter and below its owner.

    `columns` are the words for its columns, `values` those for what stands in them, both by the column's name. `heads`
    names the columns whose values head a row, `left_out` those that say nothing to a person: they stand in the data.
    `seen` finds the rows whose texts the person wrote, or was sent or shown: they go out unchanged, and in all others
    the identifiers of other people are masked. `called` is the field by which a row of the house (a category, an
    organisation) is called where somebody's row points to it. `group` is set where the Account Manager shows the table
    in another group than its chapter.
    """

    chapter: str = FURTHER
    order: int = 1_000
    name: str | Promise = ""
    columns: Words = field(default_factory=dict)
    values: Mapping[str, Words] = field(default_factory=dict)
    heads: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    seen: Callable[[Subject], Q] | None = None
    called: str = ""
    group: str = ""


_groups: dict[str, Group] = {}
_chapters: dict[str, Chapter] = {}
_tellings: dict[str, Telling] = {}


def group(group: Group) -> None:
    _groups[group.key] = group


def chapter(chapter: Chapter) -> None:
    _chapters[chapter.key] = chapter


def tell(model: type[Model], telling: Telling) -> None:
    """Say how a copy speaks of the model's table."""
    _tellings[model._meta.db_table] = telling


def chapters() -> list[Chapter]:
    """All of them, in their order."""
    return sorted(_chapters.values(), key=lambda chapter: chapter.order)


def groups() -> list[Group]:
    """All of them, in their order."""
    return sorted(_groups.values(), key=lambda group: group.order)


def group_of(table: str) -> str:
    """The group in which the Account Manager shows a table; the last one for tables that nobody tells of."""
    telling = _tellings.get(table, Telling())
    key = telling.group or _chapters[telling.chapter].group
    return key if key in _groups else FURTHER


def telling_of(table: str) -> Telling:
    """What a slice told of the table; the plain one where none did."""
    return _tellings.get(table, Telling())


def everything(_subject: Subject) -> Q:
    """For `seen`: whatever stands in the table was written by the person or shown to them."""
    return Q()
