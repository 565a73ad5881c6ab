"""Programs read how far an announcement is, begin one, and note who was told otherwise; the privacy office alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from pydantic import Field

from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import answer_with
from candor.kernel.api.looks import note_people
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import Day, Input, Named, Output, PathRef
from candor.kernel.http.problems import ROOT
from candor.people.public import Person
from candor.privacy.actions import announcing as actions
from candor.privacy.api.operations import ANNOUNCEMENTS, READ, WRITE
from candor.privacy.forms_announcements import AnnouncementForm, PassedOnForm, ToldForm
from candor.privacy.models import Announcement, ToldClient, ToldPerson
from candor.privacy.queries import announcements as queries

ONE = "announcements/{slug:ref}"
DocumentName = Literal["notice", "terms"]
ReachedName = Literal["waiting", "mailed", "bounced", "failed", "none"]


class AnnouncementRow(Output):
    """That a version of the privacy notice or the terms is told to everybody."""

    ref: str
    document: DocumentName
    version: int
    asks_anew: bool = Field(description="Consents from before count no more until they are given again.")
    banner_until: date = Field(description="Until then pages say so.")
    begun_at: datetime
    ended_at: datetime | None


class AnnouncementFigures(Output):
    """How many people are in which state."""

    people: int
    waiting: int
    mailed: int
    bounced: int
    failed: int
    none: int = Field(description="Without an e-mail address.")
    seen: int = Field(description="Who said that they have read it.")
    unreached: int = Field(description="The work that is left.")


class AnnouncementOut(AnnouncementRow):
    """One with how far it is."""

    figures: AnnouncementFigures


class UnreachedOut(Output):
    """Somebody whom the mail did not reach."""

    ref: str
    person: Named
    reached: ReachedName


class ClientOut(Output):
    """A client organisation that was asked to tell its people."""

    ref: str
    organisation: Named
    reached: ReachedName
    passed_on_on: date | None


class AnnouncementIn(Input):
    """Which version is told, until when pages say so, and whether consents are asked anew."""

    document: DocumentName
    version: Annotated[int, Field(ge=2, le=32_000)]
    banner_until: Day
    asks_anew: bool = False


class ToldIn(Input):
    """When and how somebody was told otherwise."""

    on: Day
    how: Annotated[str, Field(pattern=r"\S", max_length=200)]


class PassedOnIn(Input):
    """Since when a client's people know."""

    on: Day


@ANNOUNCEMENTS.read(
    "announcements", scope=READ, response=Page[AnnouncementRow], summary="List announcements", is_one=False
)
def list_announcements(request: HttpRequest, limit: Limit = 50, cursor: After = "") -> Any:
    """The latest first."""
    asking: Any = request
    rows = Announcement.objects.visible_to(asking.actor)
    page, later = page_by(request, rows, ("-begun_at", "-id"), limit, cursor)
    return Page[AnnouncementRow](items=[AnnouncementRow(**_row(row)) for row in page], next=later)


@ANNOUNCEMENTS.read(ONE, scope=READ, response=AnnouncementOut, summary="Read an announcement")
def read_announcement(request: HttpRequest, ref: PathRef) -> AnnouncementOut:
    """How far it is, in numbers of people."""
    return _out(_found(request, ref))


@ANNOUNCEMENTS.read(
    f"{ONE}/unreached", scope=READ, response=Page[UnreachedOut], summary="List whom an announcement did not reach"
)
def list_unreached(request: HttpRequest, ref: PathRef, limit: Limit = 50, cursor: After = "") -> Any:
    """Who has to be told another way. Each look is noted for the person."""
    asking: Any = request
    rows = ToldPerson.objects.visible_to(asking.actor).unreached().filter(announcement=_found(request, ref))
    page, later = page_by(request, rows.select_related("person"), ("id",), limit, cursor)
    note_people(request, Person.objects.filter(pk__in=[row.person_id for row in page]))
    items = [
        UnreachedOut(
            ref=row.ref,
            person=Named(ref=row.person.ref, name=row.person.name),
            reached=row.reached,  # type: ignore[arg-type] # a column with these choices
        )
        for row in page
    ]
    return Page[UnreachedOut](items=items, next=later)


