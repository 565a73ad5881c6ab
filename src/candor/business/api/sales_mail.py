"""Programs read mail to sales and answer it, take it, settle it, make a lead of it. Each look is noted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from pydantic import Field

from candor.business import access
from candor.business.actions import handling, leads
from candor.business.actions.answering import Answer, address_for, send_answer
from candor.business.api.operations import SALES_MAIL
from candor.business.api.schemas import must_be, named
from candor.business.forms import LONGEST_ANSWER
from candor.business.models import Correspondence, SalesFile, SalesMail
from candor.business.queries import of_view
from candor.kernel.api.looks import note_look, note_people
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import BYTES, Input, Named, Output, PathRef
from candor.kernel.files import serve
from candor.people.public import Person

READ, WRITE = "sales-mail:read", "sales-mail:write"
ONE = "sales-mail/{slug:ref}"
MAILS = f"{ONE}/mails"
Show = Literal["waiting", "mine", "all"]


class SalesMailRow(Output):
    """Mail between one person and sales. `waits_since` is null once somebody answered or settled it."""

    ref: str
    subject: str
    person: Named | None
    organisation: Named | None
    taken_by: Named | None
    is_sender_verified: bool
    waits_since: datetime | None
    last_at: datetime


class SalesMailOut(SalesMailRow):
    """With the address that an answer would go to, and when nothing more was to be done."""

    answers_to: str
    done_at: datetime | None


class MailFileOut(Output):
    """A file of a mail; `size` in bytes."""

    ref: str
    name: str
    size: int


class MailOut(Output):
    """One mail as it was written; `delivery` says how far one of ours has come."""

    ref: str
    is_ours: bool
    by: Named | None = Field(description="Who of us wrote it.")
    address: str
    text: str
    written_at: datetime
    is_automatic: bool
    delivery: str
    files: list[MailFileOut]


class SalesAnswerIn(Input):
    """The words of the answer. It leaves from the address that was written to."""

    text: Annotated[str, Field(pattern=r"\S", max_length=LONGEST_ANSWER)]


@SALES_MAIL.read("sales-mail", scope=READ, response=Page[SalesMailRow], summary="List sales mail", is_one=False)
def list_sales_mail(request: HttpRequest, show: Show = "waiting", limit: Limit = 50, cursor: After = "") -> Any:
    """What waits the longest first, everything else the latest first."""
    asking: Any = request
    visible = Correspondence.objects.visible_to(asking.actor).select_related("person", "organisation", "taken_by")
    order = ("waits_since", "id") if show == "waiting" else ("-last_at", "-id")
    page, later = page_by(request, of_view(visible, show, asking.actor), order, limit, cursor)
    note_people(request, Person.objects.filter(pk__in=[row.person_id for row in page]))
    return Page[SalesMailRow](items=[SalesMailRow(**_row(row)) for row in page], next=later)


@SALES_MAIL.read(ONE, scope=READ, response=SalesMailOut, summary="Read a correspondence")
def read_sales_mail(request: HttpRequest, ref: PathRef) -> SalesMailOut:
    """Whose it is and what it waits for; its words stand in `mails` below it."""
    asking: Any = request
    return _shown(asking, access.readable_correspondence(asking.actor, ref))


@SALES_MAIL.read(MAILS, scope=READ, response=Page[MailOut], summary="List the mails of a correspondence")
def list_mails_of_correspondence(request: HttpRequest, ref: PathRef, limit: Limit = 50, cursor: After = "") -> Any:
    """The latest first, without what they quote."""
    asking: Any = request
    found = access.readable_correspondence(asking.actor, ref)
    note_look(request, found.person_id, found)
    rows = SalesMail.objects.filter(correspondence=found).select_related("by").prefetch_related("files__file")
    page, later = page_by(request, rows, ("-id",), limit, cursor)
    return Page[MailOut](items=[_mail(row) for row in page], next=later)


@SALES_MAIL.read(
    "sales-mail-files/{slug:ref}", scope=READ, response=None, summary="Fetch a file of sales mail",
    problems=("infected", "not-checkable", "not-looked-at"),
    answers={200: {"description": "The file", "content": {"*/*": BYTES}}},
)  # fmt: skip
def fetch_sales_file(request: HttpRequest, ref: PathRef) -> HttpResponseBase:
    """Streamed, and looked at on its way out as on the pages."""
    asking: Any = request
    held = access.readable_file(asking.actor, ref)
    note_look(request, held.mail.correspondence.person_id, held.mail.correspondence)
    return serve(held.file)


@SALES_MAIL.write(
    "POST",
    f"{ONE}/answers",
    scope=WRITE,
    response=SalesMailOut,
    status=201,
    summary="Answer sales mail",
    problems=["conflict"],
    example={"text": "Ten seats are 990.00 euros a year."},
)
def answer_sales_mail(request: HttpRequest, ref: PathRef, payload: SalesAnswerIn) -> SalesMailOut:
    """It goes out by mail, and the correspondence waits no more. Send an Idempotency-Key: each request is one mail."""
    asking: Any = request
    found = access.workable_correspondence(asking.actor, ref)
    send_answer(found, Answer(payload.text), by=asking.actor)
    return _shown(asking, access.readable_correspondence(asking.actor, ref))


@SALES_MAIL.write(
    "POST", f"{ONE}/taking", scope=WRITE, response=SalesMailOut, summary="Take sales mail", problems=["conflict"],
    takes_body=False,
)  # fmt: skip
def take_sales_mail(request: HttpRequest, ref: PathRef) -> SalesMailOut:
    """The owner of the token sees to it. One that a colleague has is a conflict."""
    asking: Any = request
    must_be(so=handling.take(access.workable_correspondence(asking.actor, ref), by=asking.actor))
    return _shown(asking, access.readable_correspondence(asking.actor, ref))


@SALES_MAIL.write(
    "DELETE", f"{ONE}/taking", scope=WRITE, response=SalesMailOut, summary="Give sales mail back", takes_body=False
)
def give_sales_mail_back(request: HttpRequest, ref: PathRef) -> SalesMailOut:
    """Whoever comes takes it. Doing it twice changes nothing."""
    return _after(handling.give_back, request, ref)


@SALES_MAIL.write(
    "POST", f"{ONE}/settling", scope=WRITE, response=SalesMailOut, summary="Settle sales mail", takes_body=False
)
def settle_sales_mail(request: HttpRequest, ref: PathRef) -> SalesMailOut:
    """Nothing more is to be done, until the person writes again. Settling twice changes nothing."""
    return _after(handling.settle, request, ref)


@SALES_MAIL.write(
    "DELETE", f"{ONE}/settling", scope=WRITE, response=SalesMailOut, summary="Open sales mail again", takes_body=False
)
def open_sales_mail_again(request: HttpRequest, ref: PathRef) -> SalesMailOut:
    """It is to be seen to after all. Doing it twice changes nothing."""
    return _after(handling.open_again, request, ref)


@SALES_MAIL.write(
    "POST",
    f"{ONE}/lead",
    scope=WRITE,
    response=Named,
    status=201,
    summary="Make a lead of sales mail",
    problems=["conflict"],
    takes_body=False,
)
def make_lead_of_sales_mail(request: HttpRequest, ref: PathRef) -> Named:
    """Its person’s open lead where there is one. Doing it twice makes one."""
    asking: Any = request
    found = access.workable_correspondence(asking.actor, ref)
    note_look(request, found.person_id, found)
    lead = leads.lead_of_mail(found, by=asking.actor)
    return Named(ref=lead.ref, name=lead.interest)


def _after(step: Callable[..., None], request: Any, ref: str) -> SalesMailOut:
    step(access.workable_correspondence(request.actor, ref), by=request.actor)
    return _shown(request, access.readable_correspondence(request.actor, ref))


def _shown(request: Any, found: Correspondence) -> SalesMailOut:
    note_look(request, found.person_id, found)
    return SalesMailOut(**_row(found), answers_to=address_for(found), done_at=found.done_at)


def _row(found: Correspondence) -> dict[str, Any]:
    same = ("ref", "subject", "is_sender_verified", "waits_since", "last_at")
    whose = ("person", "organisation", "taken_by")
    return {name: getattr(found, name) for name in same} | {name: named(getattr(found, name)) for name in whose}


def _mail(mail: SalesMail) -> MailOut:
    same = ("ref", "is_ours", "address", "text", "written_at", "is_automatic", "delivery")
    return MailOut(
        **{name: getattr(mail, name) for name in same},
        by=named(mail.by),
        files=[_file(held) for held in mail.files.all()],
    )


def _file(held: SalesFile) -> MailFileOut:
    return MailFileOut(ref=held.file.ref, name=held.file.name, size=held.file.size)
