"""Reminding staff of what they have to do, about leads and beside them: a mail and a bell on the morning of its day.

Whoever is handed a lead by a colleague is told so at once.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.urls import reverse

from candor.business.actions import ringing
from candor.business.models import FollowUp, Lead, LeadTask, Outcome
from candor.business.models.customers import FollowUpQuerySet
from candor.business.models.leads import WORK, LeadTaskQuerySet
from candor.kernel import clock, instance
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.kernel.registries.restricted import is_restricted
from candor.mail.public import TemplateClass, queue_mail
from candor.people.public import Person, primary_email, staff_people

TEMPLATE, HANDED = "business/mail/follow_up", "business/mail/lead_handed"
EARLIEST_HOUR = 7
"""By the clock of the house: nobody is reminded in the night."""


def due_tasks(today: date) -> LeadTaskQuerySet:
    """Open tasks of open leads whose day has come and of which nobody was reminded."""
    due = LeadTask.objects.open().filter(reminded_at=None, due_on__lte=today, lead__outcome=Outcome.OPEN)
    return due.exclude(assignee=None)


def due_follow_ups(today: date) -> FollowUpQuerySet:
    """The same beside leads: tasks about people and organisations."""
    return FollowUp.objects.open().filter(reminded_at=None, due_on__lte=today).exclude(assignee=None)


@transaction.atomic
def remind(task: LeadTask) -> bool:
    """Write to whoever does it, once; True where a mail goes out. Who left or may not see leads is not written to."""
    if not LeadTask.objects.open().filter(pk=task.pk, reminded_at=None).update(reminded_at=clock.now()):
        return False
    reader = _reader(task.assignee_id, about=task.lead.person_id)
    if reader is not None:
        ringing.tell_task_due(task)
    words = {"task": task.text, "lead": task.lead.name, "link": _page_of_lead(task.lead)}
    if reader is None or not _post(TEMPLATE, reader, task, words, JOB):
        return False
    record("business.task.reminded", task, by=JOB, lead=task.lead_id)
    return True


@transaction.atomic
def remind_of_follow_up(task: FollowUp) -> bool:
    """As `remind`, of a task about a person or an organisation."""
    if not FollowUp.objects.open().filter(pk=task.pk, reminded_at=None).update(reminded_at=clock.now()):
        return False
    reader = _reader(task.assignee_id, about=task.person_id)
    if reader is not None:
        ringing.tell_follow_up_due(task)
    words = {"task": task.text, "lead": task.name, "link": settings.INSTANCE.base_url + ringing.page_of(task)}
    if reader is None or not _post(TEMPLATE, reader, task, words, JOB):
        return False
    record("business.follow_up.reminded", task, by=JOB)
    return True


def tell_handed(lead: Lead, owner: int | None, *, by: Actor) -> None:
    """Tell a colleague that the lead is theirs from now on; whoever takes one oneself knows. In the action's own
    transaction.
    """
    reader = _reader(owner, about=lead.person_id) if owner != by.id and by.is_staff else None
    if reader is not None:
        ringing.tell_handed(lead, reader.pk, by=by)
        interest = lead.interest.partition("\n")[0][:200]
        _post(HANDED, reader, lead, {"lead": lead.name, "interest": interest, "link": _page_of_lead(lead)}, by)


def _reader(number: int | None, *, about: int | None) -> Person | None:
    """The colleague, if they still work with leads and the data of the person whom it is about may be used."""
    if number is None or (about is not None and is_restricted(about)):
        return None
    return staff_people(WORK).filter(pk=number).first()


def _page_of_lead(lead: Lead) -> str:
    return settings.INSTANCE.base_url + reverse("business:lead", args=[lead.ref])


def _post(template: str, reader: Person, about: Model, words: dict[str, str], by: Actor) -> bool:
    """Queue the mail in the reader's language; False where they have no address."""
    address = primary_email(reader)
    if not address:
        return False
    queue_mail(
        template,
        to=address,
        to_name=reader.name,
        language=reader.language or instance.current().language,
        about=about,
        context={"name": reader.name, **words},
        kind=TemplateClass.CONTRACT,
        by=by,
    )
    return True
