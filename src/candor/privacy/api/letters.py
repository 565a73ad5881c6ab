"""Programs read what we wrote about a request by post, and note that a letter was posted: for the privacy office."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from pydantic import Field

from candor.kernel.api.looks import note_look
from candor.kernel.api.schemas import BYTES, Input, Output, PathRef
from candor.kernel.http.problems import Problem, not_valid
from candor.kernel.papers.running import PapersFailed
from candor.people.public import Person
from candor.privacy import access
from candor.privacy.actions.paper_letters import NO_ADDRESS, note_posted
from candor.privacy.api.operations import REQUESTS
from candor.privacy.models import PaperLetter, SubjectRequest
from candor.privacy.papers.printing import NOT_MADE, printed
from candor.privacy.queries.letters import MOST
from candor.privacy.queries.registers import today
from candor.privacy.views.letters import file_of

READ, WRITE = "requests:read", "requests:write"
LETTER = "privacy-letters/{slug:ref}"


class PostedLetterOut(Output):
    """A letter by post. It waits while both `posted_on` and `unsent_because` are empty."""

    ref: str
    subject: str
    text: str
    language: str
    address: str = Field(description="A line for each line of the window; empty as long as none is known.")
    enclosures: str
    written_at: datetime
    posted_on: date | None
    unsent_because: str


class PostedIn(Input):
    posted_on: date | None = Field(None, description="Empty is today.")


@REQUESTS.read(
    "privacy-requests/{slug:ref}/letters",
    scope=READ,
    response=list[PostedLetterOut],
    summary="List the letters by post",
)
def list_request_letters(request: HttpRequest, ref: PathRef) -> list[PostedLetterOut]:
    """What we wrote about a request on paper, the last one first. For the privacy office; the look is noted."""
    asking: Any = request
    row = access.subject_request(asking.actor, ref)
    if asking.actor.is_customer:
        raise Http404
    _note(request, row)
    return [_out(letter) for letter in PaperLetter.objects.filter(request=row).order_by("-pk")[:MOST]]


@REQUESTS.write(
    "POST",
    f"{LETTER}/posting",
    scope=WRITE,
    response=PostedLetterOut,
    summary="Note that a letter was posted",
    example={"posted_on": "2026-11-23"},
)
def post_letter(request: HttpRequest, ref: PathRef, payload: PostedIn) -> PostedLetterOut:
    """Somebody put it into the post. What follows from the letter counts from that day; doing it twice changes nothing.

    For the privacy office.
    """
    asking: Any = request
    letter = access.paper_letter(asking.actor, ref)
    day = payload.posted_on or today()
    if day > today():
        raise not_valid(("posted_on", _("Choose today or a day in the past.")))
    note_posted(letter, day, by=asking.actor)
    _note(request, letter.request)
    letter.refresh_from_db()
    return _out(letter)


@REQUESTS.read(
    f"{LETTER}/pdf",
    scope=READ,
    response=None,
    summary="Fetch a letter by post as a PDF",
    problems=["conflict"],
    answers={200: {"description": "The letter.", "content": {"application/pdf": BYTES}}},
)
def fetch_letter(request: HttpRequest, ref: PathRef) -> HttpResponse:
    """The letter as it is printed, for the privacy office; the look is noted. A conflict for one without an address.

    A code that shows who asks stands on the paper alone, which the page prints; here dots stand for it.
    """
    asking: Any = request
    letter = access.paper_letter(asking.actor, ref)
    if not letter.address:
        raise Problem("conflict", str(NO_ADDRESS))
    try:
        content = printed(letter)
    except PapersFailed:
        raise Problem("failed", str(NOT_MADE)) from None
    _note(request, letter.request)
    return file_of(letter, content)


def _note(request: HttpRequest, row: SubjectRequest) -> None:
    alive = Person.objects.filter(pk=row.subject_number or 0, erased_at=None)
    note_look(request, alive.values_list("pk", flat=True).first(), row)


def _out(letter: PaperLetter) -> PostedLetterOut:
    return PostedLetterOut(
        ref=letter.ref,
        subject=letter.subject,
        text=letter.text,
        language=letter.language,
        address=letter.address,
        enclosures=letter.enclosures,
        written_at=letter.written_at,
        posted_on=letter.posted_on,
        unsent_because=letter.unsent_because,
    )
