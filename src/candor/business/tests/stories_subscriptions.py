"""What several tests of subscriptions begin with: support for Hafen AG, by Sam, or what is wished."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from candor.business.actions.subscriptions import Deal, NewSubscription, begin_subscription
from candor.business.models import Subscription
from candor.business.rules.terms import Span, Unit
from candor.business.tasks_subscriptions import keep_subscriptions
from candor.catalogue.models import Edition
from candor.catalogue.tests.stories import sold
from candor.kernel import clock
from candor.kernel.actor import SYSTEM, Actor
from candor.people.models import Organisation, Person

YEAR, MONTH = Span(1, Unit.YEAR), Span(1, Unit.MONTH)
NO_NOTICE = Span(0, Unit.MONTH)
FIRST = date(2026, 1, 1)
RENEWAL = date(2027, 1, 1)


def on(day: date, hour: int = 10) -> AbstractContextManager[None]:
    """That day, in the forenoon."""
    return clock.at(datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


def before(days: int) -> AbstractContextManager[None]:
    """So many days before the renewal of what began on the first of 2026."""
    return on(RENEWAL - timedelta(days=days))


def support() -> Edition:
    return Edition.objects.filter(sku="SUP-1").first() or sold("Support", "SUP-1", by=SYSTEM)


def begun(
    person: Person, organisation: Organisation | None = None, *, by: Actor = SYSTEM, day: date = FIRST, **more: Any
) -> Subscription:
    """A year of support for a hundred euros, from the first of January 2026 if not said otherwise."""
    deal = {"currency": "EUR", "term": YEAR, "notice": NO_NOTICE, "renews_itself": False, "price": Decimal(100)}
    said = {name: more.pop(name, value) for name, value in deal.items()}
    with on(day):
        made = begin_subscription(
            NewSubscription(
                person, organisation, more.pop("edition", None) or support(), more.pop("quantity", 2),
                more.pop("starts_on", day), Deal(**said), **more,
            ),
            by=by,
        )  # fmt: skip
    return Subscription.objects.select_related("person", "organisation", "edition__product").get(pk=made.pk)


def clock_comes_round() -> None:
    keep_subscriptions()
