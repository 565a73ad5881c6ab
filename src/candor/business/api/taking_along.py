"""Programs take invoices along for the accountant: as a table, or as bookings for DATEV. Each export is recorded, and
everybody in it finds it in their access log.
"""

from __future__ import annotations

from base64 import b64encode
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from pydantic import Field

from candor.business.actions.bookkeeping import bookkeeping, export_bookings
from candor.business.actions.exporting_invoices import file_for_accountant
from candor.business.api.operations import INVOICES
from candor.business.api.schemas import named
from candor.business.forms_bookkeeping import BookingsForm
from candor.business.forms_payments import PeriodForm
from candor.business.models import BookkeepingExport
from candor.business.queries_bookkeeping import LeftOut, bookings_of
from candor.business.rules.amounts import ZERO
from candor.business.rules.datev_file import ENCODING
from candor.business.words_bookkeeping import why
from candor.kernel.api.forms import cleaned
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import Amount, Day, Input, Named, Output
from candor.people.public import role_of

EXPORT = "invoices:export"
MOST_LEFT_OUT = 100
PERIOD = {"since": "2026-10-01", "until": "2026-10-31"}


class PeriodIn(Input):
    """From which day to which, both within it."""

    since: Day
    until: Day


class BookingsIn(PeriodIn):
    """Which period goes to DATEV, and why. Both days lie in one financial year."""

    reason: Annotated[str, Field(pattern=r"\S", max_length=200)]
    again: bool = Field(False, description="Whether what was exported before goes along again.")


class ExportedFile(Output):
    """A file, in the encoding that its reader expects."""

    name: str
    content_type: str
    content: str = Field(description="The bytes in base64.")


class LeftOutOut(Output):
    """What does not go along, and why, in the language of the request."""

    number: str
    why: str


class BookingsOut(Output):
    """What of a period would go along now. Nothing leaves the house by looking."""

    bookings: int
    debits: Amount
    credits: Amount
    left_out: list[LeftOutOut] = Field(description="The first hundred.")


class BookingsExportOut(Output):
    """Bookings that were taken along once, and why."""

    ref: str
    since: date
    until: date
    reason: str
    entries: int
    made_at: datetime
    by: Named | None


@INVOICES.write(
    "POST",
    "invoice-exports",
    scope=EXPORT,
    response=ExportedFile,
    summary="Take the invoices of a period along",
    is_one=False,
    example=PERIOD,
)
def export_invoices(request: HttpRequest, payload: PeriodIn) -> ExportedFile:
    """A table with a row for each invoice and rate of tax; credit notes are below nought."""
    asking: Any = request
    clean = cleaned(PeriodForm(payload.model_dump()))
    content = file_for_accountant(clean["since"], clean["until"], by=asking.actor, role=role_of(asking))
    return _file(f"invoices-{clean['since']:%Y%m%d}-{clean['until']:%Y%m%d}.csv", "utf-8", content)


@INVOICES.write(
    "POST",
    "bookkeeping-exports",
    scope=EXPORT,
    response=ExportedFile,
    summary="Take bookings along for DATEV",
    is_one=False,
    problems=["conflict"],
    example={**PERIOD, "reason": "October for the tax adviser"},
)
def export_to_datev(request: HttpRequest, payload: BookingsIn) -> ExportedFile:
    """What goes along is marked and does not go again. A conflict while the numbers of the books are missing."""
    asking: Any = request
    wanted = _wanted(payload.model_dump())
    content = export_bookings(wanted, by=asking.actor, role=role_of(asking))
    return _file(f"EXTF_Buchungsstapel_{wanted.since:%Y%m%d}-{wanted.until:%Y%m%d}.csv", ENCODING, content)


@INVOICES.read(
    "bookkeeping-exports/preview", scope=EXPORT, response=BookingsOut, summary="Look at what DATEV would get",
    is_one=False,
)  # fmt: skip
def preview_datev(request: HttpRequest, since: date, until: date, again: Literal["yes", "no"] = "no") -> BookingsOut:
    """The bookings of a period in figures, and what is left out of it."""
    asking: Any = request
    wanted = _wanted({"since": since, "until": until, "again": again == "yes", "reason": "-"})
    stack = bookings_of(asking.actor, wanted.since, wanted.until, bookkeeping(), again=wanted.again)
    amounts = [booking.amount for booking in stack.bookings]
    return BookingsOut(
        bookings=len(amounts),
        debits=sum((each for each in amounts if each > 0), start=ZERO),
        credits=-sum((each for each in amounts if each < 0), start=ZERO),
        left_out=[_left_out(one) for one in stack.left_out[:MOST_LEFT_OUT]],
    )


@INVOICES.read(
    "bookkeeping-exports",
    scope=EXPORT,
    response=Page[BookingsExportOut],
    summary="List what was taken along for DATEV",
    is_one=False,
)
def list_bookkeeping_exports(request: HttpRequest, limit: Limit = 50, cursor: After = "") -> Any:
    """The latest first, with who did it and why."""
    asking: Any = request
    rows = BookkeepingExport.objects.visible_to(asking.actor).select_related("by")
    page, later = page_by(request, rows, ("-made_at", "-id"), limit, cursor)
    same = ("ref", "since", "until", "reason", "entries", "made_at")
    items = [BookingsExportOut(**{name: getattr(row, name) for name in same}, by=named(row.by)) for row in page]
    return Page[BookingsExportOut](items=items, next=later)


def _wanted(said: dict[str, Any]) -> Any:
    form = BookingsForm({name: value for name, value in said.items() if value is not False}, bookkeeping())
    cleaned(form)
    return form.wanted()


def _left_out(one: LeftOut) -> LeftOutOut:
    return LeftOutOut(number=one.number, why=why(one))


def _file(name: str, encoding: str, content: bytes) -> ExportedFile:
    return ExportedFile(name=name, content_type=f"text/csv; charset={encoding}", content=b64encode(content).decode())
