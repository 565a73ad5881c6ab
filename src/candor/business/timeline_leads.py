"""What leads tell in the timelines: on their own page with the person's mail, and on people's and organisations'."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from candor.business.models import EntryKind, Lead, LeadEntry, LeadTask
from candor.business.models.leads import VIEW, LeadQuerySet
from candor.business.timeline_mail import mail_of_person
from candor.business.words_leads import ENTRIES
from candor.kernel.actor import Actor
from candor.kernel.registries.timeline import Entry, Window
from candor.people.public import Organisation, Person

STEPS, TASKS = "business.leadentry", "business.leadtask"
ICONS = {
    EntryKind.NOTE: "sticky-note",
    EntryKind.CALL: "phone",
    EntryKind.MEETING: "users",
    EntryKind.ENQUIRY: "send",
    EntryKind.MOVED: "arrow-right",
    EntryKind.WON: "check",
    EntryKind.LOST: "x",
    EntryKind.REOPENED: "undo-2",
    EntryKind.TOLD: "info",
}


def of_lead(actor: Actor, lead: Lead, window: Window) -> Sequence[Entry]:
    """Its steps, the tasks that were done, and the mail between its person and sales. At most four queries."""
    visible = Lead.objects.visible_to(actor).filter(pk=lead.pk)
    mails = mail_of_person(actor, lead.person, window) if lead.person is not None else []
    return [*_steps(visible, window, about=False), *_done(visible, window), *mails]


def of_person(actor: Actor, person: Person, window: Window) -> Sequence[Entry]:
    visible = Lead.objects.visible_to(actor).filter(person=person.pk)
    return _steps(visible, window, about=True) if actor.may(VIEW) else []


def of_organisation(actor: Actor, organisation: Organisation, window: Window) -> Sequence[Entry]:
    visible = Lead.objects.visible_to(actor).filter(organisation=organisation.pk)
    return _steps(visible, window, about=True) if actor.may(VIEW) else []


def _steps(among: LeadQuerySet, window: Window, *, about: bool) -> list[Entry]:
    rows = LeadEntry.objects.filter(lead__in=among).select_related("lead__person", "stage", "by")
    return [_step(row, about=about) for row in window.cut(rows, STEPS, "at")]


def _step(row: LeadEntry, *, about: bool) -> Entry:
    lead = row.lead
    who = row.by.name if row.by is not None else ""
    if row.kind == EntryKind.ENQUIRY and lead.person is not None:
        who = lead.person.name
    if row.stage is not None:
        text = _("moved it to “%(stage)s”") % {"stage": row.stage.name}
    else:
        text = str(ENTRIES[EntryKind(row.kind)])
    url = reverse("business:lead", args=[lead.ref]) if about else ""
    shown = lead.interest.partition("\n")[0][:80] if about else ""
    return Entry(row.at, STEPS, row.pk, ICONS[EntryKind(row.kind)], text, who, shown, url, row.text)


def _done(among: LeadQuerySet, window: Window) -> list[Entry]:
    rows = LeadTask.objects.filter(lead__in=among, done_at__isnull=False).select_related("assignee")
    return [
        Entry(
            task.done_at,
            TASKS,
            task.pk,
            "list-checks",
            _("did “%(task)s”") % {"task": task.text},
            task.assignee.name if task.assignee is not None else "",
        )
        for task in window.cut(rows, TASKS, "done_at")
        if task.done_at is not None
    ]
