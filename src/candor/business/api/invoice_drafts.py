"""Programs write invoices: begun, changed, thrown away, issued; and credit notes. What is issued never changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from candor.business import access_invoices as access
from candor.business import access_quotes
from candor.business.actions import drafts, issuing
from candor.business.actions.invoicing_orders import invoice_order
from candor.business.actions.seller import invoicing
from candor.business.api.invoice_schemas import (
    InvoiceDraftIn,
    InvoiceDraftLineOut,
    InvoiceDraftOut,
    InvoiceDraftRow,
    InvoiceLineIn,
    InvoiceOut,
    NewInvoiceIn,
)
from candor.business.api.invoices import BUYER, WRITE, paper_of, shown_again
from candor.business.api.operations import INVOICES
from candor.business.api.schemas import must_be, typed
from candor.business.forms_invoices import OFF, DraftForm, LineForm, first_words, rates_of
from candor.business.models import Invoice, InvoiceDraft
from candor.business.rules.amounts import AmountError
from candor.business.rules.invoices import Line
from candor.business.rules.vat import UnknownRate
from candor.kernel.api.forms import as_typed, cleaned
from candor.kernel.api.headers import answer_with, must_match, tagged, version_of
from candor.kernel.api.looks import note_people
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.refusals import no_such
from candor.kernel.api.schemas import PathRef
from candor.kernel.http.problems import ROOT
from candor.people.public import Organisation, Person, billing_details, organisations_of, primary_email

ONE = "invoice-drafts/{slug:ref}"
LINE = {"text": "Ten seats, one year", "quantity": "10", "price": "49.90", "tax": "digital-standard"}
SAID = ("order_reference", "currency", "language", "supplied_from", "supplied_until", "payment_days", "note", *OFF)
KEPT = ("electronic",)
"""What programs do not say, and what stays as it stands."""
NAMES = {f"buyer_{name}": f"buyer.{name}" for name in BUYER}


@INVOICES.read("invoice-drafts", scope=WRITE, response=Page[InvoiceDraftRow], summary="List drafts", is_one=False)
def list_invoice_drafts(request: HttpRequest, limit: Limit = 50, cursor: After = "") -> Any:
    """The latest changed first."""
    asking: Any = request
    rows = InvoiceDraft.objects.visible_to(asking.actor)
    page, later = page_by(request, rows, ("-changed_at", "-id"), limit, cursor)
    note_people(request, Person.objects.filter(pk__in=[draft.person_id for draft in page]))
    same = ("ref", "kind", "currency", "changed_at")
    items = [InvoiceDraftRow(buyer=row.buyer_name, **{name: getattr(row, name) for name in same}) for row in page]
    return Page[InvoiceDraftRow](items=items, next=later)


@INVOICES.read(ONE, scope=WRITE, is_tagged=True, response=InvoiceDraftOut, summary="Read a draft")
def read_invoice_draft(request: HttpRequest, ref: PathRef) -> InvoiceDraftOut:
    """As it would be issued now, with what stands in the way."""
    asking: Any = request
    return shown_draft(request, access.workable_draft(asking.actor, ref))


@INVOICES.write(
    "POST",
    "invoice-drafts",
    scope=WRITE,
    response=InvoiceDraftOut,
    status=201,
    summary="Begin an invoice",
    is_one=False,
    problems=["conflict"],
    example={"organisation": "0f3kq8z1v7n2m5ax", "lines": [LINE]},
)
def begin_invoice(request: HttpRequest, payload: NewInvoiceIn) -> InvoiceDraftOut:
    """A draft; buyer, currency and days are those that we know where none are sent."""
    asking: Any = request
    person = _one_of(Person.objects.visible_to(asking.actor), "person", payload.person)
    organisation = _one_of(Organisation.objects.visible_to(asking.actor), "organisation", payload.organisation)
    if person is not None and organisation is None:
        organisation = organisations_of([person.pk]).get(person.pk)
    buyer = billing_details(organisation, asking.actor) if organisation is not None else None
    email = primary_email(person) if person is not None else ""
    known = first_words(person, organisation, buyer, invoicing(), email) | {"language": (get_language() or "en")[:2]}
    content = _form(known, payload).content(_lines(payload.lines or [], None))
    draft = drafts.begin_draft(content, person=person, organisation=organisation, by=asking.actor)
    answer_with(request, "Location", f"{ROOT}invoice-drafts/{draft.ref}")
    return shown_draft(request, access.workable_draft(asking.actor, draft.ref))


@INVOICES.write(
    "PATCH",
    ONE,
    scope=WRITE,
    response=InvoiceDraftOut,
    summary="Change a draft",
    match="must",
    example={"lines": [LINE]},
)
def change_invoice_draft(request: HttpRequest, ref: PathRef, payload: InvoiceDraftIn) -> InvoiceDraftOut:
    """Change what is sent; the rest stays."""
    asking: Any = request
    draft = _as_read(asking, ref)
    present = {name: getattr(draft, name) for name in (*SAID, *NAMES, *KEPT)}
    lines = drafts.lines_of(draft) if payload.lines is None else _lines(payload.lines, draft.corrects)
    drafts.change_draft(draft, draft.version, _form(present, payload).content(lines), by=asking.actor)
    return shown_draft(request, access.workable_draft(asking.actor, ref))


@INVOICES.write("DELETE", ONE, scope=WRITE, status=204, summary="Throw a draft away", match="must", takes_body=False)
def discard_invoice_draft(request: HttpRequest, ref: PathRef) -> None:
    """It never was an invoice: no number is lost."""
    asking: Any = request
    drafts.discard_draft(_as_read(asking, ref), by=asking.actor)


@INVOICES.write(
    "POST",
    f"{ONE}/issue",
    scope=WRITE,
    response=InvoiceOut,
    status=201,
    summary="Issue an invoice",
    match="must",
    problems=["conflict"],
    takes_body=False,
)
def issue_invoice(request: HttpRequest, ref: PathRef) -> InvoiceOut:
    """It gets its number and never changes again. Issued a second time, it is the same invoice."""
    asking: Any = request
    invoice = Invoice.objects.visible_to(asking.actor).filter(draft_ref=ref).first()
    if invoice is None:
        draft = _as_read(asking, ref)
        invoice = issuing.issue(draft, draft.version, by=asking.actor)
    answer_with(request, "Location", f"{ROOT}invoices/{invoice.ref}")
    return shown_again(request, invoice.ref)


@INVOICES.write(
    "POST",
    "orders/{slug:ref}/invoice-drafts",
    scope=WRITE,
    response=InvoiceDraftOut,
    status=201,
    summary="Begin an invoice of an order",
    problems=["conflict"],
    takes_body=False,
)
def begin_invoice_of_order(request: HttpRequest, ref: PathRef) -> InvoiceDraftOut:
    """A draft with all lines of the order, to be cut down where part is invoiced. Doing it twice begins one."""
    asking: Any = request
    return begun_draft(asking, invoice_order(access_quotes.readable_order(asking.actor, ref), by=asking.actor))


@INVOICES.write(
    "POST",
    "invoices/{slug:ref}/correction",
    scope=WRITE,
    response=InvoiceDraftOut,
    status=201,
    summary="Begin a credit note",
    problems=["conflict"],
    takes_body=False,
)
def begin_credit_note(request: HttpRequest, ref: PathRef) -> InvoiceDraftOut:
    """A draft with all lines of the invoice; take out those that stay right. One that is begun already is found."""
    asking: Any = request
    invoice = access.workable_invoice(asking.actor, ref)
    must_be(so=not invoice.is_correction)
    return begun_draft(asking, drafts.begin_correction(invoice, by=asking.actor))


def begun_draft(request: Any, draft: InvoiceDraft) -> InvoiceDraftOut:
    """The same of one that is new, with where it stands."""
    answer_with(request, "Location", f"{ROOT}invoice-drafts/{draft.ref}")
    return shown_draft(request, access.workable_draft(request.actor, draft.ref))


def shown_draft(request: Any, draft: InvoiceDraft) -> InvoiceDraftOut:
    """The draft with its ETag; the look is noted."""
    out = _out(draft)
    tagged(request, version_of(out))
    access.note_look(request, draft)
    return out


def _as_read(request: Any, ref: str) -> InvoiceDraft:
    """A draft as the program has read it. Raises Problem without its present ETag."""
    draft = access.workable_draft(request.actor, ref)
    must_match(request, version_of(_out(draft)))
    return draft


def _out(draft: InvoiceDraft) -> InvoiceDraftOut:
    totals, hindering = None, list[str]()
    try:
        totals = drafts.totals_of_draft(draft)
        hindering = [str(one) for one in issuing.obstacles_to(draft, totals, invoicing())]
    except UnknownRate:
        hindering = ["unknown-rate"]
    except AmountError:
        hindering = ["too-large"]
    line = ("text", "quantity", "unit", "price", "discount", "tax", "work")
    return InvoiceDraftOut(
        **paper_of(draft),
        payment_days=draft.payment_days,
        lines=[InvoiceDraftLineOut(**{name: getattr(row, name) for name in line}) for row in drafts.lines_of(draft)],
        net=totals.net if totals else None,
        tax=totals.tax if totals else None,
        gross=totals.gross if totals else None,
        obstacles=hindering,
        changed_at=draft.changed_at,
        version=draft.version,
    )


def _form(known: dict[str, Any], payload: InvoiceDraftIn) -> DraftForm:
    """The page's form with what we know, and in its place what was sent. Raises Problem."""
    sent = payload.model_dump(exclude_unset=True, include=set(SAID))
    buyer = payload.buyer.model_dump(exclude_unset=True) if payload.buyer else {}
    values = known | sent | {f"buyer_{name}": value for name, value in buyer.items()}
    values |= {name: as_typed(str(values[name])) for name in OFF if values.get(name) is not None}
    form = DraftForm(typed({name: values[name] for name in (*SAID, *NAMES, *KEPT) if name in values}))
    cleaned(form, NAMES)
    return form


def _lines(sent: Sequence[InvoiceLineIn], corrects: Invoice | None) -> list[Line]:
    """The lines as the page's form takes them. Raises Problem, which names the line that it objects to from 0."""
    found = []
    for place, line in enumerate(sent):
        figures = {name: as_typed(getattr(line, name)) for name in ("quantity", "price", "discount")}
        form = LineForm({**line.model_dump(), **figures})
        if corrects is not None:
            form.fields["tax"].choices = rates_of(corrects)  # type: ignore[attr-defined] # a choice field's
        cleaned(form, {name: f"lines.{place}.{name}" for name in form.fields})
        found.append(form.line)
    return found


def _one_of(rows: Any, field: str, ref: str | None) -> Any:
    """The row named; None where none is. Raises Problem for one that the owner of the token does not see."""
    found = rows.filter(ref=ref).first() if ref is not None else None
    if ref is not None and found is None:
        raise no_such(field)
    return found
