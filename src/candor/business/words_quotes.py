"""The words that people read for quotes and orders."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.business.actions.quote_steps import Missing
from candor.business.models import DecidedBy, Order, OrderState, Quote
from candor.business.queries_leads import today
from candor.business.rules.quotes import Standing, standing

STANDINGS: Mapping[str, Promise] = {
    Standing.DRAFT: pgettext_lazy("quote", "Draft"),
    Standing.SENT: pgettext_lazy("quote", "Sent"),
    Standing.EXPIRED: pgettext_lazy("quote", "Expired"),
    Standing.ACCEPTED: pgettext_lazy("quote", "Accepted"),
    Standing.DECLINED: pgettext_lazy("quote", "Declined"),
    Standing.WITHDRAWN: pgettext_lazy("quote", "Withdrawn"),
    Standing.SUPERSEDED: pgettext_lazy("quote", "Superseded"),
}
SHAPES: Mapping[str, str] = {
    Standing.DRAFT: "draft",
    Standing.SENT: "waiting",
    Standing.EXPIRED: "hold",
    Standing.ACCEPTED: "solved",
    Standing.DECLINED: "closed",
    Standing.WITHDRAWN: "closed",
    Standing.SUPERSEDED: "closed",
}
FOR_CUSTOMERS: Mapping[str, Promise] = {
    Standing.SENT: _("This quote waits for your answer."),
    Standing.EXPIRED: _("This quote has expired. Write to us if you would still like to order."),
    Standing.ACCEPTED: _("You have accepted this quote. Thank you for your order."),
    Standing.DECLINED: _("You have declined this quote."),
    Standing.WITHDRAWN: _("We have withdrawn this quote. Write to us if you have questions about it."),
    Standing.SUPERSEDED: _("There is a newer version of this quote. Please look for our latest mail about it."),
}
ORDERS: Mapping[str, Promise] = {
    OrderState.OPEN: pgettext_lazy("order", "Open"),
    OrderState.PARTLY_INVOICED: pgettext_lazy("order", "Partly invoiced"),
    OrderState.INVOICED: pgettext_lazy("order", "Invoiced"),
    OrderState.CANCELLED: pgettext_lazy("order", "Cancelled"),
}
ORDER_SHAPES: Mapping[str, str] = {
    OrderState.OPEN: "open",
    OrderState.PARTLY_INVOICED: "waiting",
    OrderState.INVOICED: "solved",
    OrderState.CANCELLED: "closed",
}
WAYS: Mapping[str, Promise] = {
    DecidedBy.ACCOUNT: _("in the Customer Center"),
    DecidedBy.LINK: _("by the link in our mail"),
    DecidedBy.STAFF: _("told us; written down by staff"),
}
MISSING: Mapping[Missing, Promise] = {
    Missing.LINES: _("Add at least one line before you send the quote."),
    Missing.DAY: _("The last day of the quote has passed. Choose a later one before you send it."),
    Missing.ADDRESS: _("No address of this person is known to which mail may go."),
    Missing.NOTHING_NEW: _("Everything is sent already."),
}


def standing_of(quote: Quote) -> Standing:
    """Where the quote stands today."""
    return standing(quote.state, quote.valid_until, today())


def state_of(quote: Quote) -> tuple[str, str]:
    """Where it stands, in the shape of the look and in words."""
    found = standing_of(quote)
    return SHAPES[found], str(STANDINGS[found])


def order_state_of(order: Order) -> tuple[str, str]:
    return ORDER_SHAPES[order.state], str(ORDERS[order.state])
