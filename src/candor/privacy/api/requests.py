"""Programs enter requests of people about their data and read how they stand: the office all, customers their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import Field

from candor.kernel.api.headers import answer_with
from candor.kernel.api.looks import note_look, note_people
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import Output, PathRef
from candor.kernel.http.problems import ROOT, not_valid
from candor.people.public import Person
from candor.privacy import access
from candor.privacy.actions.requests import NewRequest, receive
from candor.privacy.api.my_requests import OwnWishes, ask_for_oneself
from candor.privacy.api.operations import REQUESTS
from candor.privacy.models import RequestChannel, RequestKind, SubjectRequest
from candor.privacy.queries.registers import today
from candor.privacy.views.new_request import moment_of

READ, WRITE = "requests:read", "requests:write"
ALL = "privacy-requests"
ONE = f"{ALL}/{{slug:ref}}"
EXAMPLE = {"kind": "access", "said": "Everything since 2020."}

Kind = Literal[
    "access", "rectification", "erasure", "restriction", "portability", "objection", "withdrawal", "complaint"
]
Show = Literal["open", "over", "all"]
OF_STAFF = ("name", "address", "postal_address", "received_on", "channel")


class RequestOut(Output):
    """What was asked for and how it stands. `due_on` is the last day for our answer, which `paused` may move."""

    ref: str
    number: int
    kind: str
    channel: str
    state: str
    said: str
    name: str
    address: str
    postal_address: str
    received_at: datetime
    due_on: date
    paused: bool
    is_identified: bool
    answered_at: datetime | None
    answer: str


class NewRequestIn(OwnWishes):
    """A request. What only staff may say of somebody else is refused with a customer's token, and vice versa."""

    kind: Kind
    said: Annotated[str, Field(max_length=5_000)] = ""
    name: Annotated[str, Field(max_length=200)] = ""
    address: Annotated[str, Field(max_length=254)] = ""
    postal_address: Annotated[str, Field(max_length=400)] = Field(
        "", description="Where letters go to somebody without an e-mail address, as on the envelope."
    )
    channel: Literal["", "phone", "letter", "mail"] = ""
    received_on: date | None = None


@REQUESTS.read(ALL, scope=READ, response=Page[RequestOut], summary="List privacy requests", is_one=False)
def list_requests(request: HttpRequest, show: Show = "open", limit: Limit = 50, cursor: After = "") -> Any:
    """Those that are open by the day on which they are due; customers see their own."""
    asking: Any = request
    rows = SubjectRequest.objects.visible_to(asking.actor)
    if show != "all":
        rows = rows.filter(answered_at__isnull=show == "open")
    page, later = page_by(request, rows, ("due_on", "id"), limit, cursor)
    numbers = [row.subject_number for row in page if row.subject_number is not None]
    note_people(request, Person.objects.filter(pk__in=numbers, erased_at=None))
    return Page[RequestOut](items=[_out(row) for row in page], next=later)


@REQUESTS.read(ONE, scope=READ, response=RequestOut, summary="Read a privacy request")
def read_request(request: HttpRequest, ref: PathRef) -> RequestOut:
    """One request. The look is noted for its person."""
    asking: Any = request
    return _shown(request, access.subject_request(asking.actor, ref))


@REQUESTS.write(
    "POST",
    ALL,
    scope=WRITE,
    response=RequestOut,
    status=201,
    summary="Enter a privacy request",
    is_one=False,
    example=EXAMPLE,
)
def enter_request(request: HttpRequest, payload: NewRequestIn) -> RequestOut:
    """Of the customer themselves, who has shown by the token who they are; or of somebody who asked the staff."""
    asking: Any = request
    row = _own(asking, payload) if asking.actor.is_customer else _written_down(asking, payload)
    answer_with(request, "Location", f"{ROOT}{ALL}/{row.ref}")
    return _shown(request, row)


def _own(request: Any, payload: NewRequestIn) -> SubjectRequest:
    sent = payload.model_dump(exclude_defaults=True)
    _refuse(field for field in OF_STAFF if field in sent)
    return ask_for_oneself(request, RequestKind(payload.kind), payload.said, payload)


def _written_down(request: Any, payload: NewRequestIn) -> SubjectRequest:
    """Nothing of it proves who asks: the office learns that by what is on file."""
    _refuse(field for field in OwnWishes.model_fields if field in payload.model_dump(exclude_defaults=True))
    if not (payload.name.strip() or payload.address.strip()):
        raise not_valid(("name", _("Say who asks: the address on file, or the name that they gave.")))
    if payload.received_on is not None and payload.received_on > today():
        raise not_valid(("received_on", _("Choose today or a day in the past.")))
    new = NewRequest(
        kind=RequestKind(payload.kind),
        channel=RequestChannel(payload.channel or "api"),
        said=payload.said,
        name=" ".join(payload.name.split()),
        address=" ".join(payload.address.split()),
        postal_address=payload.postal_address.strip(),
        received_at=moment_of(payload.received_on),
    )
    return receive(new, by=request.actor)


def _refuse(fields: Iterable[str]) -> None:
    wrong = [(field, _("This field is not for the owner of this token.")) for field in fields]
    if wrong:
        raise not_valid(*wrong)


def _shown(request: HttpRequest, row: SubjectRequest) -> RequestOut:
    alive = Person.objects.filter(pk=row.subject_number or 0, erased_at=None)
    note_look(request, alive.values_list("pk", flat=True).first(), row)
    return _out(row)


def _out(row: SubjectRequest) -> RequestOut:
    return RequestOut(
        ref=row.ref,
        number=row.number,
        kind=row.kind,
        channel=row.channel,
        state=row.state,
        said=row.said,
        name=row.name,
        address=row.address,
        postal_address=row.postal_address,
        received_at=row.received_at,
        due_on=row.due_on,
        paused=row.paused_since is not None,
        is_identified=row.identity_at is not None,
        answered_at=row.answered_at,
        answer=row.answer,
    )
