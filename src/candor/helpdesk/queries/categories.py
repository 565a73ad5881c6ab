"""The category tree as pages show it. There are hundreds at most, so one query reads it whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import CharField

from candor.helpdesk.models import Category
from candor.helpdesk.rules.trees import full_names, in_reading_order
from candor.kernel.db.prepared import Given, Prepared


@dataclass(frozen=True, slots=True)
class Branch:
    """A category in its place. `full_name` begins with those above: "Printing › PDF"; `level` is 1 at the top."""

    category: Category
    full_name: str
    level: int


def tree() -> list[Branch]:
    """Every category, archived ones too, parents before children. One query."""
    categories = CATEGORIES.all()
    names = full_names(categories)
    return [Branch(each, names[each.pk], each.level) for each in in_reading_order(categories)]


CATEGORIES = Prepared(lambda: Category.objects.select_related("queue"))


def active_tree() -> list[Branch]:
    """The categories that new tickets may get. Archiving takes the whole branch, so none lacks its parent."""
    return [branch for branch in tree() if branch.category.archived_at is None]


class Entry(NamedTuple):
    """What a menu shows of a category."""

    pk: int
    ref: str
    name: str
    parent_id: int | None
    path: str


def active_names() -> list[tuple[str, str]]:
    """References and full names of what `active_tree` gives, for a menu: whole rows took three times as long."""
    entries = [Entry(*row) for row in ENTRIES.rows()]
    names = full_names(entries)
    return [(entry.ref, names[entry.pk]) for entry in in_reading_order(entries)]


ENTRIES = Prepared(lambda: Category.objects.active().values_list(*Entry._fields))


def active_category(ref: str) -> Category | None:
    """The one that new tickets may get by this reference, with its queue."""
    return ACTIVE_CATEGORY.one(ref=ref)


ACTIVE_CATEGORY = Prepared(
    lambda: Category.objects.active().select_related("queue").filter(ref=Given("ref", CharField()))
)


def offered_tree() -> list[Branch]:
    """What customers may choose: offered themselves, and so are all above them."""
    active = {branch.category.pk: branch for branch in active_tree()}
    offered: dict[int, Branch] = {}
    for key, branch in active.items():
        parent = branch.category.parent_id
        if branch.category.is_offered_to_customers and (parent is None or parent in offered):
            offered[key] = branch
    return list(offered.values())
