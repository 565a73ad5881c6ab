"""Programs have an issue tried, sent, paused, resumed and cancelled."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import AwareDatetime, Field, Strict

from candor.kernel import clock
from candor.kernel.api.schemas import Input, PathRef
from candor.kernel.http.problems import Problem, not_valid
from candor.newsletters import access
from candor.newsletters.actions import issuing, writing
from candor.newsletters.api.issues import ONE, IssueOut, shown_again
from candor.newsletters.api.operations import NEWSLETTERS, SEND, WRITE
from candor.newsletters.queries import own_identifier

Moment = Annotated[AwareDatetime, Strict(False), Field(examples=["2037-05-04T08:00:00Z"])]


class SendingIn(Input):
    """When it goes out, at once where no moment is named, and how fast."""

    send_at: Moment | None = None
    domain_pace: Annotated[int, Field(ge=1, le=100_000, description="Mails a minute to one provider at most.")] = 600


@NEWSLETTERS.write(
    "POST",
    f"{ONE}/test",
    scope=WRITE,
    response=IssueOut,
    summary="Try an issue",
    problems=["conflict"],
    takes_body=False,
)
def try_newsletter_issue(request: HttpRequest, ref: PathRef) -> IssueOut:
    """It is mailed to the token's owner alone, in each of its languages. A conflict without words or own address."""
    asking: Any = request
    found, identifier = access.issue_for(asking.actor, ref), own_identifier(asking.actor.id)
    if identifier is None or not found.languages():
        raise Problem("conflict", _("Write the text first, and show that your own e-mail address is yours."))
    writing.send_test(found, identifier, by=asking.actor)
    return shown_again(request, ref)


@NEWSLETTERS.write(
    "POST",
    f"{ONE}/sending",
    scope=SEND,
    response=IssueOut,
    summary="Send an issue",
    problems=["conflict"],
    example={"send_at": "2037-05-04T08:00:00Z"},
)
def send_newsletter_issue(request: HttpRequest, ref: PathRef, payload: SendingIn) -> IssueOut:
    """To those alone who confirmed the list and have not left it. A conflict while it has faults."""
    asking: Any = request
    if payload.send_at is not None and payload.send_at < clock.now():
        raise not_valid(("send_at", _("This moment has passed. Choose a later one, or leave it empty.")))
    found = access.issue_for(asking.actor, ref)
    issuing.schedule_issue(found, payload.send_at, payload.domain_pace, by=asking.actor)
    return shown_again(request, ref)


@NEWSLETTERS.write(
    "POST", f"{ONE}/draft", scope=SEND, response=IssueOut, summary="Make a draft of an issue again", takes_body=False
)
def draft_newsletter_issue_again(request: HttpRequest, ref: PathRef) -> IssueOut:
    """Not at that moment after all. What is on its way is paused or cancelled instead."""
    return _after(request, ref, issuing.back_to_draft)


@NEWSLETTERS.write("POST", f"{ONE}/pause", scope=SEND, response=IssueOut, summary="Pause an issue", takes_body=False)
def pause_newsletter_issue(request: HttpRequest, ref: PathRef) -> IssueOut:
    """Nothing more is handed over for now. Doing it twice changes nothing."""
    return _after(request, ref, issuing.pause_issue)


@NEWSLETTERS.write(
    "POST", f"{ONE}/resumption", scope=SEND, response=IssueOut, summary="Go on with an issue", takes_body=False
)
def resume_newsletter_issue(request: HttpRequest, ref: PathRef) -> IssueOut:
    """Where it stopped. Doing it twice changes nothing."""
    return _after(request, ref, issuing.resume_issue)


@NEWSLETTERS.write(
    "POST", f"{ONE}/cancellation", scope=SEND, response=IssueOut, summary="Cancel an issue", takes_body=False
)
def cancel_newsletter_issue(request: HttpRequest, ref: PathRef) -> IssueOut:
    """Whom it has not reached yet it never reaches. Doing it twice changes nothing."""
    return _after(request, ref, issuing.cancel_issue)


def _after(request: Any, ref: str, act: Any) -> IssueOut:
    act(access.issue_for(request.actor, ref), by=request.actor)
    return shown_again(request, ref)
