"""Saving views, keeping them in one's own order, and deleting them with a way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from candor.helpdesk.models import Audience, Queue, SavedView, ViewPlace
from candor.helpdesk.refusals import Refused
from candor.helpdesk.rules.filters import Definition
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people.public import Person

UNDO_FOR = timedelta(days=30)
"""A deleted view can be brought back this long; then it is forgotten."""

SHARE = "helpdesk.view.share"


class MayNotShare(Refused):
    """Only who may share views gives one to others."""


@dataclass(frozen=True, slots=True)
class ViewDetails:
    """Everything about a view that can be changed. `queue` counts for the audience of a queue alone."""

    name: str
    audience: Audience
    definition: Definition
    queue: Queue | None = None


@transaction.atomic
def save_view(details: ViewDetails, *, by: Actor) -> SavedView:
    """Make a view. Pressing the button twice makes one. Raises MayNotShare."""
    _check(details, by)
    one_at_a_time("helpdesk.view")
    now, columns = clock.now(), _columns(details)
    twin = SavedView.objects.filter(owner=by.id, created_at__gt=a_moment_ago(), deleted_at=None, **columns).first()
    if twin is not None:
        return twin
    view = SavedView.objects.create(owner_id=by.id, created_at=now, changed_at=now, **columns)
    record("helpdesk.view.saved", view, by=by, audience=view.audience)
    return view


@transaction.atomic
def change_view(view: SavedView, details: ViewDetails, *, by: Actor) -> None:
    """Change the view for everybody who is offered it. Raises MayNotShare."""
    _check(details, by)
    was_shared = view.audience != Audience.MINE
    for name, value in _columns(details).items():
        setattr(view, name, value)
    if was_shared and view.audience == Audience.MINE:
        view.owner_id = by.id
    view.changed_at = clock.now()
    view.save()
    record("helpdesk.view.changed", view, by=by, audience=view.audience)


@transaction.atomic
def delete_view(view: SavedView, *, by: Actor) -> None:
    """Take the view away from everybody; `bring_back_view` undoes it. Deleting twice changes nothing."""
    if SavedView.objects.filter(pk=view.pk, deleted_at=None).update(deleted_at=clock.now()):
        ViewPlace.objects.filter(view=view).update(is_default=False)
        record("helpdesk.view.deleted", view, by=by, audience=view.audience)


@transaction.atomic
def bring_back_view(view: SavedView, *, by: Actor) -> None:
    """Undo the deletion. Doing it twice changes nothing."""
    if SavedView.objects.filter(pk=view.pk, deleted_at__isnull=False).update(deleted_at=None):
        record("helpdesk.view.brought_back", view, by=by, audience=view.audience)


@transaction.atomic
def pin_view(view: SavedView, person: Person, *, pinned: bool) -> None:
    """Keep the view before the others, or among them again. One's own tidiness: no fact is recorded."""
    ViewPlace.objects.update_or_create(view=view, person=person, defaults={"is_pinned": pinned})


@transaction.atomic
def open_first(view: SavedView | None, person: Person) -> None:
    """Let "Cases" open with this view; None: with the open cases, as it was."""
    ViewPlace.objects.filter(person=person, is_default=True).update(is_default=False)
    if view is not None:
        ViewPlace.objects.update_or_create(view=view, person=person, defaults={"is_default": True})


@transaction.atomic
def put_in_order(view_ids: Sequence[int], person: Person) -> None:
    """Keep the person's views in this order."""
    there = {place.view_id: place for place in ViewPlace.objects.filter(person=person)}
    new = []
    for position, view_id in enumerate(view_ids, start=1):
        if view_id in there:
            there[view_id].position = position
        else:
            new.append(ViewPlace(view_id=view_id, person=person, position=position))
    ViewPlace.objects.bulk_update(there.values(), ["position"])
    ViewPlace.objects.bulk_create(new)


def forget_deleted_views() -> None:
    """Forget the views whose deletion can no longer be undone."""
    SavedView.objects.filter(deleted_at__lt=clock.now() - UNDO_FOR).delete()


def _check(details: ViewDetails, by: Actor) -> None:
    if details.audience != Audience.MINE and not by.may(SHARE):
        raise MayNotShare


def _columns(details: ViewDetails) -> dict[str, object]:
    return {
        "name": details.name,
        "audience": details.audience,
        "queue": details.queue if details.audience == Audience.QUEUE else None,
        "definition": details.definition.as_json(),
    }
