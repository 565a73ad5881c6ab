"""Reads of quotes and orders in the shape of their pages. No page counts a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import Q

from candor.business.models import Order, OrderState, Quote, QuoteState, QuoteVersion
from candor.business.models.orders import OrderQuerySet
from candor.business.models.quotes import QuoteQuerySet
from candor.business.queries_leads import today
from candor.business.rules.amounts import LineAmount, line_amount
from candor.business.rules.quotes import QuoteLine, line_from
from candor.catalogue.public import Edition
from candor.kernel.actor import Actor

PAGE = 50
VIEWS = ("open", "mine", "drafts", "expired", "accepted", "declined", "all")
ORDER_VIEWS = ("to-invoice", "invoiced", "cancelled", "all")
SHOWN = ("person", "organisation", "owner")
SOON = timedelta(days=14)
"""So long before its last day a quote without an answer stands on the start page."""


@dataclass(frozen=True, slots=True)
class QuoteListing:
    """One page. `older` names the one after which the next page begins, or is ""."""

    rows: list[Quote]
    older: str


@dataclass(frozen=True, slots=True)
class OrderListing:
    """One page. `older` names the one after which the next page begins, or is ""."""

    rows: list[Order]
    older: str


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with its place, counted from 1, and what it comes to."""

    place: int
    line: QuoteLine
    amount: LineAmount

    @property
    def price(self) -> Decimal:
        return self.line.price


def quotes(actor: Actor, view: str, after: str = "", of: str = "") -> QuoteListing:
    """A page of quotes, the latest step first; `of` names a person or an organisation. Two queries at most."""
    visible = Quote.objects.visible_to(actor)
    mark = visible.filter(ref=after).first() if after else None
    rows = of_view(visible, view, actor)
    if of:
        rows = rows.filter(Q(person__ref=of) | Q(organisation__ref=of))
    if mark is not None:
        rows = rows.filter(Q(touched_at__lt=mark.touched_at) | Q(touched_at=mark.touched_at, pk__lt=mark.pk))
    found = list(rows.select_related(*SHOWN).order_by("-touched_at", "-id")[: PAGE + 1])
    return QuoteListing(found[:PAGE], found[PAGE - 1].ref if len(found) > PAGE else "")


def running_out(actor: Actor, most: int) -> list[Quote]:
    """Quotes that nobody has answered and whose last day is near, by that day. One query."""
    day = today()
    rows = Quote.objects.visible_to(actor).filter(state=QuoteState.SENT, valid_until__range=(day, day + SOON))
    return list(rows.select_related(*SHOWN).order_by("valid_until", "id")[:most])


def my_drafts(actor: Actor, most: int) -> list[Quote]:
    """Quotes that the member of staff has begun and not sent, the latest first. One query."""
    rows = Quote.objects.visible_to(actor).filter(state=QuoteState.DRAFT, owner=actor.id)
    return list(rows.select_related(*SHOWN).order_by("-touched_at", "-id")[:most])


def orders(actor: Actor, view: str, after: str = "") -> OrderListing:
    """A page of orders, the latest first. Two queries at most."""
    visible = Order.objects.visible_to(actor)
    mark = visible.filter(ref=after).first() if after else None
    rows = orders_of_view(visible, view)
    if mark is not None:
        rows = rows.filter(Q(ordered_at__lt=mark.ordered_at) | Q(ordered_at=mark.ordered_at, pk__lt=mark.pk))
    found = list(rows.select_related("quote__person", "quote__organisation").order_by("-ordered_at", "-id")[: PAGE + 1])
    return OrderListing(found[:PAGE], found[PAGE - 1].ref if len(found) > PAGE else "")


def offered(actor: Actor, most: int = PAGE) -> list[Quote]:
    """What was sent to the customer, the latest first. One query."""
    rows = Quote.objects.offered_to(actor).select_related("organisation", "offered")
    return list(rows.order_by("-touched_at", "-id")[:most])


def shown_lines(version: QuoteVersion) -> list[ShownLine]:
    """Its lines with what each comes to."""
    lines = [line_from(said) for said in version.lines]
    return [ShownLine(place, line, line_amount(line.item(), version.currency)) for place, line in enumerate(lines, 1)]


def of_view(rows: QuoteQuerySet, view: str, actor: Actor) -> QuoteQuerySet:
    """Those that one of VIEWS shows."""
    narrowed: dict[str, Q] = {
        "mine": Q(owner=actor.id),
        "drafts": Q(state=QuoteState.DRAFT),
        "open": Q(state=QuoteState.SENT, valid_until__gte=today()),
        "expired": Q(state=QuoteState.SENT, valid_until__lt=today()),
        "accepted": Q(state=QuoteState.ACCEPTED),
        "declined": Q(state__in=(QuoteState.DECLINED, QuoteState.WITHDRAWN)),
    }
    return rows.filter(narrowed.get(view, Q()))


def orders_of_view(rows: OrderQuerySet, view: str) -> OrderQuerySet:
    """Those that one of ORDER_VIEWS shows."""
    states = {
        "to-invoice": (OrderState.OPEN, OrderState.PARTLY_INVOICED),
        "invoiced": (OrderState.INVOICED,),
        "cancelled": (OrderState.CANCELLED,),
    }
    return rows.filter(state__in=states[view]) if view in states else rows


def products_of(version: QuoteVersion) -> set[int]:
    """The products of the catalogue that its lines name. One query."""
    editions = {str(line.get("edition", "")) for line in version.lines} - {""}
    return set(Edition.objects.filter(ref__in=editions).values_list("product", flat=True)) if editions else set()
