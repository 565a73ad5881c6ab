"""Programs read orders, which accepted quotes become, and cancel those of which nothing is invoiced."""

from __future__ import annotations

from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from candor.business import access_quotes as access
from candor.business import queries_quotes as queries
from candor.business.actions.orders import cancel_order
from candor.business.api.operations import ORDERS
from candor.business.api.quote_lines import lines_out
from candor.business.api.quote_schemas import CancellationIn, OrderOut, OrderRow
from candor.business.api.quotes import READ, WRITE
from candor.business.api.schemas import named
from candor.business.forms_quotes import CancelForm
from candor.business.models import Order, OrderState
from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import tagged, version_of
from candor.kernel.api.looks import note_people
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import Named, PathRef
from candor.kernel.http.problems import Problem
from candor.people.public import Person

ONE = "orders/{slug:ref}"
Show = Literal["to-invoice", "invoiced", "cancelled", "all"]


@ORDERS.read("orders", scope=READ, response=Page[OrderRow], summary="List orders", is_one=False)
def list_orders(request: HttpRequest, show: Show = "to-invoice", limit: Limit = 50, cursor: After = "") -> Any:
    """The latest first."""
    asking: Any = request
    rows = queries.orders_of_view(Order.objects.visible_to(asking.actor), show)
    rows = rows.select_related("quote__person", "quote__organisation")
    page, later = page_by(request, rows, ("-ordered_at", "-id"), limit, cursor)
    note_people(request, Person.objects.filter(pk__in=[order.quote.person_id for order in page]))
    return Page[OrderRow](items=[OrderRow(**_row(order)) for order in page], next=later)


@ORDERS.read(ONE, scope=READ, is_tagged=True, response=OrderOut, summary="Read an order")
def read_order(request: HttpRequest, ref: PathRef) -> OrderOut:
    """What was ordered, and how far it is invoiced. The look is noted for its person."""
    asking: Any = request
    return _shown(asking, access.readable_order(asking.actor, ref))


@ORDERS.write(
    "POST",
    f"{ONE}/cancellation",
    scope=WRITE,
    response=OrderOut,
    summary="Cancel an order",
    problems=["conflict"],
    example={"reason": "They ordered twice."},
)
def cancel_one_order(request: HttpRequest, ref: PathRef, payload: CancellationIn) -> OrderOut:
    """Refused while invoices stand against it. Doing it twice changes nothing."""
    asking: Any = request
    order = access.workable_order(asking.actor, ref)
    reason = cleaned(CancelForm(payload.model_dump()))["reason"]
    if not cancel_order(order, reason, by=asking.actor) and order.state != OrderState.CANCELLED:
        raise Problem("conflict", _("Invoices stand against this order. Correct them first."))
    return _shown(asking, access.readable_order(asking.actor, ref))


def _shown(request: Any, order: Order) -> OrderOut:
    ordered = order.quote.decided_version
    if ordered is None:
        raise Http404
    out = OrderOut(
        **_row(order),
        lines=lines_out(ordered),
        cancelled_at=order.cancelled_at,
        cancel_reason=order.cancel_reason,
    )
    tagged(request, version_of(out))
    access.note_look(request, order)
    return out


def _row(order: Order) -> dict[str, Any]:
    return {
        "ref": order.ref,
        "number": order.number,
        "quote": Named(ref=order.quote.ref, name=order.quote.number),
        "person": named(order.quote.person),
        "organisation": named(order.quote.organisation),
        "state": order.state,
        "currency": order.currency,
        "net": order.net,
        "gross": order.gross,
        "invoiced": order.invoiced,
        "ordered_at": order.ordered_at,
    }
