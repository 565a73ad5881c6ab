"""What sales does by the clock."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from candor.business import queries_dunning as dunning_list
from candor.business import tasks_invoices, tasks_subscriptions, tasks_vat_checks
from candor.business.actions import dunning, dunning_round, notices, reminding
from candor.business.queries_leads import today
from candor.kernel import clock, instance
from candor.kernel.actor import JOB
from candor.kernel.jobs import task

MOST_AT_ONCE = 200

BESIDE_THEIR_VERBS = (
    tasks_invoices.deliver_letter,
    tasks_invoices.deliver_quote,
    tasks_invoices.make_papers,
    tasks_subscriptions.forget_old_contact_lists,
    tasks_subscriptions.keep_subscriptions,
    tasks_vat_checks.check_vat_numbers,
)  # fmt: skip
"""Jobs that an action asks for stand elsewhere; named here, the worker knows them."""


def tasks_should_be_told() -> bool:
    """Whether somebody is to be reminded now: saves a job where nobody is."""
    hour = clock.now().astimezone(ZoneInfo(instance.current().time_zone)).hour
    if hour < reminding.EARLIEST_HOUR:
        return False
    return reminding.due_tasks(today()).exists() or reminding.due_follow_ups(today()).exists()


@task(_("Remind sales of follow-ups"))
def remind_of_follow_ups() -> None:
    """Remind of the tasks whose day has come, each in its own short transaction. Comes round every few minutes."""
    due = reminding.due_tasks(today()).select_related("lead__person", "lead__organisation")
    for row in due.order_by("due_on", "id")[:MOST_AT_ONCE]:
        reminding.remind(row)
    beside = reminding.due_follow_ups(today()).select_related("person", "organisation")
    for task_beside in beside.order_by("due_on", "id")[:MOST_AT_ONCE]:
        reminding.remind_of_follow_up(task_beside)


def notices_should_go_out() -> bool:
    """Whether the last day of somebody who has to be told is near."""
    return notices.due_notices(today()).exists()


@task(_("Tell people of lists where their data comes from"))
def send_source_notices() -> None:
    """Send the notices whose last day is near, each in its own short transaction. Comes round every hour."""
    due = notices.due_notices(today()).select_related("person", "origin").order_by("notice_due_on", "id")
    for lead in due[:MOST_AT_ONCE]:
        try:
            notices.send_notice(lead, by=JOB)
        except notices.NowhereToWrite:  # staff see it on the start page, with the day
            continue


def letters_should_be_proposed() -> bool:
    """Whether the settings say so, and it is day at the house."""
    hour = clock.now().astimezone(ZoneInfo(instance.current().time_zone)).hour
    return hour >= reminding.EARLIEST_HOUR and dunning.dunning().proposes


@task(_("Propose dunning letters"))
def propose_dunning_letters() -> None:
    """Propose the letters that are due, each in its own short transaction; let them go where the settings say so."""
    for invoice in dunning_list.due_for_letter(today()):
        dunning_round.propose_and_send(invoice)
