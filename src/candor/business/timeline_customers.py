"""What follow-ups tell in the timelines of people and organisations: those that were done."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from candor.business.models import FollowUp
from candor.business.models.customers import FollowUpQuerySet
from candor.business.models.leads import VIEW
from candor.business.words_leads import TASK_ICONS
from candor.kernel.actor import Actor
from candor.kernel.registries.timeline import Entry, Window
from candor.people.public import Organisation, Person

FOLLOW_UPS = "business.followup"


def of_person(actor: Actor, person: Person, window: Window) -> Sequence[Entry]:
    return _done(actor, FollowUp.objects.visible_to(actor).filter(person=person.pk), window)


def of_organisation(actor: Actor, organisation: Organisation, window: Window) -> Sequence[Entry]:
    return _done(actor, FollowUp.objects.visible_to(actor).filter(organisation=organisation.pk), window)


def _done(actor: Actor, rows: FollowUpQuerySet, window: Window) -> list[Entry]:
    """One query."""
    if not actor.may(VIEW):
        return []
    finished = rows.filter(done_at__isnull=False).select_related("assignee")
    return [_entry(task) for task in window.cut(finished, FOLLOW_UPS, "done_at")]


def _entry(task: FollowUp) -> Entry:
    who = task.assignee.name if task.assignee is not None else ""
    text = _("did “%(task)s”") % {"task": task.text}
    return Entry(task.done_at or task.created_at, FOLLOW_UPS, task.pk, TASK_ICONS[task.kind], text, who)
