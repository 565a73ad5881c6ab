"""What the demo's customers buy by the year: due soon, overdue, renewing by itself, and one that is cancelled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from candor.business.public import (
    CancelKind,
    CancelledBy,
    Deal,
    Declared,
    DeclaredOnline,
    NewSubscription,
    Span,
    Subscription,
    Unit,
    after,
    begin_subscription,
    cancel_subscription,
    last_day_of_subscription,
    receive_declaration,
)
from candor.catalogue.public import Edition
from candor.helpdesk.demo import story
from candor.helpdesk.demo.company import Cast
from candor.helpdesk.demo.story import Entry
from candor.kernel.actor import ANONYMOUS
from candor.people.public import organisations_of

SELLER = "felix"
A_YEAR = Span(1, Unit.YEAR)
A_YEAR_AGO = Span(-1, Unit.YEAR)


def subscriptions_of_customers(cast: Cast, now: datetime) -> list[tuple[datetime, Callable[[], object]]]:
    """When each was begun, and cancelled."""
    happenings: list[tuple[datetime, Callable[[], object]]] = []
    begun: dict[str, Subscription] = {}
    for entry in story.subscriptions()["subscription"]:
        happenings.append((now - story.duration(entry["age"]), partial(_begin, cast, entry, now, begun)))
        if "cancelled" in entry:
            happenings.append((now - story.duration(entry["cancelled"]), partial(_cancel, cast, entry, begun)))
    declared = story.subscriptions()["declaration"]
    return happenings + [(now - story.duration(entry["age"]), partial(_declare, entry)) for entry in declared]


def _declare(entry: Entry) -> None:
    """Somebody cancels on the public site, and names no contract of ours exactly."""
    names = ("name", "email", "contract", "reason")
    said = DeclaredOnline(CancelKind.ORDINARY, **{name: entry[name] for name in names}, language="de")
    receive_declaration(said, by=ANONYMOUS)


def _begin(cast: Cast, entry: Entry, now: datetime, begun: dict[str, Subscription]) -> None:
    person = cast.people[entry["for"]]
    price = Decimal(entry["price"]) if "price" in entry else None
    notice = Span(entry.get("notice_months", 0), Unit.MONTH)
    deal = Deal("EUR", A_YEAR, notice, renews_itself=entry.get("renews_itself", False), price=price)
    new = NewSubscription(
        person,
        organisations_of([person.pk]).get(person.pk) if entry["of_company"] else None,
        Edition.objects.select_related("product").get(sku=entry["sku"]),
        entry["quantity"],
        after((now + timedelta(days=entry["renews_in"])).date(), A_YEAR_AGO),
        deal,
    )
    begun[entry["for"]] = begin_subscription(new, by=cast.actors[SELLER])


def _cancel(cast: Cast, entry: Entry, begun: dict[str, Subscription]) -> None:
    found = begun[entry["for"]]
    last = last_day_of_subscription(found, CancelKind.ORDINARY)
    said = Declared(CancelKind.ORDINARY, CancelledBy.STAFF, last, reason=entry["reason"])
    cancel_subscription(found, said, by=cast.actors[SELLER])
