"""What sales does about a lead: notes, calls, tasks with their day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from candor.business.actions.leads import touch
from candor.business.actions.rights import approachable
from candor.business.models import EntryKind, Lead, LeadEntry, LeadTask, TaskKind
from candor.business.rules.leads import CHANNEL_OF
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.people.public import Person

TURN = "business.lead.work"


class NoRight(Exception):
    """Nobody recorded that we may approach this person by this channel."""


@dataclass(frozen=True, slots=True)
class NewTask:
    """What is to be done, on which day, by whom of us."""

    kind: TaskKind
    text: str
    due_on: date
    assignee: Person | None = None


@transaction.atomic
def note(lead: Lead, kind: EntryKind, text: str, *, by: Actor) -> LeadEntry:
    """Write down a note, a call or a meeting. Pressing the button twice notes it once."""
    one_at_a_time(TURN)
    same = LeadEntry.objects.filter(lead=lead, kind=kind, text=text, by=by.id, at__gt=a_moment_ago())
    if (twin := same.first()) is not None:
        return twin
    entry = LeadEntry.objects.create(lead=lead, kind=kind, text=text, by_id=by.id, at=clock.now())
    touch(lead)
    record("business.lead.noted", lead, by=by, kind=str(kind))
    return entry


@transaction.atomic
def plan_task(lead: Lead, new: NewTask, *, by: Actor) -> LeadTask:
    """Plan what is to be done. Pressing the button twice plans it once.

    Raises NoRight for a call or a mail to somebody who did not ask us, without a recorded right for that channel.
    """
    channel = CHANNEL_OF.get(new.kind)
    if channel is not None and channel not in approachable(lead):
        raise NoRight
    one_at_a_time(TURN)
    same = LeadTask.objects.open().filter(lead=lead, kind=new.kind, text=new.text, due_on=new.due_on, by=by.id)
    if (twin := same.filter(created_at__gt=a_moment_ago()).first()) is not None:
        return twin
    task = LeadTask.objects.create(
        lead=lead,
        kind=new.kind,
        text=new.text,
        due_on=new.due_on,
        assignee_id=new.assignee.pk if new.assignee is not None else by.id,
        by_id=by.id,
        created_at=clock.now(),
    )
    _next_follow_up(lead)
    record("business.task.planned", task, by=by, lead=lead.pk, kind=str(new.kind))
    return task


@transaction.atomic
def finish_task(task: LeadTask, *, by: Actor) -> bool:
    """It is done; True for the one who did it."""
    if not LeadTask.objects.open().filter(pk=task.pk).update(done_at=clock.now()):
        return False
    _next_follow_up(task.lead)
    record("business.task.done", task, by=by, lead=task.lead_id)
    return True


@transaction.atomic
def unfinish_task(task: LeadTask, *, by: Actor) -> bool:
    """It is still to be done after all; True for the one who said so."""
    if not LeadTask.objects.filter(pk=task.pk, done_at__isnull=False).update(done_at=None):
        return False
    _next_follow_up(task.lead)
    record("business.task.undone", task, by=by, lead=task.lead_id)
    return True


def _next_follow_up(lead: Lead) -> None:
    """Keep the day of the next open task on the lead."""
    first = LeadTask.objects.open().filter(lead=lead.pk).order_by("due_on", "id").values_list("due_on", flat=True)
    Lead.objects.filter(pk=lead.pk).update(follow_up_on=first.first())
    touch(lead)
