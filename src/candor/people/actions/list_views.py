"""Saving views of lists, naming them anew, sharing and removing them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.list_places import ListPlace
from candor.people.models.list_views import SHARE, ListView, OfferedTo


class ViewExists(Exception):
    """The person has another view of this name in this list."""


class MayNotShare(Exception):
    """Only who may share views gives one to others."""


@transaction.atomic
def save_list_view(
    place: ListPlace, name: str, asked: Mapping[str, str], audience: OfferedTo = OfferedTo.MINE, *, by: Actor
) -> ListView:
    """Save the filters under a name. The same twice is one view. Raises ViewExists and MayNotShare."""
    _check(audience, by)
    kept = place.asked(asked)
    try:
        with transaction.atomic():
            view = ListView.objects.create(
                place=place.name,
                name=name,
                audience=audience,
                owner_id=by.id,
                asked=kept,
                created_at=clock.now(),
            )
    except IntegrityError:
        there = ListView.objects.get(owner=by.id, place=place.name, name=name)
        if there.asked != kept or there.audience != audience:
            raise ViewExists from None
        return there
    record("people.list_view.saved", view, by=by, place=place.name, audience=audience)
    return view


@transaction.atomic
def change_list_view(view: ListView, name: str, audience: OfferedTo, *, by: Actor) -> None:
    """Name it anew, share it or take it back for oneself alone. Raises ViewExists and MayNotShare."""
    _check(audience, by)
    columns: dict[str, object] = {"name": name, "audience": audience}
    if view.is_shared and audience == OfferedTo.MINE:
        columns["owner"] = by.id
    try:
        with transaction.atomic():
            changed = ListView.objects.filter(pk=view.pk).exclude(name=name, audience=audience).update(**columns)
    except IntegrityError:
        raise ViewExists from None
    if changed:
        record("people.list_view.changed", view, by=by, place=view.place, audience=audience)


@transaction.atomic
def remove_list_view(view: ListView, *, by: Actor) -> None:
    """Forget the view, not what it shows. Removing twice changes nothing."""
    if ListView.objects.filter(pk=view.pk).exists():
        record("people.list_view.removed", view, by=by, place=view.place)
        ListView.objects.filter(pk=view.pk).delete()


def _check(audience: OfferedTo, by: Actor) -> None:
    if audience == OfferedTo.SHARED and not by.may(SHARE):
        raise MayNotShare
