"""Reads of dunning in the shape of its pages: what is overdue and what comes next, letters that wait, their history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from candor.business.actions.dunning import dunning, next_letter
from candor.business.models import DunningLetter, DunningPause, DunningSettings, DunningState, Invoice
from candor.business.models.invoices import InvoiceQuerySet
from candor.business.rules.dunning import Step
from candor.kernel.actor import Actor

PAGE = 50
MOST_WAITING = 100


@dataclass(frozen=True, slots=True)
class Overdue:
    """One overdue invoice: its latest letter that went out, the next one, why nobody is dunned for it.

    `is_due`: the next letter may be proposed today; `begun` is one that is proposed or on its way.
    """

    invoice: Invoice
    last: DunningLetter | None
    next: Step | None
    pause: DunningPause | None
    is_due: bool
    begun: DunningLetter | None


def waiting_letters(actor: Actor) -> list[DunningLetter]:
    """Letters to be looked at or posted, the oldest first, with what their amounts depend on. Four queries."""
    rows = DunningLetter.objects.visible_to(actor).waiting().select_related("invoice")
    rows = rows.prefetch_related("invoice__letters", "invoice__payments", "invoice__corrections")
    return list(rows.order_by("id")[:MOST_WAITING])


def overdue(actor: Actor, today: date, after: str = "", most: int = PAGE) -> tuple[list[Overdue], str]:
    """A page of overdue invoices, the oldest first, and after which the next page begins. At most five queries."""
    visible = Invoice.objects.visible_to(actor)
    rows = _with_letters(visible.overdue(today))
    mark = visible.filter(ref=after).first() if after else None
    if mark is not None:
        rows = rows.filter(Q(due_on__gt=mark.due_on) | Q(due_on=mark.due_on, pk__gt=mark.pk))
    found, settings = list(rows.order_by("due_on", "id")[: most + 1]), dunning()
    shown = [_overdue(invoice, settings, today) for invoice in found[:most]]
    return shown, found[most - 1].ref if len(found) > most else ""


def due_among(actor: Actor, today: date) -> Iterator[Invoice]:
    """Overdue invoices that the actor sees and whose next letter's day has come."""
    return _due(Invoice.objects.visible_to(actor), today)


def due_for_letter(today: date) -> Iterator[Invoice]:
    """All of them, for the job."""
    return _due(Invoice.objects.all(), today)


def state_of(invoice: Invoice, today: date) -> Overdue:
    """What one invoice's page says about dunning. At most three queries."""
    return _overdue(invoice, dunning(), today)


def _due(rows: InvoiceQuerySet, today: date) -> Iterator[Invoice]:
    settings = dunning()
    for invoice in _with_letters(rows.overdue(today)).order_by("due_on", "id").iterator(chunk_size=200):
        if _overdue(invoice, settings, today).is_due:
            yield invoice


def _with_letters(rows: InvoiceQuerySet) -> InvoiceQuerySet:
    return rows.select_related("dunning_pause").prefetch_related("letters")


def _overdue(invoice: Invoice, settings: DunningSettings, today: date) -> Overdue:
    letters = list(invoice.letters.all())
    sent = [letter for letter in letters if letter.state == DunningState.SENT]
    pause = getattr(invoice, "dunning_pause", None)
    if pause is not None and pause.until is not None and pause.until < today:
        pause = None
    step = next_letter(invoice, settings)
    begun = next((letter for letter in letters if letter.state != DunningState.SENT), None)
    rests = invoice.is_settled or pause is not None or begun is not None
    is_due = step is not None and not rests and step.on <= today
    return Overdue(invoice, sent[-1] if sent else None, step, pause, is_due, begun)
