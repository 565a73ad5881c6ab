"""Invoices of a period as a CSV file for the accountant. What leaves the house is noted for each person (B9)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from candor.business.actions.seller import ONLY
from candor.business.handing_to_accountant import note_for_accountant
from candor.business.models import Invoice, InvoicingSettings
from candor.business.queries_invoices import in_period
from candor.business.rules.amounts import rounded
from candor.kernel import clock
from candor.kernel.access_log import handed_out
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.csv_files import lines

HEADINGS = (
    "number", "kind", "issued_on", "due_on", "supplied_from", "supplied_until", "buyer", "country", "vat_id",
    "currency", "category", "percent", "net", "tax", "gross", "corrects",
)  # fmt: skip


@transaction.atomic
def file_for_accountant(since: date, until: date, *, by: Actor, role: str) -> bytes:
    """A row for each invoice and rate of tax; the amounts of credit notes are below nought."""
    found = list(in_period(by, since, until))
    settings, _made = InvoicingSettings.objects.get_or_create(pk=ONLY)
    people = {invoice.person_id for invoice in found if invoice.person_id is not None}
    handed_out(people, about=settings, by=by, role=role, at=clock.now())
    note_for_accountant(people, since, until, by=by)
    record("business.invoices.exported", settings, by=by, invoices=len(found))
    numbers = {invoice.pk: invoice.number for invoice in found}
    return b"".join(lines([HEADINGS, *(row for invoice in found for row in _rows(invoice, numbers))], delimiter=";"))


def _rows(invoice: Invoice, numbers: dict[int, str]) -> Iterator[Sequence[object]]:
    sign = -1 if invoice.is_correction else 1
    for tax in invoice.taxes:
        net, owed = (sign * rounded(Decimal(tax[name]), invoice.currency) for name in ("net", "tax"))
        yield (
            invoice.number, invoice.kind, invoice.issued_on, invoice.due_on, invoice.supplied_from,
            invoice.supplied_until or "", invoice.buyer_name, invoice.buyer_country, invoice.buyer_vat_id,
            invoice.currency, tax["category"], tax["percent"], net, owed, net + owed,
            numbers.get(invoice.corrects_id or 0, ""),
        )  # fmt: skip
