"""Programs read the versions of a quote as they were sent, and fetch their papers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponseBase
from ninja import Path

from candor.business import access_quotes as access
from candor.business.api.operations import QUOTES
from candor.business.api.quote_lines import lines_out
from candor.business.api.quote_schemas import LineOut
from candor.business.api.quotes import ONE, READ
from candor.business.models import QuoteVersion
from candor.kernel.api.paging import Page
from candor.kernel.api.schemas import BYTES, Amount, Output, PathRef
from candor.kernel.files import serve

MOST = 100
VERSION = f"{ONE}/versions/{{int:number}}"
Number = Annotated[int, Path(ge=1, le=32_767, description="The version's number.")]


class VersionRow(Output):
    """A version that was sent."""

    number: int
    subject: str
    valid_until: date
    net: Amount
    gross: Amount
    sent_at: datetime
    has_paper: bool


class VersionOut(VersionRow):
    """One with what it says. It never changes."""

    note: str
    lines: list[LineOut]


@QUOTES.read(f"{ONE}/versions", scope=READ, response=Page[VersionRow], summary="List the versions that were sent")
def list_quote_versions(request: HttpRequest, ref: PathRef) -> Any:
    """The latest first. The look is noted for the quote's person."""
    asking: Any = request
    quote = access.readable_quote(asking.actor, ref)
    access.note_look(asking, quote)
    rows = quote.versions.filter(sent_at__isnull=False).order_by("-number")[:MOST]
    return Page[VersionRow](items=[VersionRow(**_row(row)) for row in rows], next=None)


@QUOTES.read(VERSION, scope=READ, response=VersionOut, summary="Read a version of a quote")
def read_quote_version(request: HttpRequest, ref: PathRef, number: Number) -> VersionOut:
    """As it was sent. The look is noted for the quote's person."""
    asking: Any = request
    quote = access.readable_quote(asking.actor, ref)
    found = quote.versions.filter(number=number, sent_at__isnull=False).first()
    if found is None:
        raise Http404
    access.note_look(asking, quote)
    return VersionOut(**_row(found), note=found.note, lines=lines_out(found))


@QUOTES.read(
    f"{VERSION}/paper",
    scope=READ,
    response=None,
    summary="Fetch the paper of a version",
    answers={200: {"description": "The PDF", "content": {"*/*": BYTES}}},
)
def download_quote_paper(request: HttpRequest, ref: PathRef, number: Number) -> HttpResponseBase:
    """The PDF that was sent. It is made some seconds after sending: until then 404."""
    asking: Any = request
    quote = access.readable_quote(asking.actor, ref)
    access.note_look(asking, quote)
    return serve(access.paper_of(quote.versions.filter(number=number).first()), made_here=True)


def _row(row: QuoteVersion) -> dict[str, Any]:
    same = ("number", "subject", "valid_until", "net", "gross", "sent_at")
    return {**{name: getattr(row, name) for name in same}, "has_paper": row.pdf_id is not None}
