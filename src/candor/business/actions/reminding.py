"""Reminding staff of what they have to do about leads: one mail for each task, on the morning of its day."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from candor.business.models import LeadTask, Outcome
from candor.business.models.leads import WORK, LeadTaskQuerySet
from candor.kernel import clock, instance
from candor.kernel.actor import JOB
from candor.kernel.audit import record
from candor.kernel.registries.restricted import is_restricted
from candor.mail.public import TemplateClass, queue_mail
from candor.people.public import Person, primary_email, staff_people

TEMPLATE = "business/mail/follow_up"
EARLIEST_HOUR = 7
"""By the clock of the house: nobody is reminded in the night."""


def due_tasks(today: date) -> LeadTaskQuerySet:
    """Open tasks of open leads whose day has come and of which nobody was reminded."""
    due = LeadTask.objects.open().filter(reminded_at=None, due_on__lte=today, lead__outcome=Outcome.OPEN)
    return due.exclude(assignee=None)


@transaction.atomic
def remind(task: LeadTask) -> bool:
    """Write to whoever does it, once; True where a mail goes out. Who left or may not see leads is not written to."""
    if not LeadTask.objects.open().filter(pk=task.pk, reminded_at=None).update(reminded_at=clock.now()):
        return False
    reader = staff_people(WORK).filter(pk=task.assignee_id).first() if task.assignee_id is not None else None
    hidden = task.lead.person_id is not None and is_restricted(task.lead.person_id)
    address = primary_email(reader) if reader is not None else ""
    if reader is None or hidden or not address:
        return False
    _post(task, reader, address)
    record("business.task.reminded", task, by=JOB, lead=task.lead_id)
    return True


def _post(task: LeadTask, reader: Person, address: str) -> None:
    queue_mail(
        TEMPLATE,
        to=address,
        to_name=reader.name,
        language=reader.language or instance.current().language,
        about=task,
        context={
            "name": reader.name,
            "task": task.text,
            "lead": task.lead.name,
            "link": settings.INSTANCE.base_url + reverse("business:lead", args=[task.lead.ref]),
        },
        kind=TemplateClass.CONTRACT,
        by=JOB,
    )
