"""What would go to DATEV for a period, and what is left out and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from candor.business.models import BookkeepingExport, BookkeepingSettings, DebtorAccount, Invoice, Payment
from candor.business.queries_invoices import in_period
from candor.business.rules.amounts import rounded
from candor.business.rules.datev import Heading, Revenue, chart_of, heading_of
from candor.business.rules.datev_file import LARGEST, Booking, fits_number
from candor.business.rules.vat import Category
from candor.kernel.actor import Actor

CURRENCY = "EUR"
GREECE = {"GR": "EL"}
MOST_EXPORTS = 10
PERSON, ORGANISATION = "person", "organisation"


class Why(StrEnum):
    """Why something is left out."""

    EXPORTED = "exported"
    CURRENCY = "currency"
    NUMBER = "number"
    NO_ACCOUNT = "no-account"
    UNCLEAR = "unclear"
    NOTHING = "nothing"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An invoice, a credit note or a payment for one. `about` is the account that is missing, or the earlier export."""

    number: str
    why: Why
    about: object = ""


@dataclass(slots=True)
class Stack:
    """The bookings of a period, and what they are of."""

    bookings: list[Booking] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    invoices: list[int] = field(default_factory=list)
    payments: list[int] = field(default_factory=list)
    people: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Accounts:
    """The account of each heading, and those that customers have of their own."""

    chart: dict[Heading, str]
    debtors: dict[tuple[str, int], int]

    def of(self, heading: Heading) -> str:
        if not self.chart[heading]:
            raise _Refused(Why.NO_ACCOUNT, heading)
        return self.chart[heading]

    def debtor(self, invoice: Invoice) -> str:
        """The company's own, or the person's who is billed alone; else the one for all."""
        if invoice.organisation_id is not None:
            own = self.debtors.get((ORGANISATION, invoice.organisation_id))
        else:
            own = self.debtors.get((PERSON, invoice.person_id or 0))
        return str(own) if own is not None else self.of(Heading.DEBTORS)


class _Refused(Exception):
    def __init__(self, why: Why, about: object = "") -> None:
        super().__init__(why)
        self.why, self.about = why, about


def bookings_of(actor: Actor, since: date, until: date, settings: BookkeepingSettings, *, again: bool) -> Stack:
    """Everything of the period; what was exported before is left out unless it is wanted `again`. Three queries."""
    stack, accounts = Stack(), _Accounts(chart_of(settings.chart, settings.accounts), own_debtor_accounts())
    for invoice in in_period(actor, since, until):
        if _taken(stack, invoice, invoice, lambda it=invoice: _of_invoice(it, accounts), again=again):
            stack.invoices.append(invoice.pk)
    for payment in _payments(actor, since, until):
        if _taken(stack, payment.invoice, payment, lambda it=payment: [_of_payment(it, accounts)], again=again):
            stack.payments.append(payment.pk)
    return stack


def own_debtor_accounts() -> dict[tuple[str, int], int]:
    """The accounts that customers have of their own. One query."""
    found: dict[tuple[str, int], int] = {}
    for row in DebtorAccount.objects.all():
        if row.person_id is not None:
            found[PERSON, row.person_id] = row.number
        elif row.organisation_id is not None:
            found[ORGANISATION, row.organisation_id] = row.number
    return found


def latest_exports(actor: Actor) -> list[BookkeepingExport]:
    """Who took bookings along lately. One query."""
    rows = BookkeepingExport.objects.visible_to(actor).select_related("by")
    return list(rows.order_by("-made_at", "-id")[:MOST_EXPORTS])


def _payments(actor: Actor, since: date, until: date) -> Iterator[Payment]:
    visible = Invoice.objects.visible_to(actor).order_by()
    rows = Payment.objects.filter(paid_on__gte=since, paid_on__lte=until, invoice__in=visible)
    return rows.select_related("invoice", "booked_in").order_by("paid_on", "id").iterator(chunk_size=500)


def _taken(stack: Stack, invoice: Invoice, row: Invoice | Payment, make: Any, *, again: bool) -> bool:
    """Whether its bookings are in the stack now; else why not stands there."""
    try:
        if row.booked_in is not None and not again:
            raise _Refused(Why.EXPORTED, row.booked_in.made_at)
        if invoice.currency != CURRENCY:
            raise _Refused(Why.CURRENCY, invoice.currency)
        if not fits_number(invoice.number):
            raise _Refused(Why.NUMBER)
        bookings = [booking for booking in make() if booking.amount]
        if not bookings:
            raise _Refused(Why.NOTHING)
        if any(abs(booking.amount) > LARGEST for booking in bookings):
            raise _Refused(Why.AMOUNT)
    except _Refused as refused:
        stack.left_out.append(LeftOut(invoice.number, refused.why, refused.about))
        return False
    stack.bookings += bookings
    if invoice.person_id is not None:
        stack.people.add(invoice.person_id)
    return True


def _of_invoice(invoice: Invoice, accounts: _Accounts) -> list[Booking]:
    """The debtor against each revenue, with its tax: the accounts of revenue compute it themselves."""
    sign = -1 if invoice.is_correction else 1
    bookings = []
    for tax in invoice.taxes:
        amount = sign * rounded(Decimal(tax["net"]) + Decimal(tax["tax"]), invoice.currency)
        revenue = Revenue(
            tax["category"], Decimal(tax["percent"]), tax["reason"], invoice.buyer_country,
            invoice.supplied_until or invoice.supplied_from,
        )  # fmt: skip
        heading = heading_of(revenue)
        if heading is None and amount:
            raise _Refused(Why.UNCLEAR, revenue.percent)
        if heading is None:
            continue
        bookings.append(
            Booking(
                amount, accounts.debtor(invoice), accounts.of(heading), invoice.issued_on,
                invoice.number, invoice.buyer_name, None if invoice.is_correction else invoice.due_on,
                *_abroad(invoice, revenue, heading),
            )
        )  # fmt: skip
    return bookings


def _abroad(invoice: Invoice, revenue: Revenue, heading: Heading) -> tuple[str, Decimal | None]:
    if revenue.category in {Category.REVERSE_CHARGE, Category.INTRA_COMMUNITY}:
        return invoice.buyer_vat_id[:15], None
    if heading == Heading.ONE_STOP_SHOP:
        return GREECE.get(revenue.country, revenue.country), revenue.percent
    return "", None


def _of_payment(payment: Payment, accounts: _Accounts) -> Booking:
    return Booking(
        rounded(payment.amount, CURRENCY),
        accounts.of(Heading(f"paid-{payment.way}")),
        accounts.debtor(payment.invoice),
        payment.paid_on,
        payment.invoice.number,
        payment.invoice.buyer_name,
    )
