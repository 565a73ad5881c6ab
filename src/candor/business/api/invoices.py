"""Programs read invoices and fetch their papers, send them and write payments down."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponseBase

from candor.business import access_invoices as access
from candor.business import queries_invoices as queries
from candor.business.actions.payments import NewPayment, note_payment
from candor.business.actions.sending_invoices import send_invoice
from candor.business.api.invoice_schemas import (
    BuyerOut,
    InvoiceLineOut,
    InvoiceOut,
    InvoiceRow,
    PaperName,
    PaymentIn,
    PaymentOut,
)
from candor.business.api.operations import INVOICES
from candor.business.api.quote_schemas import TaxOut
from candor.business.api.schemas import named
from candor.business.forms_invoices import OFF
from candor.business.forms_payments import PaymentForm
from candor.business.models import Invoice, InvoiceDraft
from candor.kernel.api.forms import as_typed, cleaned
from candor.kernel.api.headers import tagged, version_of
from candor.kernel.api.looks import note_people
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import BYTES, Named, PathRef
from candor.kernel.files import serve
from candor.kernel.ids import new_ref
from candor.people.public import Person

READ, WRITE = "invoices:read", "invoices:write"
ONE = "invoices/{slug:ref}"
Show = Literal["all", "open", "overdue", "paid", "corrections"]
BUYER = ("name", "lines", "postcode", "city", "country", "vat_id", "email", "reference")


@INVOICES.read("invoices", scope=READ, response=Page[InvoiceRow], summary="List invoices", is_one=False)
def list_invoices(request: HttpRequest, show: Show = "all", limit: Limit = 50, cursor: After = "") -> Any:
    """The latest first; those of which something is to be paid by the day on which it is due."""
    asking: Any = request
    rows = queries.of_view(Invoice.objects.visible_to(asking.actor), show)
    order = ("due_on", "id") if show in queries.BY_DUE else ("-issued_on", "-id")
    page, later = page_by(request, rows, order, limit, cursor)
    note_people(request, Person.objects.filter(pk__in=[invoice.person_id for invoice in page]))
    return Page[InvoiceRow](items=[_row(invoice) for invoice in page], next=later)


@INVOICES.read(ONE, scope=READ, is_tagged=True, response=InvoiceOut, summary="Read an invoice")
def read_invoice(request: HttpRequest, ref: PathRef) -> InvoiceOut:
    """What it says, what was paid. The look is noted for its person."""
    asking: Any = request
    return shown(request, access.readable_invoice(asking.actor, ref))


@INVOICES.read(
    f"{ONE}/papers/{{slug:kind}}",
    scope=READ,
    response=None,
    summary="Fetch a paper",
    answers={200: {"description": "The file", "content": {"*/*": BYTES}}},
)
def download_paper(request: HttpRequest, ref: PathRef, kind: PaperName) -> HttpResponseBase:
    """The PDF with the XML inside, or the XML alone. It is made some seconds after issuing: until then 404."""
    asking: Any = request
    found = access.readable_invoice(asking.actor, ref)
    access.note_look(asking, found)
    return serve(access.paper_of(asking.actor, ref, kind), made_here=True)


@INVOICES.write(
    "POST",
    f"{ONE}/sending",
    scope=WRITE,
    response=InvoiceOut,
    summary="Send an invoice",
    problems=["conflict"],
    takes_body=False,
)
def send_one_invoice(request: HttpRequest, ref: PathRef) -> InvoiceOut:
    """By mail, with its papers. Sent twice within a moment it goes out once."""
    asking: Any = request
    send_invoice(access.workable_invoice(asking.actor, ref), by=asking.actor)
    return shown_again(request, ref)


@INVOICES.write(
    "POST",
    f"{ONE}/payments",
    scope=WRITE,
    response=InvoiceOut,
    status=201,
    summary="Write a payment down",
    problems=["conflict"],
    example={"paid_on": "2026-11-20", "amount": "593.81", "way": "transfer"},
)
def write_payment_down(request: HttpRequest, ref: PathRef, payload: PaymentIn) -> InvoiceOut:
    """In parts, too much, or below nought what we paid back. Send an Idempotency-Key: the same sum may come twice."""
    asking: Any = request
    invoice = access.workable_invoice(asking.actor, ref)
    data = {**payload.model_dump(), "amount": as_typed(payload.amount), "key": new_ref()}
    clean = cleaned(PaymentForm(data))
    new = NewPayment(clean["paid_on"], clean["amount"], clean["way"], clean["reference"])
    note_payment(invoice, new, by=asking.actor)
    return shown_again(request, ref)


def shown(request: Any, invoice: Invoice) -> InvoiceOut:
    """The invoice with its ETag; the look is noted."""
    out = _out(invoice)
    tagged(request, version_of(out))
    access.note_look(request, invoice)
    return out


def shown_again(request: Any, ref: str) -> InvoiceOut:
    """The invoice after a change, read anew."""
    return shown(request, access.readable_invoice(request.actor, ref))


def paper_of(row: Invoice | InvoiceDraft) -> dict[str, Any]:
    """What a draft and an invoice say alike."""
    corrects = row.corrects
    same = ("ref", "kind", "order_reference", "currency", "language", "supplied_from", "supplied_until", "note", *OFF)
    return {
        **{name: getattr(row, name) for name in same},
        "corrects": Named(ref=corrects.ref, name=corrects.number) if corrects else None,
        "person": named(row.person),
        "organisation": named(row.organisation),
        "buyer": BuyerOut(**{name: getattr(row, f"buyer_{name}") for name in BUYER}),
    }


def _out(invoice: Invoice) -> InvoiceOut:
    line = ("text", "quantity", "unit", "price", "discount", "category", "percent", "net")
    payment = ("ref", "paid_on", "amount", "way", "reference", "noted_at")
    amounts = ("net", "tax", "gross", "paid", "corrected", "left")
    group = ("category", "percent", "net", "tax")
    return InvoiceOut(
        **paper_of(invoice),
        **{name: getattr(invoice, name) for name in ("number", "issued_on", "due_on", "is_settled", "sent_at")},
        **{name: getattr(invoice, name) for name in amounts},
        lines=[InvoiceLineOut(**{name: getattr(row, name) for name in line}) for row in invoice.lines.all()],
        taxes=[TaxOut(**{name: tax[name] for name in group}) for tax in invoice.taxes],
        payments=[
            PaymentOut(**{name: getattr(row, name) for name in payment})
            for row in invoice.payments.order_by("paid_on", "id")
        ],
        papers=[kind for kind, file in (("pdf", invoice.pdf), ("xml", invoice.xml)) if file is not None],  # type: ignore[misc] # the two kinds
    )


def _row(invoice: Invoice) -> InvoiceRow:
    same = ("ref", "number", "kind", "issued_on", "due_on", "currency", "gross", "left", "is_settled")
    return InvoiceRow(buyer=invoice.buyer_name, **{name: getattr(invoice, name) for name in same})
