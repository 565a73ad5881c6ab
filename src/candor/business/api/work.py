"""Programs read which work waits to be invoiced, customer by customer, and begin the draft of its invoice. What a
credit note took back they say may be charged again.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from pydantic import Field

from candor.business import access_invoices as access
from candor.business.actions.invoicing_work import free_work, invoice_work
from candor.business.api.care import ORGANISATION, PERSON
from candor.business.api.invoice_drafts import begun_draft
from candor.business.api.invoice_schemas import InvoiceDraftOut
from candor.business.api.invoices import READ, WRITE
from candor.business.api.operations import INVOICES
from candor.business.forms_work import MOST, SHOWN
from candor.business.models import BilledWork
from candor.business.queries_work import Row, waiting_customers, work_of
from candor.kernel.api.looks import note_look, note_people
from candor.kernel.api.schemas import Amount, Input, Named, Output, PathRef, Ref
from candor.people.public import Organisation, Person

PERSONS_WORK, ORGANISATIONS_WORK = f"{PERSON}/work", f"{ORGANISATION}/work"
CONFLICT = ["conflict"]
EXAMPLE = {"work": ["0f3kq8z1v7n2m5ax.1"]}


class WaitingOut(Output):
    """A customer whose work waits: the organisation where there is one, else the person."""

    about: Literal["person", "organisation"]
    customer: Named
    records: int
    minutes: int
    since: date


class WaitingWorkOut(Output):
    """One record as an invoice would say it. `key` chooses it, as it stands now."""

    key: str
    day: date
    case: int
    name: str
    note: str
    quantity: Amount
    unit: str
    price: Amount | None = Field(description="Net; null where nobody knew one.")
    currency: str


class InvoiceWorkIn(Input):
    """Which records go onto the invoice, by their keys. All of one currency."""

    work: Annotated[list[Annotated[str, Field(pattern=f"^{SHOWN.pattern}$")]], Field(min_length=1, max_length=MOST)]


class FreeWorkIn(Input):
    """Which records of an invoice may be charged again, by the `work` of its lines."""

    invoice: Ref
    work: Annotated[list[Ref], Field(min_length=1, max_length=MOST)]


class FreedOut(Output):
    """How many of them were not free before."""

    freed: int


@INVOICES.read(
    "work", scope=READ, response=list[WaitingOut], summary="List customers whose work waits to be invoiced",
    is_one=False,
)  # fmt: skip
def list_waiting_work(request: HttpRequest) -> list[WaitingOut]:
    """Whoever waits longest first. Technicians see no prices, and sales no words of cases."""
    asking: Any = request
    found = waiting_customers(asking.actor)
    people = [each.customer.person for each in found if each.customer.person is not None]
    note_people(request, Person.objects.filter(pk__in=people))
    same = ("records", "minutes", "since")
    return [
        WaitingOut(
            about="person" if each.customer.organisation is None else "organisation",
            customer=Named(ref=each.ref, name=each.name),
            **{name: getattr(each, name) for name in same},
        )
        for each in found
    ]


@INVOICES.read(PERSONS_WORK, scope=READ, response=list[WaitingWorkOut], summary="List a person's work to invoice")
def list_work_of_person(request: HttpRequest, ref: PathRef) -> list[WaitingWorkOut]:
    """Of somebody who belongs to no company, in the order of days."""
    asking: Any = request
    person = access.billed_person(asking.actor, ref)
    note_look(request, person.pk, person)
    return [_out(row) for row in work_of(asking.actor, person)]


@INVOICES.read(
    ORGANISATIONS_WORK, scope=READ, response=list[WaitingWorkOut], summary="List an organisation's work to invoice"
)
def list_work_of_organisation(request: HttpRequest, ref: PathRef) -> list[WaitingWorkOut]:
    """In the order of days."""
    asking: Any = request
    return [_out(row) for row in work_of(asking.actor, access.billed_organisation(asking.actor, ref))]


@INVOICES.write(
    "POST",
    f"{PERSONS_WORK}/invoice-draft",
    scope=WRITE,
    response=InvoiceDraftOut,
    status=201,
    summary="Begin an invoice of a person's work",
    problems=CONFLICT,
    example=EXAMPLE,
)
def invoice_work_of_person(request: HttpRequest, ref: PathRef, payload: InvoiceWorkIn) -> InvoiceDraftOut:
    """A record stands on one paper: what was changed or taken meanwhile is a conflict, and nothing is begun."""
    asking: Any = request
    return _begun(asking, access.billed_person(asking.actor, ref), payload)


@INVOICES.write(
    "POST",
    f"{ORGANISATIONS_WORK}/invoice-draft",
    scope=WRITE,
    response=InvoiceDraftOut,
    status=201,
    summary="Begin an invoice of an organisation's work",
    problems=CONFLICT,
    example=EXAMPLE,
)
def invoice_work_of_organisation(request: HttpRequest, ref: PathRef, payload: InvoiceWorkIn) -> InvoiceDraftOut:
    """As for a person."""
    asking: Any = request
    return _begun(asking, access.billed_organisation(asking.actor, ref), payload)


@INVOICES.write(
    "POST",
    "work/freeing",
    scope=WRITE,
    response=FreedOut,
    summary="Let credited work be invoiced again",
    problems=CONFLICT,
    example={"invoice": "0f3kq8z1v7n2m5ax", "work": ["0f3kq8z1v7n2m5ax"]},
)
def free_credited_work(request: HttpRequest, payload: FreeWorkIn) -> FreedOut:
    """Of an invoice with a credit note; of any other it is a conflict. Doing so twice changes nothing."""
    asking: Any = request
    invoice = access.workable_invoice(asking.actor, payload.invoice)
    rows = BilledWork.objects.visible_to(asking.actor).filter(invoice=invoice, record__in=payload.work)
    return FreedOut(freed=free_work(invoice, set(rows.values_list("pk", flat=True)), by=asking.actor))


def _begun(request: Any, customer: Person | Organisation, payload: InvoiceWorkIn) -> InvoiceDraftOut:
    chosen = [(found[1], int(found[2])) for each in payload.work if (found := SHOWN.fullmatch(each))]
    return begun_draft(request, invoice_work(customer, chosen, by=request.actor))


def _out(row: Row) -> WaitingWorkOut:
    same = ("day", "case", "name", "note", "quantity", "unit", "price", "currency")
    return WaitingWorkOut(key=row.key, **{name: getattr(row.work, name) for name in same})
