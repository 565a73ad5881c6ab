"""Reminding customers of renewals in steps: one mail for each step of each renewal, and never an old one late.

It concerns a contract that they have (Art. 6 Abs. 1 Buchst. b DSGVO) and advertises nothing, so an objection to
advertising does not hold it back.
"""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import translation

from candor.business.actions.subscription_settings import settings_now, steps_by_product
from candor.business.actions.subscriptions import contact_of
from candor.business.models import ReminderFate, Subscription, SubscriptionReminder
from candor.business.models.subscriptions import SubscriptionQuerySet
from candor.business.queries_leads import today
from candor.business.rules.terms import last_notice_day, step_on, steps_from, windows
from candor.kernel import clock, instance
from candor.kernel.actor import JOB
from candor.kernel.audit import record
from candor.kernel.db.inserting import insert_unless_there
from candor.mail.public import TemplateClass, queue_mail
from candor.people.public import Person, may_write_to, primary_email
from candor.ui.public import locale_of, long_date

RENEWAL, BY_ITSELF, OVERDUE = (
    f"business/mail/{name}" for name in ("renewal", "renewal_by_itself", "renewal_overdue")
)  # fmt: skip


def due_reminders() -> SubscriptionQuerySet:
    """Those of which a step has come and was not taken: for each the latest step alone. One condition a step."""
    present = settings_now()
    if not present.is_reminding:
        return Subscription.objects.none()
    own = steps_by_product()
    due = [_others(own) & each for each in _conditions(steps_from(present.steps))]
    for steps in set(own.values()):
        of_these = Q(edition__product__in=[product for product, its in own.items() if its == steps])
        due += [of_these & each for each in _conditions(steps)]
    return Subscription.objects.active().filter(reduce(or_, due)) if due else Subscription.objects.none()


@transaction.atomic
def remind(number: int) -> bool:
    """Take the step that is due, once; True where a mail goes out."""
    rows = due_reminders().select_related("person", "organisation", "edition__product")
    subscription = rows.filter(pk=number).first()
    step = step_on(_steps_of(subscription), subscription.renews_on, today()) if subscription else None
    if subscription is None or step is None:
        return False
    reader = contact_of(subscription)
    address = primary_email(reader) if reader is not None else ""
    is_late = subscription.renews_on - timedelta(days=step) < subscription.known_from
    fate = ReminderFate.LATE if is_late else ReminderFate.SENT if may_write_to(address) else ReminderFate.NOWHERE
    taken = SubscriptionReminder(
        subscription=subscription, renews_on=subscription.renews_on, step=step, fate=fate, at=clock.now()
    )
    if not insert_unless_there(taken) or reader is None or fate != ReminderFate.SENT:
        return False
    _post(subscription, reader, address)
    record("business.subscription.reminded", subscription, by=JOB, step=step)
    return True


def _others(own: dict[int, tuple[int, ...]]) -> Q:
    """What follows the settings."""
    return ~Q(edition__product__in=list(own)) if own else Q()


def _conditions(steps: tuple[int, ...]) -> list[Q]:
    """One for each step: that it is the latest that has come, and was not taken."""
    of_this = SubscriptionReminder.objects.filter(subscription=OuterRef("pk"), renews_on=OuterRef("renews_on"))
    day = today()
    return [
        Q(
            Q() if step > 0 else Q(renews_itself=False),
            ~Exists(of_this.filter(step=step)),
            renews_on__gte=day + timedelta(days=least),
            renews_on__lte=day + timedelta(days=step),
        )
        for step, least in windows(steps)
    ]


def _steps_of(subscription: Subscription) -> tuple[int, ...]:
    own = steps_by_product().get(subscription.edition.product_id)
    return steps_from(settings_now().steps) if own is None else own


def _post(subscription: Subscription, reader: Person, address: str) -> None:
    language = reader.language or instance.current().language
    notice = last_notice_day(subscription.renews_on, subscription.notice)
    locale = locale_of(language)
    with translation.override(language):
        said = {
            "name": reader.name,
            "number": subscription.number,
            "product": subscription.edition.name_in(language),
            "day": long_date(subscription.renews_on, locale),
            "notice": long_date(notice, locale),
            "link": settings.INSTANCE.base_url + reverse("customer:subscription", args=[subscription.ref]),
        }
    queue_mail(
        _template(subscription),
        to=address,
        to_name=reader.name,
        language=language,
        about=subscription,
        context=said,
        kind=TemplateClass.CONTRACT,
        by=JOB,
    )


def _template(subscription: Subscription) -> str:
    if subscription.renews_itself:
        return BY_ITSELF
    return OVERDUE if subscription.renews_on < today() else RENEWAL
