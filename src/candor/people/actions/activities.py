"""Noting calls, meetings and other things about a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people.actions.identifiers import refuse_the_erased
from candor.people.models import Activity, Organisation, Person


@transaction.atomic
def note_activity(person: Person, kind: str, text: str, *, at: datetime, by: Actor) -> Activity:
    """Write down what happened with the person at the moment `at`. Pressing the button twice notes it once.

    Raises Refused for a person who was erased.
    """
    refuse_the_erased(person)
    return _note({"person": person}, kind, text, at, by)


@transaction.atomic
def note_about_organisation(organisation: Organisation, kind: str, text: str, *, at: datetime, by: Actor) -> Activity:
    """As `note_activity`, about nobody in particular."""
    return _note({"organisation": organisation}, kind, text, at, by)


@transaction.atomic
def remove_activity(activity: Activity, *, by: Actor) -> None:
    """Forget it. Removing twice changes nothing."""
    number = activity.pk
    if Activity.objects.filter(pk=number).exists():
        about = {"person": activity.person_id, "organisation": activity.organisation_id}
        known = {name: value for name, value in about.items() if value is not None}
        record("people.activity.removed", activity, by=by, **known)
        Activity.objects.filter(pk=number).delete()


def _note(about: Mapping[str, Person | Organisation], kind: str, text: str, at: datetime, by: Actor) -> Activity:
    one_at_a_time("people.activity")
    same = Activity.objects.filter(**about, kind=kind, text=text, by=by.id, created_at__gt=a_moment_ago())
    if (twin := same.first()) is not None:
        return twin
    activity = Activity.objects.create(
        **about, kind=kind, text=text, happened_at=at, by_id=by.id, created_at=clock.now()
    )
    record("people.activity.noted", activity, by=by, kind=kind, **{name: row.pk for name, row in about.items()})
    return activity
