"""What becomes of subscriptions by the clock. Each step is a short transaction of its own and may come twice."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from candor.business.actions import renewal_reminders as reminders
from candor.business.actions import renewal_work as work
from candor.business.actions import yearly_contacts
from candor.business.actions.leads import MayNotBeUsed
from candor.business.actions.subscriptions import take_planned_quantity
from candor.business.models import Subscription
from candor.business.models.subscriptions import SubscriptionQuerySet
from candor.kernel import clock, instance
from candor.kernel.actor import JOB
from candor.kernel.jobs import task

EARLIEST_HOUR = 7
"""By the clock of the house: nobody is reminded in the night."""
MOST_AT_ONCE = 500
MOST_TERMS = 120
"""So many terms that passed one round makes up for, as after a long standstill; the rest comes with the next."""


def subscriptions_are_due() -> bool:
    """Whether something is to be done: saves a job where nothing is."""
    hour = clock.now().astimezone(ZoneInfo(instance.current().time_zone)).hour
    if hour >= EARLIEST_HOUR and (reminders.due_reminders().exists() or work.due_quotes().exists()):
        return True
    return any(due().exists() for due in (work.due_changes, work.due_by_themselves, work.due_ends))


@task(_("Keep subscriptions"))
def keep_subscriptions() -> None:
    """Change planned quantities, renew what renews by itself, end what is over, make quotes, remind.

    What is over ends after what renews by itself, which goes on until its last day.
    """
    for row in _each(work.due_changes):
        take_planned_quantity(row, by=JOB)
    for row in _each(work.due_by_themselves):
        _catch_up(row)
    for row in _each(work.due_ends):
        work.end(row, by=JOB)
    if clock.now().astimezone(ZoneInfo(instance.current().time_zone)).hour < EARLIEST_HOUR:
        return
    for row in _each(work.due_quotes):
        try:
            work.quote_by_clock(row, by=JOB)
        except MayNotBeUsed:  # the person is restricted: sales see on the list that no quote was made
            continue
    for number in list(
        reminders.due_reminders().order_by("renews_on", "id").values_list("pk", flat=True)[:MOST_AT_ONCE]
    ):
        reminders.remind(number)


@task(_("Forget who took old lists of contacts out"))
def forget_old_contact_lists() -> None:
    """Delete what was noted of the yearly lists of contacts, once its year is over."""
    yearly_contacts.forget_old_exports()


def _each(due: Callable[[], SubscriptionQuerySet]) -> list[Subscription]:
    rows = due().select_related("person", "organisation", "owner", "edition__product")
    return list(rows.order_by("renews_on", "id")[:MOST_AT_ONCE])


def _catch_up(subscription: Subscription) -> None:
    """One term after the other, each billed by itself."""
    for _term in range(MOST_TERMS):
        if not work.renew_by_itself(subscription, by=JOB):
            return
        subscription.refresh_from_db(fields=["renews_on", "terms", "quantity", "next_quantity", "next_quantity_on"])
        if not work.due_by_themselves().filter(pk=subscription.pk).exists():
            return
