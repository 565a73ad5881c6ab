"""Money that comes for invoices: in parts, too much, and paid back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from candor.business.actions.renewing import count_payment
from candor.business.actions.ringing import tell_paid
from candor.business.models import Invoice, Payment, PaymentWay
from candor.business.rules.amounts import rounded
from candor.business.rules.invoices import is_settled
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record


class NothingToPay(Exception):
    """A correction is not paid: it counts against its invoice."""


class PaidBackTooMuch(Exception):
    """More would be paid back than ever came."""


@dataclass(frozen=True, slots=True)
class NewPayment:
    """`amount` is in the invoice's currency, below nought when we pay back. `key` is the form's."""

    paid_on: date
    amount: Decimal
    way: PaymentWay
    reference: str = ""
    key: str | None = None


@transaction.atomic
def note_payment(invoice: Invoice, new: NewPayment, *, by: Actor) -> Payment:
    """Write a payment down; the same form sent twice notes one.

    Raises NothingToPay, PaidBackTooMuch and amounts.AmountError.
    """
    found = Invoice.objects.select_for_update(of=("self",)).get(pk=invoice.pk)
    earlier = Payment.objects.filter(submission_key=new.key).first() if new.key is not None else None
    if earlier is not None:
        return earlier
    if found.is_correction:
        raise NothingToPay
    amount = rounded(new.amount, found.currency)
    together = rounded(found.paid + amount, found.currency)
    if together < 0:
        raise PaidBackTooMuch
    payment = Payment.objects.create(
        invoice=found,
        paid_on=new.paid_on,
        amount=amount,
        way=new.way,
        reference=new.reference,
        by_id=by.id if by.is_staff else None,
        noted_at=clock.now(),
        submission_key=new.key,
    )
    is_over = is_settled(found.gross, found.corrected, together)
    Invoice.objects.filter(pk=found.pk).update(paid=together, is_settled=is_over)
    record("business.invoice.paid", found, by=by, payment=payment.pk)
    if is_over and together > 0:
        count_payment(found, by=by)
        if not found.is_settled:
            tell_paid(found, new.paid_on, by=by)
    return payment
