"""Noting calls, meetings and other things about a person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people.actions.identifiers import refuse_the_erased
from candor.people.models import Activity, Person


@transaction.atomic
def note_activity(person: Person, kind: str, text: str, *, at: datetime, by: Actor) -> Activity:
    """Write down what happened with the person at the moment `at`. Pressing the button twice notes it once.

    Raises Refused for a person who was erased.
    """
    refuse_the_erased(person)
    one_at_a_time("people.activity")
    same = Activity.objects.filter(person=person, kind=kind, text=text, by=by.id, created_at__gt=a_moment_ago())
    if (twin := same.first()) is not None:
        return twin
    activity = Activity.objects.create(
        person=person, kind=kind, text=text, happened_at=at, by_id=by.id, created_at=clock.now()
    )
    record("people.activity.noted", activity, by=by, kind=kind, person=person.pk)
    return activity


@transaction.atomic
def remove_activity(activity: Activity, *, by: Actor) -> None:
    """Forget it. Removing twice changes nothing."""
    number = activity.pk
    if Activity.objects.filter(pk=number).exists():
        record("people.activity.removed", activity, by=by, person=activity.person_id)
        Activity.objects.filter(pk=number).delete()
