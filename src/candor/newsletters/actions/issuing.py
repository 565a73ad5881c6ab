"""When an issue goes out: at once or at a moment, paused, taken up again, called off."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Max

from candor.kernel import clock
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time
from candor.newsletters.letters import faults_in
from candor.newsletters.models import Issue, IssueState

TURN = "newsletters.issue"


class NotReady(Exception):
    """It has faults, its list is retired, or it is no draft any more."""


@transaction.atomic
def schedule_issue(issue: Issue, at: datetime | None, domain_pace: int, *, by: Actor) -> None:
    """Send it at the moment, None at once. Raises NotReady; pressing twice changes nothing."""
    if issue.list.retired_at is not None or faults_in(issue):
        raise NotReady
    if not _moved(issue, (IssueState.DRAFT,), IssueState.SCHEDULED, send_at=at or clock.now(), domain_pace=domain_pace):
        raise NotReady
    record("newsletters.issue.scheduled", issue, by=by)


@transaction.atomic
def begin_issue(issue: Issue) -> bool:
    """The moment has come: it gets its number, and its words never change from now on. True for the one that begins."""
    one_at_a_time(TURN)
    last = Issue.objects.filter(list=issue.list_id).aggregate(last=Max("number"))["last"]
    began = _moved(issue, (IssueState.SCHEDULED,), IssueState.SENDING, number=(last or 0) + 1, started_at=clock.now())
    if began:
        record("newsletters.issue.began", issue, by=JOB)
    return began


@transaction.atomic
def back_to_draft(issue: Issue, *, by: Actor) -> None:
    """Not at that moment after all. Doing it twice changes nothing."""
    if _moved(issue, (IssueState.SCHEDULED,), IssueState.DRAFT, send_at=None):
        record("newsletters.issue.unscheduled", issue, by=by)


@transaction.atomic
def pause_issue(issue: Issue, *, by: Actor) -> None:
    """Hand nothing more over. Doing it twice changes nothing."""
    if _moved(issue, (IssueState.SENDING,), IssueState.PAUSED):
        record("newsletters.issue.paused", issue, by=by)


@transaction.atomic
def resume_issue(issue: Issue, *, by: Actor) -> None:
    """Go on where it stopped. Doing it twice changes nothing."""
    if _moved(issue, (IssueState.PAUSED,), IssueState.SENDING):
        record("newsletters.issue.resumed", issue, by=by)


@transaction.atomic
def cancel_issue(issue: Issue, *, by: Actor) -> None:
    """Whom it has not reached yet it never reaches. Doing it twice changes nothing."""
    if _moved(issue, (IssueState.SENDING, IssueState.PAUSED), IssueState.CANCELLED, ended_at=clock.now()):
        record("newsletters.issue.cancelled", issue, by=by)


@transaction.atomic
def end_issue(issue: Issue) -> None:
    """Everybody was written to."""
    if _moved(issue, (IssueState.SENDING,), IssueState.SENT, ended_at=clock.now()):
        record("newsletters.issue.sent", issue, by=JOB)


def _moved(issue: Issue, before: tuple[IssueState, ...], after: IssueState, **values: object) -> bool:
    """Move it on; True for the one press that does."""
    rows = Issue.objects.filter(pk=issue.pk, state__in=before)
    return bool(rows.update(state=after, version=F("version") + 1, changed_at=clock.now(), **values))
