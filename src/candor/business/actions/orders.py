"""Orders: made of accepted quotes, invoiced step by step, cancelled."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from candor.business.actions.renewing import take_back_of_order
from candor.business.models import Order, OrderState, QuoteVersion
from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.numbers import next_number
from candor.kernel.turns import one_at_a_time


def order_of_quote(version: QuoteVersion, *, by: Actor) -> Order:
    """The order that accepting this version makes. Call within the transaction of the acceptance."""
    year, quote = clock.today(instance.current().time_zone).year, version.quote
    now = clock.now()
    order = Order.objects.create(
        number=f"O{year}-{next_number(f'business.order.{year}'):04d}",
        quote=quote,
        currency=version.currency,
        net=version.net,
        gross=version.gross,
        ordered_at=now,
        touched_at=now,
    )
    record("business.order.made", order, by=by, quote=quote.pk, version=version.number)
    return order


@transaction.atomic
def cancel_order(order: Order, reason: str, *, by: Actor) -> bool:
    """Cancel an order of which nothing is invoiced; True for the one who did it."""
    untouched = Order.objects.filter(pk=order.pk, state=OrderState.OPEN)
    now = clock.now()
    if not untouched.update(
        state=OrderState.CANCELLED, cancelled_at=now, cancelled_by=by.id, cancel_reason=reason, touched_at=now
    ):
        return False
    record("business.order.cancelled", order, by=by)
    take_back_of_order(order, by=by)
    return True


@transaction.atomic
def note_invoiced(order: Order, net: Decimal, *, by: Actor) -> OrderState:
    """An invoice over so much net was issued for it (below nought: taken back); where the order stands now.

    Invoices call this in the transaction in which they are issued.
    """
    one_at_a_time("business.order")
    present = Order.objects.get(pk=order.pk)
    invoiced = present.invoiced + net
    if present.state == OrderState.CANCELLED:
        return OrderState.CANCELLED
    state = OrderState.INVOICED if invoiced >= present.net else OrderState.PARTLY_INVOICED
    state = state if invoiced > 0 else OrderState.OPEN
    Order.objects.filter(pk=order.pk).update(invoiced=invoiced, state=state, touched_at=clock.now())
    record("business.order.invoiced", order, by=by, state=str(state))
    return state
