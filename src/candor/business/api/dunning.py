"""Programs read what is overdue, have letters proposed, let them go for the amount that they have read, and pause."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponseBase
from pydantic import Field

from candor.business import access_dunning as access
from candor.business import queries_dunning as queries
from candor.business.access_invoices import note_look, workable_invoice
from candor.business.actions import dunning as actions
from candor.business.actions.dunning_round import propose_all
from candor.business.api.invoices import READ, WRITE
from candor.business.api.operations import DUNNING
from candor.business.forms_dunning import PauseForm
from candor.business.models import DunningLetter, DunningPause, DunningState, Invoice
from candor.business.queries_leads import today
from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import answer_with
from candor.kernel.api.looks import note_people
from candor.kernel.api.paging import After, Limit, Page, cursor_at, place_in
from candor.kernel.api.schemas import BYTES, Amount, AmountIn, Day, Input, Named, Output, PathRef
from candor.kernel.files import serve
from candor.kernel.http.problems import ROOT, Problem
from candor.people.public import Person

INVOICE = "invoices/{slug:ref}"
LETTER = f"{INVOICE}/reminders/{{int:level}}"
CONFLICT = ["conflict"]
ReasonName = Literal["disputed", "instalments", "promised", "other"]


class LetterOut(Output):
    """A letter that asks for the money of an invoice. What a proposal asks for is reckoned as of today."""

    invoice: Named
    level: int
    state: Literal["proposed", "approved", "to-post", "sent"]
    currency: str
    left: Amount
    fee: Amount
    interest: Amount
    total: Amount
    written_on: date
    pay_by: date
    has_paper: bool
    sent_at: datetime | None


class PauseOut(Output):
    """Nobody is dunned for it, until a day or until somebody lifts it."""

    reason: ReasonName
    note: str
    until: date | None


class OverdueOut(Output):
    """An overdue invoice, and what comes next. `level` and `next_on` are null after the last letter."""

    invoice: Named
    buyer: str
    due_on: date
    currency: str
    left: Amount
    last_level: int | None
    level: int | None
    next_on: date | None
    is_due: bool = Field(description="Whether the next letter may be proposed today.")
    pause: PauseOut | None


class Proposed(Output):
    """How many overdue invoices have a proposal now."""

    letters: int


class ApprovalIn(Input):
    """What the letter asks for, as it was read: it does not go for another amount."""

    total: AmountIn


class PauseIn(Input):
    """Why nobody is dunned for it for now. Customers can read the note in a copy."""

    reason: ReasonName
    note: Annotated[str, Field(max_length=200)] = ""
    until: Day | None = None


@DUNNING.read("dunning", scope=READ, response=Page[OverdueOut], summary="List overdue invoices", is_one=False)
def list_overdue(request: HttpRequest, limit: Limit = 50, cursor: After = "") -> Any:
    """The oldest first, with the letter that comes next and why none does."""
    asking: Any = request
    rows, later = queries.overdue(asking.actor, today(), place_in(request, cursor), limit)
    note_people(request, Person.objects.filter(pk__in=[row.invoice.person_id for row in rows]))
    return Page[OverdueOut](items=[_overdue(row) for row in rows], next=cursor_at(request, later))


@DUNNING.read("dunning/letters", scope=READ, response=Page[LetterOut], summary="List letters that wait", is_one=False)
def list_waiting_letters(request: HttpRequest) -> Any:
    """To be looked at, or to be posted: the hundred oldest."""
    asking: Any = request
    rows, settings = queries.waiting_letters(asking.actor), actions.dunning()
    note_people(request, Person.objects.filter(pk__in=[row.invoice.person_id for row in rows]))
    return Page[LetterOut](items=[_letter(row, settings) for row in rows], next=None)


@DUNNING.read(LETTER, scope=READ, response=LetterOut, summary="Read a letter")
def read_letter(request: HttpRequest, ref: PathRef, level: int) -> LetterOut:
    """One letter. The look is noted for the invoice's person."""
    asking: Any = request
    return _shown(asking, access.readable_letter(asking.actor, ref, level))


@DUNNING.read(
    f"{LETTER}/paper",
    scope=READ,
    response=None,
    summary="Fetch a letter's paper",
    answers={200: {"description": "The PDF", "content": {"*/*": BYTES}}},
)
def download_letter(request: HttpRequest, ref: PathRef, level: int) -> HttpResponseBase:
    """The PDF of one that went out; 404 before."""
    asking: Any = request
    found = access.readable_letter(asking.actor, ref, level)
    note_look(asking, found.invoice)
    return serve(access.letter_file(found), made_here=True)


@DUNNING.write(
    "POST",
    "dunning/proposals",
    scope=WRITE,
    response=Proposed,
    summary="Propose all letters that are due",
    is_one=False,
    takes_body=False,
)
def propose_due_letters(request: HttpRequest) -> Proposed:
    """Nothing goes out: each waits until somebody has looked at it."""
    asking: Any = request
    return Proposed(letters=propose_all(queries.due_among(asking.actor, today()), by=asking.actor))