@ANNOUNCEMENTS.read(
    f"{ONE}/clients", scope=READ, response=Page[ClientOut], summary="List the clients that were asked to tell"
)
def list_announcement_clients(request: HttpRequest, ref: PathRef, limit: Limit = 50, cursor: After = "") -> Any:
    """In the order in which they were asked."""
    rows = ToldClient.objects.filter(announcement=_found(request, ref)).select_related("organisation")
    page, later = page_by(request, rows, ("id",), limit, cursor)
    return Page[ClientOut](items=[_client(row) for row in page], next=later)


@ANNOUNCEMENTS.write(
    "POST",
    "announcements",
    scope=WRITE,
    response=AnnouncementOut,
    status=201,
    summary="Announce a version",
    is_one=False,
    problems=["conflict"],
    example={"document": "notice", "version": 2, "banner_until": "2037-05-04"},
)
def announce_version(request: HttpRequest, payload: AnnouncementIn) -> AnnouncementOut:
    """To everybody, by mail and on pages, once. There is no draft: it begins at once. A conflict for one announced."""
    asking: Any = request
    data = {"version": f"{payload.document}-{payload.version}", "banner_until": payload.banner_until}
    form = AnnouncementForm({**data, "asks_anew": payload.asks_anew})
    cleaned(form)
    begun = actions.announce(form.change(), by=asking.actor)
    answer_with(request, "Location", f"{ROOT}announcements/{begun.ref}")
    return _out(_found(request, begun.ref))


@ANNOUNCEMENTS.write(
    "PUT",
    f"{ONE}/unreached/{{slug:reader}}",
    scope=WRITE,
    status=204,
    summary="Note that somebody was told otherwise",
    example={"on": "2026-11-20", "how": "By letter"},
)
def note_told_otherwise(request: HttpRequest, ref: PathRef, reader: PathRef, payload: ToldIn) -> None:
    """By letter or telephone: they leave the list of work with it."""
    asking: Any = request
    found = _found(request, ref)
    row = ToldPerson.objects.visible_to(asking.actor).filter(announcement=found, ref=reader).first()
    if row is None:
        raise Http404
    clean = cleaned(ToldForm(payload.model_dump()))
    actions.note_told(row, clean["on"], clean["how"], by=asking.actor)


@ANNOUNCEMENTS.write(
    "PUT",
    f"{ONE}/clients/{{slug:client}}",
    scope=WRITE,
    status=204,
    summary="Note that a client has told its people",
    example={"on": "2026-11-20"},
)
def note_client_passed_on(request: HttpRequest, ref: PathRef, client: PathRef, payload: PassedOnIn) -> None:
    """As it says itself."""
    asking: Any = request
    row = ToldClient.objects.filter(announcement=_found(request, ref), ref=client).first()
    if row is None:
        raise Http404
    clean = cleaned(PassedOnForm(payload.model_dump()))
    actions.note_passed_on(row, clean["on"], by=asking.actor)


def _found(request: Any, ref: str) -> Announcement:
    found = Announcement.objects.visible_to(request.actor).filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def _row(row: Announcement) -> dict[str, Any]:
    same = ("ref", "asks_anew", "banner_until", "begun_at", "ended_at")
    return {**{name: getattr(row, name) for name in same}, "document": row.kind, "version": row.number}


def _out(row: Announcement) -> AnnouncementOut:
    figures = queries.figures_of(row)
    told = {name: getattr(figures, name) for name in AnnouncementFigures.model_fields}
    return AnnouncementOut(**_row(row), figures=AnnouncementFigures(**told))


def _client(row: ToldClient) -> ClientOut:
    organisation = Named(ref=row.organisation.ref, name=row.organisation.name)
    reached: Any = row.reached
    return ClientOut(ref=row.ref, organisation=organisation, reached=reached, passed_on_on=row.passed_on_on)
