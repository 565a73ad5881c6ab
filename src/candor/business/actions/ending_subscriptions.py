"""Cancelling subscriptions: declared by customers or noted by staff, confirmed by mail, undone where it was wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from candor.business.actions.customers import plan_follow_up
from candor.business.actions.lead_work import NewTask
from candor.business.actions.quote_steps import withdraw_quote
from candor.business.models import (
    CancelKind,
    CancelledBy,
    Subscription,
    SubscriptionCancellation,
    SubscriptionState,
    TaskKind,
)
from candor.business.queries_leads import today
from candor.business.rules.terms import DAY, last_day_by_notice
from candor.kernel import clock, instance
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.mail.public import TemplateClass, queue_mail
from candor.people.public import Person, primary_email
from candor.ui.public import locale_of, long_date

TEMPLATE = "business/mail/cancelled"


@dataclass(frozen=True, slots=True)
class Declared:
    """What was declared, by whom, and the last day that follows of it."""

    kind: CancelKind
    way: CancelledBy
    ends_on: date
    name: str = ""
    reason: str = ""
    received_at: datetime | None = None
    """When it arrived, where that was not now."""


def last_day(
    subscription: Subscription, kind: CancelKind, wished_on: date | None = None, *, on: date | None = None
) -> date:
    """The last day, were it cancelled now, or `on` that day: at the earliest, or with the term of the wished day.

    What does not renew by itself ends with the term that was agreed last, whatever is wished.
    """
    arrived = on or today()
    if kind is CancelKind.EXTRAORDINARY:
        return arrived
    if not subscription.renews_itself:
        return subscription.renews_on - DAY
    begun, term, number = subscription.starts_on, subscription.term, subscription.terms
    first = last_day_by_notice(begun, term, number, subscription.notice, arrived)
    if wished_on is None or wished_on <= first:
        return first
    found = first
    while found < wished_on:
        number += 1
        found = max(first, last_day_by_notice(begun, term, number, subscription.notice, arrived))
    return found


@transaction.atomic
def cancel(subscription: Subscription, said: Declared, *, by: Actor) -> SubscriptionCancellation | None:
    """Note the declaration, and end what was agreed with its day. None where it is cancelled or has ended already."""
    present = Subscription.objects.select_for_update(of=("self",)).get(pk=subscription.pk)
    if present.state != SubscriptionState.ACTIVE:
        return None
    now = clock.now()
    noted = SubscriptionCancellation.objects.create(
        subscription=present,
        person_id=by.id if said.way == CancelledBy.ACCOUNT else present.person_id,
        kind=said.kind,
        way=said.way,
        name=said.name,
        reason=said.reason,
        received_at=said.received_at or now,
        ends_on=said.ends_on,
        by_id=by.id if said.way == CancelledBy.STAFF else None,
    )
    Subscription.objects.filter(pk=present.pk).update(
        state=SubscriptionState.CANCELLED, ends_on=said.ends_on, touched_at=now, quote=None, version=F("version") + 1
    )
    record("business.subscription.cancelled", present, by=by, cancellation=noted.pk, way=str(said.way))
    if present.quote is not None:
        withdraw_quote(present.quote, by=by)
    if said.way != CancelledBy.STAFF:
        _tell_owner(present, said.ends_on)
    return noted


@transaction.atomic
def undo_cancellation(subscription: Subscription, *, by: Actor) -> bool:
    """It goes on after all; True for the one who said so. One that has ended is begun anew instead."""
    cancelled = Subscription.objects.filter(pk=subscription.pk, state=SubscriptionState.CANCELLED)
    if not cancelled.update(
        state=SubscriptionState.ACTIVE, ends_on=None, touched_at=clock.now(), version=F("version") + 1
    ):  # fmt: skip
        return False
    SubscriptionCancellation.objects.filter(subscription=subscription, undone_at=None).update(undone_at=clock.now())
    record("business.subscription.cancellation_undone", subscription, by=by)
    return True


def confirm_by_mail(noted: SubscriptionCancellation, reader: Person | None, *, by: Actor) -> bool:
    """Confirm what came, when, and the last day (§ 312k Abs. 4 BGB); False where no address is known.

    Call within the transaction of the cancellation.
    """
    address = primary_email(reader) if reader is not None else ""
    kind = TemplateClass.ASKED_FOR if noted.way == CancelledBy.ACCOUNT else TemplateClass.CONTRACT
    if reader is None or not address:
        return False
    subscription = noted.subscription
    language = reader.language or instance.current().language
    local = noted.received_at.astimezone(ZoneInfo(instance.current().time_zone))
    with translation.override(language):
        said = {
            "name": reader.name,
            "number": subscription.number,
            "product": subscription.edition.name_in(language),
            "received": f"{long_date(local.date(), locale_of(language))}, {local:%H:%M}",
            "day": long_date(noted.ends_on, locale_of(language)),
            "words": noted.reason,
            "link": settings.INSTANCE.base_url + reverse("customer:subscription", args=[subscription.ref]),
        }
    queue_mail(
        TEMPLATE, to=address, to_name=reader.name, language=language, about=subscription, context=said, kind=kind, by=by
    )
    return True


def _tell_owner(subscription: Subscription, ends_on: date) -> None:
    """Whoever looks after it finds the customer's cancellation among their follow-ups."""
    customer = subscription.organisation or subscription.person
    if subscription.owner is None or customer is None:
        return
    language = subscription.owner.language or instance.current().language
    with translation.override(language):
        said = {"number": subscription.number, "day": long_date(ends_on, locale_of(language))}
        text = _("%(number)s was cancelled by the customer to %(day)s") % said
    plan_follow_up(customer, NewTask(TaskKind.OTHER, text, today(), subscription.owner), by=JOB)
