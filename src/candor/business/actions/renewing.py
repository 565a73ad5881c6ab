"""Renewals: a subscription's next term is agreed by hand, by an accepted quote or by itself, and is paid some day."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q

from candor.business.models import (
    Invoice,
    Order,
    OrderState,
    Quote,
    QuoteVersion,
    RenewedBy,
    Subscription,
    SubscriptionState,
    SubscriptionTerm,
)
from candor.business.queries_leads import today
from candor.business.rules.terms import DAY, after
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.licences.public import extend_paid


@dataclass(frozen=True, slots=True)
class Agreed:
    """How the next term came about; `quantity` and `price` are None where they stay."""

    way: RenewedBy
    quantity: int | None = None
    price: Decimal | None = None
    quote: Quote | None = None


@transaction.atomic
def renew(subscription: Subscription, agreed: Agreed, *, by: Actor) -> SubscriptionTerm | None:
    """Agree the term that begins with `subscription.renews_on`; None where that happened already, or it has ended."""
    present = Subscription.objects.select_for_update(of=("self",)).get(pk=subscription.pk)
    if present.renews_on != subscription.renews_on or not _goes_on(present):
        return None
    is_changing = present.next_quantity_on is not None and present.next_quantity_on <= present.renews_on
    planned = present.next_quantity if is_changing else None
    quantity = agreed.quantity or planned or present.quantity
    next_day = after(present.starts_on, present.term, present.terms + 1)
    term = SubscriptionTerm.objects.create(
        subscription=present,
        begins_on=present.renews_on,
        ends_on=next_day - DAY,
        quantity=quantity,
        price=agreed.price if agreed.price is not None else present.price,
        way=agreed.way,
        quote=agreed.quote,
        by_id=by.id if by.is_staff else None,
        made_at=clock.now(),
    )
    cleared = {"next_quantity": None, "next_quantity_on": None} if is_changing else {}
    Subscription.objects.filter(pk=present.pk).update(
        terms=F("terms") + 1, renews_on=next_day, known_from=today(), quantity=quantity, quote=None, **cleared,
        touched_at=clock.now(), version=F("version") + 1,
    )  # fmt: skip
    record("business.subscription.renewed", present, by=by, term=term.pk, way=str(agreed.way))
    return term


def renew_by_quote(version: QuoteVersion, *, by: Actor) -> None:
    """An accepted quote that was made for a renewal renews, for as many as were ordered. Call where it is accepted."""
    subscription = Subscription.objects.select_related("edition").filter(quote=version.quote_id).first()
    if subscription is None:
        return
    ordered = [line for line in version.lines if line["edition"] == subscription.edition.ref]
    quantity = Decimal(ordered[0]["quantity"]) if len(ordered) == 1 else Decimal(0)
    renew(
        subscription,
        Agreed(
            RenewedBy.QUOTE,
            quantity=int(quantity) if quantity >= 1 and quantity == int(quantity) else None,
            price=Decimal(ordered[0]["price"]) if len(ordered) == 1 else None,
            quote=version.quote,
        ),
        by=by,
    )


@transaction.atomic
def take_back(term: SubscriptionTerm, *, by: Actor) -> bool:
    """The last term was not agreed after all; True for the one who said so. What is paid or renews by itself stays."""
    present = Subscription.objects.select_for_update(of=("self",)).get(pk=term.subscription_id)
    if present.renews_on != term.ends_on + DAY or present.state == SubscriptionState.ENDED:
        return False
    free = SubscriptionTerm.objects.filter(pk=term.pk, paid_at=None, way__in=(RenewedBy.HAND, RenewedBy.QUOTE))
    if not free.delete()[0]:
        return False
    before = present.history.order_by("-begins_on").first()
    Subscription.objects.filter(pk=present.pk).update(
        terms=F("terms") - 1,
        renews_on=term.begins_on,
        quantity=before.quantity if before is not None else present.quantity,
        touched_at=clock.now(),
        version=F("version") + 1,
    )
    record("business.subscription.renewal_taken_back", present, by=by)
    return True


def take_back_of_order(order: Order, *, by: Actor) -> None:
    """The order of a renewal is cancelled: the term is agreed no more. Call where it is cancelled."""
    term = SubscriptionTerm.objects.filter(quote=order.quote_id).first()
    if term is not None:
        take_back(term, by=by)


@transaction.atomic
def note_paid(term: SubscriptionTerm, *, by: Actor) -> bool:
    """The term is paid: its licence goes on until the last day of it. True for the one who noted it first."""
    if not SubscriptionTerm.objects.filter(pk=term.pk, paid_at=None).update(paid_at=clock.now()):
        return False
    subscription = Subscription.objects.select_related("licence").get(pk=term.subscription_id)
    record("business.subscription.paid", subscription, by=by, term=term.pk)
    if subscription.licence is not None:
        extend_paid(subscription.licence, term.ends_on, by=by)
    return True


def count_payment(invoice: Invoice, *, by: Actor) -> None:
    """An invoice has been paid in full: so is the term that it bills. Call where the payment is noted."""
    billed = Q(draft_ref=invoice.draft_ref)
    order = _paid_order(invoice)
    if order is not None:
        billed |= Q(quote=order.quote_id)
    for term in SubscriptionTerm.objects.filter(billed, paid_at=None):
        note_paid(term, by=by)


def _paid_order(invoice: Invoice) -> Order | None:
    """The order that this invoice, of the same customer, has helped to pay; None while something of it is open."""
    if not invoice.order_reference:
        return None
    order = Order.objects.select_related("quote").filter(number=invoice.order_reference).first()
    if order is None or order.state != OrderState.INVOICED:
        return None
    of_company = invoice.organisation_id is not None and invoice.organisation_id == order.quote.organisation_id
    if invoice.person_id != order.quote.person_id and not of_company:
        return None
    others = Invoice.objects.filter(order_reference=order.number).exclude(pk=invoice.pk)
    return None if others.open().exists() else order


def _goes_on(subscription: Subscription) -> bool:
    """Whether another term may begin: what is cancelled to a later day renews by itself until then."""
    if subscription.state == SubscriptionState.CANCELLED:
        return subscription.ends_on is not None and subscription.renews_on <= subscription.ends_on
    return subscription.state == SubscriptionState.ACTIVE
