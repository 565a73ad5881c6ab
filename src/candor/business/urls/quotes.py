"""Addresses of quotes and orders in the Business Center. A verb has its own address and takes POST only."""

from __future__ import annotations

from django.urls import URLPattern

from candor.business.models.invoices import WORK as BILL
from candor.business.models.quotes import VIEW, WORK
from candor.business.views import orders, quotes
from candor.business.views import quote_verbs as verbs
from candor.kernel.http.routes import route, staff

SEES, WORKS = staff(VIEW), staff(WORK)
QUOTE = "quotes/<slug:ref>"
LINE = f"{QUOTE}/lines/<int:place>"

urlpatterns: list[URLPattern] = [
    route("quotes/", quotes.quotes, name="quotes", policy=SEES),
    route("quotes/new/", quotes.new_quote, name="new-quote", policy=WORKS),
    route(f"{QUOTE}/", quotes.quote, name="quote", policy=SEES),
    route(f"{QUOTE}/versions/<int:number>/", quotes.version, name="quote-version", policy=SEES),
    route(f"{QUOTE}/versions/<int:number>/paper/", quotes.paper, name="quote-paper", policy=SEES),
    route(f"{QUOTE}/terms/", verbs.terms, name="quote-terms", policy=WORKS),
    route(f"{QUOTE}/lines/", verbs.add_line, name="quote-add-line", policy=WORKS),
    route(f"{LINE}/", verbs.change_line, name="quote-line", policy=WORKS),
    route(f"{LINE}/removal/", verbs.remove_line, name="quote-remove-line", policy=WORKS),
    route(f"{LINE}/up/", verbs.raise_line, name="quote-raise-line", policy=WORKS),
    route(f"{QUOTE}/removal/", verbs.drop, name="quote-drop", policy=WORKS),
    route(f"{QUOTE}/sending/", verbs.send, name="quote-send", policy=WORKS),
    route(f"{QUOTE}/withdrawal/", verbs.withdraw, name="quote-withdraw", policy=WORKS),
    route(f"{QUOTE}/acceptance/", verbs.accept, name="quote-accept", policy=WORKS),
    route(f"{QUOTE}/refusal/", verbs.decline, name="quote-decline", policy=WORKS),
    route("orders/", orders.orders, name="orders", policy=SEES),
    route("orders/<slug:ref>/", orders.order, name="order", policy=SEES),
    route("orders/<slug:ref>/invoicing/", orders.invoice, name="order-invoice", policy=staff(BILL)),
    route("orders/<slug:ref>/cancellation/", orders.cancel, name="order-cancel", policy=WORKS),
]
