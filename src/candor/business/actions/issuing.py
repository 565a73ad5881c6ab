"""Issuing: a draft becomes an invoice that never changes, under the next number of its series.

The number is taken in the transaction that writes the invoice, at a row that stays locked until it ends: no gap is
left by whoever fails or is killed, and no number is given twice (§ 14 Abs. 4 Nr. 4 UStG).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from candor.business.actions.drafts import PAPER, deal_of, lines_of
from candor.business.actions.invoicing_orders import count_invoice
from candor.business.actions.invoicing_work import note_work
from candor.business.actions.seller import invoicing, said_of_us, seller_of
from candor.business.models import Invoice, InvoiceDraft, InvoiceKind, InvoiceLine, InvoicingSettings
from candor.business.rules.amounts import Item, TaxGroup, Totals, rounded, totals_of
from candor.business.rules.invoices import (
    Line,
    Obstacle,
    is_settled,
    items_of,
    obstacles,
    series_of,
    written_number,
)
from candor.business.rules.xrechnung import Addressee, Form, GermanRule, broken_rules, form_of
from candor.business.tasks_invoices import make_papers
from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.jobs import enqueue
from candor.kernel.numbers import next_number

AT_ONCE = 200
"""So many lines are written in one statement."""


class CannotIssue(Exception):
    """Something is missing or wrong; `obstacles` says what, in order."""

    def __init__(self, found: list[Obstacle | GermanRule]) -> None:
        super().__init__(", ".join(found))
        self.obstacles = found


class ChangedSinceShown(Exception):
    """The draft is not what the page showed: somebody saved something else meanwhile."""


def obstacles_to(draft: InvoiceDraft, totals: Totals, settings: InvoicingSettings) -> list[Obstacle | GermanRule]:
    """What stands in the way of issuing it."""
    corrected, us = draft.corrects, said_of_us(settings)
    found = obstacles(
        totals,
        us,
        has_vat_id=bool(draft.buyer_vat_id),
        has_address=bool(draft.buyer_name and draft.buyer_city),
        at_most=corrected.gross - corrected.corrected if corrected is not None else None,
    )
    if draft.reduction > totals.lines_net:
        found.append(Obstacle.DISCOUNT)
    if form_of_draft(draft, settings) == Form.FACTUR_X:
        return [*found]
    buyer = Addressee(draft.buyer_city, draft.buyer_postcode, draft.buyer_email, draft.buyer_reference)
    categories = {group.rate.category for group in totals.groups}
    return [*found, *broken_rules(us, buyer, currency=draft.currency, categories=categories)]


def form_of_draft(draft: InvoiceDraft, settings: InvoicingSettings) -> Form:
    """In which electronic form it would go out."""
    return form_of(draft.electronic, draft.buyer_reference, settings.public_form)


@transaction.atomic
def issue(draft: InvoiceDraft, version: int, *, by: Actor) -> Invoice:
    """Issue it; pressing the button twice issues it once, and finds what the first press made.

    Raises CannotIssue, ChangedSinceShown, vat.UnknownRate and amounts.AmountError.
    """
    found = InvoiceDraft.objects.select_for_update(of=("self",)).select_related("corrects").filter(pk=draft.pk).first()
    if found is None:
        return Invoice.objects.get(draft_ref=draft.ref)
    if found.version != version:
        raise ChangedSinceShown
    if found.corrects_id is not None:
        found.corrects = Invoice.objects.select_for_update(of=("self",)).get(pk=found.corrects_id)
    settings, lines = invoicing(), lines_of(found)
    items = items_of(lines, deal_of(found, seller_of(settings)))
    totals = totals_of(items, found.currency, found.off)
    if problems := obstacles_to(found, totals, settings):
        raise CannotIssue(problems)
    invoice = _written(found, totals, settings, by)
    _write_lines(invoice, lines, items, totals)
    if found.corrects is not None:
        _count_correction(found.corrects, invoice)
    count_invoice(invoice, by=by)
    note_work(found, invoice, lines)
    found.delete()
    record("business.invoice.issued", invoice, by=by, kind=str(invoice.kind))
    enqueue(make_papers, invoice.pk)
    return invoice


def today() -> date:
    """The day at the house: an invoice is dated on the day on which it is issued."""
    return clock.today(instance.current().time_zone)


def _written(draft: InvoiceDraft, totals: Totals, settings: InvoicingSettings, by: Actor) -> Invoice:
    day, is_correction = today(), draft.kind == InvoiceKind.CORRECTION
    return Invoice.objects.create(
        **{name: getattr(draft, name) for name in PAPER}
        | {"electronic": form_of_draft(draft, settings), "reduction": rounded(draft.reduction, draft.currency)},
        number=_number(settings.correction_format if is_correction else settings.invoice_format, day.year),
        kind=draft.kind,
        corrects=draft.corrects,
        person=draft.person,
        organisation=draft.organisation,
        issued_on=day,
        due_on=day + timedelta(days=draft.payment_days),
        seller=said_of_us(settings),
        taxes=[_as_json(group) for group in totals.groups],
        net=totals.net,
        tax=totals.tax,
        gross=totals.gross,
        issued_by_id=by.id if by.is_staff else None,
        issued_at=clock.now(),
        draft_ref=draft.ref,
        is_settled=is_correction or totals.gross <= 0,
    )


def _number(number_format: str, year: int) -> str:
    return written_number(number_format, year, next_number(series_of(number_format, year)))


def _write_lines(invoice: Invoice, lines: list[Line], items: list[Item], totals: Totals) -> None:
    rows = [
        InvoiceLine(
            invoice=invoice, position=place, text=line.text, quantity=line.quantity, unit=line.unit, price=line.price,
            discount=line.discount, category=item.tax.category, percent=item.tax.percent, reason=item.tax.reason,
            reduction=rounded(line.reduction, invoice.currency), net=amount.net,
        )
        for place, (line, item, amount) in enumerate(zip(lines, items, totals.lines, strict=True), 1)
    ]  # fmt: skip
    InvoiceLine.objects.bulk_create(rows, batch_size=AT_ONCE)


def _count_correction(corrected: Invoice, correction: Invoice) -> None:
    """What was corrected need not be paid. The row is locked by now."""
    together = corrected.corrected + correction.gross
    Invoice.objects.filter(pk=corrected.pk).update(
        corrected=together, is_settled=is_settled(corrected.gross, together, corrected.paid)
    )


def _as_json(group: TaxGroup) -> dict[str, Any]:
    rate = group.rate
    return {
        "category": str(rate.category),
        "percent": str(rate.percent),
        "reason": str(rate.reason),
        "net": str(group.net),
        "tax": str(group.tax),
        "allowance": str(group.allowance),
    }
