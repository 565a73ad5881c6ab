"""Orders in the Business Center: the list, one order, cancelling it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from candor.business import access_quotes as access
from candor.business import queries_quotes as queries
from candor.business.actions.drafts import NobodyToBill
from candor.business.actions.invoicing_orders import TO_INVOICE, NothingToInvoice, invoice_order
from candor.business.actions.orders import cancel_order
from candor.business.forms_quotes import CancelForm
from candor.business.lists import ORDERS
from candor.business.models import Order
from candor.business.models.invoices import WORK as BILL
from candor.business.models.quotes import WORK
from candor.business.models.subscriptions import WORK as WORK_SUBSCRIPTIONS
from candor.business.queries_subscriptions import lines_by_term
from candor.business.views.quotes import said
from candor.business.words_quotes import WAYS, order_state_of
from candor.kernel.http.request import Request
from candor.people.public import saved_views
from candor.ui.public import page


@require_safe
def orders(request: Request) -> HttpResponse:
    """Orders as a list, the latest first."""
    asked = request.GET.get("show", "")
    view = asked if asked in queries.ORDER_VIEWS else "to-invoice"
    after = request.GET.get("after", "")[:16]
    listing = queries.orders(request.actor, view, after)
    return page(
        request,
        "business/orders/list.html",
        rows=[(row, *order_state_of(row)) for row in listing.rows],
        chips=_chips(view),
        older=_address({"show": view, "after": listing.older}) if listing.older else "",
        newer=_address({"show": view}) if after else "",
        **saved_views(request, ORDERS, {"show": view}),
    )


@require_safe
def order(request: Request, ref: str) -> HttpResponse:
    """One order: what was ordered, by whom, and what of it is invoiced."""
    return _shown(request, access.readable_order(request.actor, ref))


@require_POST
def invoice(request: Request, ref: str) -> HttpResponse:
    """Begin an invoice with what was ordered."""
    found = access.readable_order(request.actor, ref)
    try:
        draft = invoice_order(found, by=request.actor)
    except NothingToInvoice:
        messages.error(request, _("This order is invoiced or cancelled."))
    except NobodyToBill:
        messages.error(request, _("This person’s data is restricted. Ask the privacy office."))
    else:
        return HttpResponseRedirect(reverse("business:invoice-draft", args=[draft.ref]), status=303)
    return HttpResponseRedirect(reverse("business:order", args=[found.ref]), status=303)


@require_POST
def cancel(request: Request, ref: str) -> HttpResponse:
    """Cancel it."""
    found = access.workable_order(request.actor, ref)
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, 422, form=form)
    if cancel_order(found, form.cleaned_data["reason"], by=request.actor):
        messages.success(request, _("The order is cancelled."))
    else:
        messages.error(request, _("Invoices stand against this order. Correct them first."))
    return HttpResponseRedirect(reverse("business:order", args=[found.ref]), status=303)


def _shown(request: Request, found: Order, status: int = 200, **more: Any) -> HttpResponse:
    access.note_look(request, found)
    ordered = found.quote.decided_version
    if ordered is None:
        raise Http404
    shape, words = order_state_of(found)
    return page(
        request,
        "business/orders/order.html",
        status=status,
        found=found,
        shape=shape,
        state=words,
        way=WAYS.get(found.quote.decided_way, ""),
        by_term=lines_by_term(found, request.actor) if request.actor.may(WORK_SUBSCRIPTIONS) else [],
        may_invoice=request.actor.may(BILL) and found.state in TO_INVOICE,
        may_cancel=request.actor.may(WORK) and found.state == "open",
        **said(ordered),
        **({"form": CancelForm()} | more),
    )


def _chips(view: str) -> list[dict[str, Any]]:
    words = {
        "to-invoice": pgettext("orders", "To invoice"),
        "invoiced": pgettext("orders", "Invoiced"),
        "cancelled": pgettext("orders", "Cancelled"),
        "all": pgettext("orders", "All"),
    }
    return [{"label": text, "url": _address({"show": name}), "current": name == view} for name, text in words.items()]


def _address(query: dict[str, str]) -> str:
    return f"{reverse('business:orders')}?{urlencode(query)}"
