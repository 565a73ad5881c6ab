"""Setting up the category tree."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from candor.helpdesk.models import Category, Queue
from candor.helpdesk.refusals import Refused
from candor.helpdesk.rules.trees import is_loop, is_too_deep, levels_of
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record


class CategoryLoop(Refused):
    """The category would stand below itself."""


class CategoryTooDeep(Refused):
    """The category, or one below it, would stand deeper than the last level."""


@dataclass(frozen=True, slots=True)
class CategoryDetails:
    """Everything about a category that can be changed."""

    name: str
    is_offered_to_customers: bool
    queue: Queue | None
    parent: Category | None = None


@transaction.atomic
def create_category(name: str, *, by: Actor, parent: Category | None = None) -> Category:
    """Make a category; below a parent it begins with the parent's queue. Pressing the button twice makes one.

    Raises CategoryTooDeep.
    """
    if parent is None:
        category, is_new = Category.objects.get_or_create(name=name, parent=None)
    else:
        _hold_tree()
        parent.refresh_from_db()
        if is_too_deep(parent, 1):
            raise CategoryTooDeep
        begins = {"path": parent.trail, "queue": parent.queue}
        category, is_new = Category.objects.get_or_create(name=name, parent=parent, defaults=begins)
    if is_new:
        record("helpdesk.category.created", category, by=by, parent=category.parent_id)
    return category


@transaction.atomic
def change_category(category: Category, details: CategoryDetails, *, by: Actor) -> None:
    """Change the category; with another parent it moves, and those below move with it.

    Raises CategoryLoop or CategoryTooDeep.
    """
    _hold_tree()
    category.refresh_from_db(fields=["parent", "path"])
    if details.parent is not None:
        details.parent.refresh_from_db(fields=["parent", "path"])
    _move(category, details.parent)
    category.name, category.queue = details.name, details.queue
    category.is_offered_to_customers = details.is_offered_to_customers
    category.save()
    record(
        "helpdesk.category.changed",
        category,
        by=by,
        offered=details.is_offered_to_customers,
        parent=category.parent_id,
    )


@transaction.atomic
def archive_category(category: Category, *, by: Actor) -> None:
    """Offer the category and those below it no more; tickets keep them. Doing it twice changes nothing."""
    if Category.objects.at_or_below(category).active().update(archived_at=clock.now()):
        record("helpdesk.category.archived", category, by=by)


@transaction.atomic
def restore_category(category: Category, *, by: Actor) -> None:
    """Offer the category again, and those above it, without which nobody would find it."""
    above = [int(key) for key in category.path.split("/") if key]
    archived = Category.objects.filter(pk__in=[*above, category.pk], archived_at__isnull=False)
    if archived.update(archived_at=None):
        record("helpdesk.category.restored", category, by=by)


def _hold_tree() -> None:
    """Only one moves branches at a time: two moves at once could make a ring of two branches."""
    list(Category.objects.select_for_update().order_by("pk").values_list("pk"))


def _move(category: Category, parent: Category | None) -> None:
    if category.parent_id == (parent.pk if parent is not None else None):
        return
    if is_loop(category, parent):
        raise CategoryLoop
    below, before = Category.objects.below(category), category.trail
    if is_too_deep(parent, levels_of(category, below)):
        raise CategoryTooDeep
    category.parent, category.path = parent, parent.trail if parent is not None else ""
    below.update(path=Concat(Value(category.trail), Substr(F("path"), len(before) + 1)))
