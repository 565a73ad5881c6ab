"""Invoices before they are issued: begun, changed, thrown away; and the correction of one that was issued."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from candor.business.actions.seller import invoicing, seller_of
from candor.business.models import BilledWork, Invoice, InvoiceDraft, InvoiceKind
from candor.business.models.invoices import Paper
from candor.business.rules.amounts import ZERO, TaxRate, Totals
from candor.business.rules.invoices import Deal, Line, fixed, line_from, reckoned
from candor.business.rules.vat import Buyer, Seller
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.registries.restricted import is_restricted, is_shown_all
from candor.people.public import Organisation, Person

PAPER = tuple(field.name for field in Paper._meta.fields)
"""What a draft and the invoice that it becomes say alike."""


class DraftChanged(Exception):
    """Somebody else saved the draft since the page was drawn."""


class NobodyToBill(Exception):
    """The person's data is restricted (GDPR Art. 18): no invoice is written to them."""


@dataclass(frozen=True, slots=True)
class BuyerData:
    """To whom: as it stands on the paper. `country` is ISO 3166-1, the VAT id with its prefix and without spaces."""

    name: str
    country: str
    lines: str = ""
    postcode: str = ""
    city: str = ""
    vat_id: str = ""
    email: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What staff write on a draft."""

    buyer: BuyerData
    lines: Sequence[Line]
    supplied_from: date
    supplied_until: date | None = None
    currency: str = "EUR"
    language: str = "de"
    payment_days: int = 14
    order_reference: str = ""
    note: str = ""
    electronic: str = ""
    discount: Decimal = ZERO
    reduction: Decimal = ZERO


def begin_draft(
    content: Content, *, person: Person | None, organisation: Organisation | None, by: Actor, key: str | None = None
) -> InvoiceDraft:
    """Begin an invoice. The same form sent twice begins one. Raises NobodyToBill."""
    if person is not None and by.is_staff and not is_shown_all(by) and is_restricted(person.pk):
        raise NobodyToBill
    try:
        return _begin(_columns(content), {"person": person, "organisation": organisation, "submission_key": key}, by)
    except IntegrityError:
        earlier = InvoiceDraft.objects.filter(submission_key=key).first() if key is not None else None
        if earlier is None:
            raise
        return earlier


@transaction.atomic
def change_draft(draft: InvoiceDraft, version: int, content: Content, *, by: Actor) -> None:
    """Save what is written; pressing the button twice saves it once. Raises DraftChanged."""
    wanted = _columns(content)
    same = InvoiceDraft.objects.filter(pk=draft.pk, version=version)
    if same.update(**wanted, changed_at=clock.now(), version=F("version") + 1):
        free_left_out(draft, content.lines)
        record("business.invoice.draft_changed", draft, by=by)
    elif not _says(draft, wanted):
        raise DraftChanged


@transaction.atomic
def discard_draft(draft: InvoiceDraft, *, by: Actor) -> None:
    """Throw it away; doing so twice changes nothing."""
    gone, _ = InvoiceDraft.objects.filter(pk=draft.pk).delete()
    if gone:
        record("business.invoice.draft_discarded", draft, by=by)


def free_left_out(draft: InvoiceDraft, lines: Sequence[Line]) -> None:
    """Work whose line was taken out of the draft can be charged elsewhere."""
    BilledWork.objects.filter(draft=draft).exclude(record__in=[line.work for line in lines if line.work]).delete()


def begin_correction(invoice: Invoice, *, by: Actor) -> InvoiceDraft:
    """Begin the correction of an invoice with all of its lines at their rates; one that is begun already is found."""
    key = f"correction-{invoice.ref}-{invoice.corrections.count()}"
    same = {name: getattr(invoice, name) for name in PAPER} | {"note": ""}
    lines = [
        Line(
            line.text, line.quantity, line.price, line.unit, line.discount,
            fixed(TaxRate(line.category, line.percent, line.reason)), line.reduction,
        ).as_json()
        for line in invoice.lines.all()
    ]  # fmt: skip
    whose: dict[str, Any] = {"person": invoice.person, "organisation": invoice.organisation, "submission_key": key}
    whose |= {"kind": InvoiceKind.CORRECTION, "corrects": invoice}
    earlier = InvoiceDraft.objects.filter(submission_key=key).first()
    return earlier or _begin({**same, "lines": lines, "payment_days": 0}, whose, by)


def lines_of(draft: InvoiceDraft) -> list[Line]:
    return [line_from(said) for said in draft.lines]


def deal_of(draft: InvoiceDraft, seller: Seller) -> Deal:
    """What the tax of its lines depends on."""
    has_vat_id = bool(draft.buyer_vat_id)
    buyer = Buyer(draft.buyer_country, draft.organisation_id is not None or has_vat_id, has_vat_id)
    return Deal(seller, buyer, draft.supplied_until or draft.supplied_from)


def totals_of_draft(draft: InvoiceDraft) -> Totals:
    """Its amounts, were it issued now. Raises vat.UnknownRate and amounts.AmountError."""
    return reckoned(lines_of(draft), deal_of(draft, seller_of(invoicing())), draft.currency, draft.off)


@transaction.atomic
def _begin(said: dict[str, Any], whose: dict[str, Any], by: Actor) -> InvoiceDraft:
    draft = InvoiceDraft.objects.create(**said, **whose, by_id=by.id if by.is_staff else None, changed_at=clock.now())
    record("business.invoice.draft_begun", draft, by=by)
    return draft


def _says(draft: InvoiceDraft, wanted: dict[str, Any]) -> bool:
    present = InvoiceDraft.objects.filter(pk=draft.pk).first()
    return present is not None and all(getattr(present, name) == value for name, value in wanted.items())


def _columns(content: Content) -> dict[str, Any]:
    buyer = content.buyer
    return {
        "buyer_name": buyer.name,
        "buyer_lines": buyer.lines,
        "buyer_postcode": buyer.postcode,
        "buyer_city": buyer.city,
        "buyer_country": buyer.country,
        "buyer_vat_id": buyer.vat_id,
        "buyer_email": buyer.email,
        "buyer_reference": buyer.reference,
        "order_reference": content.order_reference,
        "currency": content.currency,
        "language": content.language,
        "payment_days": content.payment_days,
        "supplied_from": content.supplied_from,
        "supplied_until": content.supplied_until,
        "note": content.note,
        "electronic": content.electronic,
        "discount": content.discount,
        "reduction": content.reduction,
        "lines": [line.as_json() for line in content.lines],
    }
