"""Reads of invoices in the shape of their pages. No page counts a table: lists go on by the last row shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from candor.business.models import Invoice, InvoiceDraft, InvoiceKind
from candor.business.models.invoices import InvoiceQuerySet
from candor.business.queries_leads import today
from candor.business.rules.xrechnung import Form
from candor.kernel.actor import Actor
from candor.people.public import Organisation, Person

PAGE = 50
MOST_BESIDE = 5
MOST_DRAFTS = 20
MOST_SHOWN_LINES = 200
VIEWS = ("all", "open", "overdue", "paid", "corrections")
BY_DUE = ("open", "overdue")
"""Views that begin with what has to be paid soonest."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of invoices. `older` names the one after which the next page begins, or is ""."""

    rows: list[Invoice]
    older: str


def listing(actor: Actor, view: str, after: str = "") -> Listing:
    """A page of invoices, the latest first; overdue ones by their day. Two queries at most."""
    return _listing(Invoice.objects.visible_to(actor), view, after)


def own_listing(actor: Actor, after: str = "") -> Listing:
    """A page of the invoices to the actor and to the companies that they speak for. Three queries at most."""
    return _listing(Invoice.objects.visible_to(actor).billed_to(actor).prefetch_related("letters"), "all", after)


def _listing(visible: InvoiceQuerySet, view: str, after: str) -> Listing:
    mark = visible.filter(ref=after).first() if after else None
    by_due = view in BY_DUE
    rows = of_view(visible, view)
    if mark is not None:
        rows = rows.filter(
            Q(due_on__gt=mark.due_on) | Q(due_on=mark.due_on, pk__gt=mark.pk)
            if by_due
            else Q(issued_on__lt=mark.issued_on) | Q(issued_on=mark.issued_on, pk__lt=mark.pk)
        )
    order = ("due_on", "id") if by_due else ("-issued_on", "-id")
    found = list(rows.order_by(*order)[: PAGE + 1])
    return Listing(found[:PAGE], found[PAGE - 1].ref if len(found) > PAGE else "")


def drafts(actor: Actor, most: int = MOST_DRAFTS) -> list[InvoiceDraft]:
    """The latest drafts. One query."""
    return list(InvoiceDraft.objects.visible_to(actor).order_by("-changed_at", "-id")[:most])


def overdue(actor: Actor, most: int) -> list[Invoice]:
    """Those whose day has passed, the oldest first. One query over the open ones."""
    return list(Invoice.objects.visible_to(actor).overdue(today()).order_by("due_on", "id")[:most])


def invoices_of(actor: Actor, *, person: int | None = None, organisation: int | None = None) -> list[Invoice]:
    """The latest of a person or an organisation. One query."""
    rows = Invoice.objects.visible_to(actor)
    rows = rows.filter(person=person) if person is not None else rows.filter(organisation=organisation)
    return list(rows.order_by("-issued_on", "-id")[:MOST_BESIDE])


def invoice_about(text: str) -> Invoice:
    """The latest with this line, for the demo. One query."""
    return Invoice.objects.filter(lines__text=text, kind=InvoiceKind.INVOICE).latest("issued_at")


def form_of_last(actor: Actor, person: Person | None, organisation: Organisation | None) -> str:
    """The XRechnung syntax that the customer's latest invoice had: they want it again; else empty. One query."""
    if organisation is not None:
        found = invoices_of(actor, organisation=organisation.pk)
    else:
        found = invoices_of(actor, person=person.pk) if person is not None else []
    return found[0].electronic if found and found[0].electronic != Form.FACTUR_X else ""


def in_period(actor: Actor, since: date, until: date) -> Iterator[Invoice]:
    """Every invoice of the period by its number, for the accountant. One query, read a piece at a time."""
    rows = Invoice.objects.visible_to(actor).filter(issued_on__gte=since, issued_on__lte=until)
    rows = rows.select_related("booked_in")
    return rows.order_by("issued_on", "id").iterator(chunk_size=500)


def of_view(rows: InvoiceQuerySet, view: str) -> InvoiceQuerySet:
    """Those that one of VIEWS shows."""
    match view:
        case "open":
            return rows.open()
        case "overdue":
            return rows.overdue(today())
        case "paid":
            return rows.settled()
        case "corrections":
            return rows.corrections()
        case _:
            return rows