@DUNNING.write(
    "POST",
    f"{INVOICE}/reminders",
    scope=WRITE,
    response=LetterOut,
    status=201,
    summary="Propose the letter that is due",
    problems=CONFLICT,
    takes_body=False,
)
def propose_one_letter(request: HttpRequest, ref: PathRef) -> LetterOut:
    """One that is proposed already is found. A conflict while none is due."""
    asking: Any = request
    made = actions.propose_letter(workable_invoice(asking.actor, ref), by=asking.actor)
    answer_with(request, "Location", f"{ROOT}invoices/{ref}/reminders/{made.level}")
    return _again(asking, ref, made.level)


@DUNNING.write(
    "POST",
    f"{LETTER}/sending",
    scope=WRITE,
    response=LetterOut,
    summary="Let a letter go",
    problems=CONFLICT,
    example={"total": "605.31"},
)
def send_letter(request: HttpRequest, ref: PathRef, level: int, payload: ApprovalIn) -> LetterOut:
    """For the amount that was read; a conflict where it has changed since. Doing it twice sends it once."""
    asking: Any = request
    found = access.workable_letter(asking.actor, ref, level)
    actions.approve_letter(found, Decimal(payload.total), by=asking.actor)
    return _again(asking, ref, level)


@DUNNING.write(
    "POST", f"{LETTER}/posting", scope=WRITE, response=LetterOut, summary="Note that a letter was posted",
    takes_body=False,
)  # fmt: skip
def note_letter_posted(request: HttpRequest, ref: PathRef, level: int) -> LetterOut:
    """The printed letter went into the post. Where none waits for that, nothing changes."""
    asking: Any = request
    actions.note_posted(access.workable_letter(asking.actor, ref, level), by=asking.actor)
    return _again(asking, ref, level)


@DUNNING.write(
    "DELETE", LETTER, scope=WRITE, status=204, summary="Take a proposed letter away", problems=CONFLICT,
    takes_body=False,
)  # fmt: skip
def drop_proposed_letter(request: HttpRequest, ref: PathRef, level: int) -> None:
    """A conflict for one that is on its way already."""
    asking: Any = request
    if not actions.drop_letter(access.workable_letter(asking.actor, ref, level), by=asking.actor):
        raise Problem("conflict")


@DUNNING.write(
    "PUT",
    f"{INVOICE}/dunning-pause",
    scope=WRITE,
    response=PauseOut,
    summary="Pause dunning for an invoice",
    example={"reason": "disputed", "note": "They say that two seats are missing."},
)
def pause_dunning(request: HttpRequest, ref: PathRef, payload: PauseIn) -> PauseOut:
    """What was proposed is taken away. Pausing again changes reason and day."""
    asking: Any = request
    invoice = workable_invoice(asking.actor, ref)
    form = PauseForm({name: value for name, value in payload.model_dump().items() if value is not None})
    cleaned(form)
    actions.pause_dunning(invoice, form.pause, by=asking.actor)
    note_look(asking, invoice)
    return _pause(DunningPause.objects.get(invoice=invoice))


@DUNNING.write(
    "DELETE", f"{INVOICE}/dunning-pause", scope=WRITE, status=204, summary="Dun for an invoice again", takes_body=False
)
def resume_dunning(request: HttpRequest, ref: PathRef) -> None:
    """Doing it twice changes nothing."""
    asking: Any = request
    actions.resume_dunning(workable_invoice(asking.actor, ref), by=asking.actor)


def _again(request: Any, ref: str, level: int) -> LetterOut:
    return _shown(request, access.readable_letter(request.actor, ref, level))


def _shown(request: Any, found: DunningLetter) -> LetterOut:
    note_look(request, found.invoice)
    return _letter(found, actions.dunning())


def _letter(found: DunningLetter, settings: Any) -> LetterOut:
    """As the page shows it: a proposal with what it would ask for today."""
    invoice: Invoice = found.invoice
    asks: Any = (
        actions.claim_of(invoice, found.level, settings) if found.state == DunningState.PROPOSED else found
    )  # fmt: skip
    return LetterOut(
        invoice=Named(ref=invoice.ref, name=invoice.number),
        currency=invoice.currency,
        has_paper=found.pdf_id is not None,
        **{name: getattr(asks, name) for name in ("left", "fee", "interest", "total")},
        **{name: getattr(found, name) for name in ("level", "state", "written_on", "pay_by", "sent_at")},
    )


def _overdue(row: queries.Overdue) -> OverdueOut:
    invoice = row.invoice
    return OverdueOut(
        invoice=Named(ref=invoice.ref, name=invoice.number),
        buyer=invoice.buyer_name,
        due_on=invoice.due_on,
        currency=invoice.currency,
        left=invoice.left,
        last_level=row.last.level if row.last else None,
        level=row.next.level if row.next else None,
        next_on=row.next.on if row.next else None,
        is_due=row.is_due,
        pause=_pause(row.pause) if row.pause else None,
    )


def _pause(row: DunningPause) -> PauseOut:
    return PauseOut(reason=row.reason, note=row.note, until=row.until)  # type: ignore[arg-type] # its choices
