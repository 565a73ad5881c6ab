"""Programs write issues and read what became of them, in numbers of addresses: nobody counts who opened one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from pydantic import Field

from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import answer_with, must_match, tagged, version_of
from candor.kernel.api.paging import After, Limit, Page, page_by
from candor.kernel.api.schemas import Input, Named, Output, PathRef, Ref
from candor.kernel.http.problems import ROOT
from candor.kernel.ids import new_ref
from candor.newsletters import access
from candor.newsletters import queries_issues as queries
from candor.newsletters.actions import writing
from candor.newsletters.api.operations import NEWSLETTERS, READ, WRITE
from candor.newsletters.forms import LONGEST_BODY, IssueForm
from candor.newsletters.letters import faults_in
from candor.newsletters.models import Issue

ONE = "newsletters/issues/{slug:ref}"
WORDS = ("subject_en", "body_en", "subject_de", "body_de")
StateName = Literal["draft", "scheduled", "sending", "paused", "sent", "cancelled"]
Subject = Annotated[str, Field(max_length=200)]
Body = Annotated[str, Field(max_length=LONGEST_BODY, description="Markdown; an empty text leaves the language out.")]


class FiguresOut(Output):
    """What became of it, in numbers of addresses."""

    recipients: int
    waiting: int
    outbox: int
    sent: int = Field(description="Taken by the mail server.")
    bounced: int
    failed: int
    unknown: int = Field(description="We were cut off while handing it over; it is never sent again.")
    left_out: int = Field(description="Who consents no more.")
    opted_out: int = Field(description="Who left the list by it.")
    replied: int


class IssueRow(Output):
    """One newsletter to a list. Its number is given when sending begins."""

    ref: str
    list: Named
    number: int | None
    state: StateName
    subject_en: str
    subject_de: str
    send_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    changed_at: datetime


class IssueWritten(IssueRow):
    """One with its words."""

    body_en: str
    body_de: str
    domain_pace: int = Field(description="Mails a minute to one provider at most.")
    created_at: datetime
    version: int


class IssueOut(IssueWritten):
    """One with what hinders its sending, in the language of the request, and what became of it."""

    faults: list[str]
    figures: FiguresOut


class NewIssueIn(Input):
    """An issue in one language or both; it is a draft first."""

    list: Ref
    subject_en: Subject = ""
    body_en: Body = ""
    subject_de: Subject = ""
    body_de: Body = ""


class IssueIn(Input):
    """What shall be different; what is not sent stays."""

    list: Ref | None = None
    subject_en: Subject | None = None
    body_en: Body | None = None
    subject_de: Subject | None = None
    body_de: Body | None = None


@NEWSLETTERS.read("newsletters/issues", scope=READ, response=Page[IssueRow], summary="List issues", is_one=False)
def list_newsletter_issues(
    request: HttpRequest, state: StateName | None = None, limit: Limit = 50, cursor: After = ""
) -> Any:
    """The latest touched first."""
    asking: Any = request
    rows = Issue.objects.visible_to(asking.actor).select_related("list")
    page, later = page_by(request, rows.filter(state=state) if state else rows, ("-changed_at", "-id"), limit, cursor)
    return Page[IssueRow](items=[IssueRow(**_row(issue)) for issue in page], next=later)


@NEWSLETTERS.read(ONE, scope=READ, response=IssueOut, summary="Read an issue")
def read_newsletter_issue(request: HttpRequest, ref: PathRef) -> IssueOut:
    """What it says, and how far it is."""
    return shown_again(request, ref)


@NEWSLETTERS.write(
    "POST",
    "newsletters/issues",
    scope=WRITE,
    response=IssueOut,
    status=201,
    summary="Write an issue",
    is_one=False,
    example={"list": "0f3kq8z1v7n2m5ax", "subject_en": "Version 4.2", "body_en": "It finds words in **scans**."},
)
def write_newsletter_issue(request: HttpRequest, payload: NewIssueIn) -> IssueOut:
    """A draft; nothing goes out before `sending`. Send an Idempotency-Key: each request writes one."""
    asking: Any = request
    form = IssueForm({**payload.model_dump(), "key": new_ref()})
    key = cleaned(form)["key"]
    made = writing.write_issue(form.chosen, form.words(), key=key, by=asking.actor)
    answer_with(request, "Location", f"{ROOT}newsletters/issues/{made.ref}")
    return shown_again(request, made.ref)


@NEWSLETTERS.write(
    "PATCH",
    ONE,
    scope=WRITE,
    response=IssueOut,
    summary="Change an issue",
    match="must",
    problems=["conflict"],
    example={"subject_de": "Version 4.2"},
)
def change_newsletter_issue(request: HttpRequest, ref: PathRef, payload: IssueIn) -> IssueOut:
    """A draft's words. A conflict once it is scheduled or on its way."""
    asking: Any = request
    found = access.issue_for(asking.actor, ref)
    must_match(request, version_of(_written(found)))
    stands = {name: getattr(found, name) for name in WORDS} | {"list": found.list.ref}
    form = IssueForm(stands | payload.model_dump(exclude_none=True), found)
    cleaned(form)
    writing.change_issue(found, form.chosen, form.words(), by=asking.actor, expected_version=found.version)
    return shown_again(request, ref)


@NEWSLETTERS.write(
    "DELETE", ONE, scope=WRITE, status=204, summary="Throw a draft of an issue away", problems=["conflict"],
    takes_body=False,
)  # fmt: skip
def throw_newsletter_issue_away(request: HttpRequest, ref: PathRef) -> None:
    """A conflict once it is no draft any more: what went out stays."""
    asking: Any = request
    writing.throw_away(access.issue_for(asking.actor, ref), by=asking.actor)


def shown_again(request: Any, ref: str) -> IssueOut:
    """The issue with its ETag, which stands for its words and state, not for its figures."""
    found = access.issue_for(request.actor, ref)
    written = _written(found)
    tagged(request, version_of(written))
    figures = queries.figures_of(found)
    return IssueOut(
        **written.model_dump(),
        faults=faults_in(found) if found.is_open else [],
        figures=FiguresOut(**{name: getattr(figures, name) for name in FiguresOut.model_fields}),
    )


def _written(found: Issue) -> IssueWritten:
    same = ("body_en", "body_de", "domain_pace", "created_at", "version")
    return IssueWritten(**_row(found), **{name: getattr(found, name) for name in same})


def _row(found: Issue) -> dict[str, Any]:
    same = ("ref", "number", "state", "subject_en", "subject_de", "send_at", "started_at", "ended_at", "changed_at")
    return {**{name: getattr(found, name) for name in same}, "list": Named(ref=found.list.ref, name=found.list.name_en)}
