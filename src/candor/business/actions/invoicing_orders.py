"""From an order to its invoices: the draft with what was ordered, and how far the order is invoiced.

An invoice counts for the order whose number it names (`order_reference`), where it goes to the same customer.
"""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from candor.business.actions.drafts import BuyerData, Content, begin_draft
from candor.business.actions.orders import note_invoiced
from candor.business.actions.seller import invoicing
from candor.business.models import Invoice, InvoiceDraft, Order, OrderState
from candor.business.rules.amounts import ZERO
from candor.business.rules.invoices import Line
from candor.business.rules.quotes import QuoteLine, line_from
from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.people.public import Organisation, Person, billing_details, primary_email

TO_INVOICE = (OrderState.OPEN, OrderState.PARTLY_INVOICED)


class NothingToInvoice(Exception):
    """The order is invoiced or cancelled."""


def invoice_order(order: Order, *, by: Actor) -> InvoiceDraft:
    """A draft with all lines of the order, to be cut down where part is invoiced; pressing twice begins one.

    Raises NothingToInvoice and drafts.NobodyToBill.
    """
    quote, ordered = order.quote, order.quote.decided_version
    if order.state not in TO_INVOICE or ordered is None:
        raise NothingToInvoice
    settings = invoicing()
    lines = [line_from(said) for said in ordered.lines]
    content = Content(
        buyer_of(quote.person, quote.organisation, settings.country, by),
        [_line(line) for line in lines],
        clock.today(instance.current().time_zone),
        currency=ordered.currency,
        language=ordered.language[:2],
        payment_days=settings.payment_days,
        order_reference=order.number,
        discount=ordered.discount,
        reduction=_reduction_left(order, ordered.reduction),
    )
    key = f"order-{order.ref}-{order.invoiced.normalize():f}"
    return begin_draft(content, person=quote.person, organisation=quote.organisation, by=by, key=key[:40])


@transaction.atomic
def count_invoice(invoice: Invoice, *, by: Actor) -> None:
    """Note on its order that an invoice, or the correction of one, was issued. Call where it is issued."""
    if not invoice.order_reference:
        return
    order = Order.objects.select_related("quote").filter(number=invoice.order_reference).first()
    if order is None:
        return
    quote = order.quote
    is_theirs = invoice.person_id == quote.person_id or (
        invoice.organisation_id is not None and invoice.organisation_id == quote.organisation_id
    )
    if is_theirs:
        note_invoiced(order, -invoice.net if invoice.is_correction else invoice.net, by=by)


def _reduction_left(order: Order, ordered: Decimal) -> Decimal:
    """What its invoices have not taken off yet; credit notes give it back."""
    if not ordered or not order.invoiced:
        return ordered
    rows = Invoice.objects.filter(order_reference=order.number).exclude(reduction=0)
    taken = sum((-row.reduction if row.is_correction else row.reduction for row in rows), ZERO)
    return max(ordered - taken, ZERO)


def _line(ordered: QuoteLine) -> Line:
    names = ("text", "quantity", "price", "unit", "discount", "tax", "reduction")
    return Line(**{name: getattr(ordered, name) for name in names})


def buyer_of(person: Person, organisation: Organisation | None, home: str, by: Actor) -> BuyerData:
    """As the organisation's billing details say, or the person alone."""
    if organisation is None:
        return BuyerData(person.name, home, email=primary_email(person))
    said = billing_details(organisation, by)
    return BuyerData(
        name=said.name,
        country=said.country or home,
        lines="\n".join(line for line in (said.addition, said.street) if line) or "\n".join(said.lines),
        postcode=said.postcode,
        city=said.city,
        vat_id=said.vat_number,
        email=said.email or primary_email(person),
    )
