"""Reads about issues: what pages show of them, the figures, how far one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.newsletters.audience import readers_for
from candor.newsletters.models import Fate, Issue, IssueState, MailingList, Recipient, Subscription

MOST_ISSUES = 100
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of an issue, in numbers of addresses. Nobody counts who opened it: nothing in it could tell."""

    recipients: int
    waiting: int
    outbox: int
    sent: int
    bounced: int
    failed: int
    unknown: int
    left_out: int
    opted_out: int
    replied: int

    @property
    def done(self) -> int:
        return self.recipients - self.waiting


@dataclass(frozen=True, slots=True)
class Progress:
    """How many went out in the last minute, and when it will be done at this rate; None while nobody can tell."""

    a_minute: int
    ends_at: datetime | None


def issues_for(actor: Actor, state: str = "") -> Sequence[Issue]:
    """The latest first. One query."""
    rows = Issue.objects.visible_to(actor).select_related("list").order_by("-changed_at", "-id")
    return list((rows.filter(state=state) if state else rows)[:MOST_ISSUES])


def figures_of(issue: Issue) -> Figures:
    """One query over the issue's recipients."""
    rows = Recipient.objects.filter(issue=issue)
    counts = {fate: Count("id", filter=Q(fate=fate)) for fate in Fate.values}
    found = rows.aggregate(
        recipients=Count("id"),
        **{fate.replace("-", "_"): count for fate, count in counts.items()},
        opted_out=Count("id", filter=Q(opted_out=True)),
        replied=Count("id", filter=Q(replied=True)),
    )
    return Figures(
        recipients=found["recipients"],
        waiting=found["waiting"],
        outbox=found["handed"],
        sent=found["sent"],
        bounced=found["bounced"],
        failed=found["failed"],
        unknown=found["unknown"],
        left_out=found["left_out"],
        opted_out=found["opted_out"],
        replied=found["replied"],
    )


def progress_of(issue: Issue, figures: Figures) -> Progress:
    """The rate of the last minute. One query."""
    lately = Recipient.objects.filter(issue=issue, handed_at__gt=clock.now() - MINUTE).count()
    is_counting = issue.state == IssueState.SENDING and issue.prepared_at is not None and lately
    left = MINUTE * (figures.waiting / lately) if is_counting else None
    return Progress(lately, clock.now() + left if left is not None else None)


def readers_of(issue: Issue) -> int:
    """How many subscriptions it would go to. One query."""
    return readers_for(issue).count()


def readers_in(each: MailingList) -> int:
    """How many subscriptions of the list stand. One query."""
    return Subscription.objects.standing().filter(list=each).count()


def archive(each: MailingList | None = None) -> Sequence[Issue]:
    """What everybody may read, the latest first. One query."""
    rows = Issue.objects.in_archive().select_related("list").order_by("-started_at", "-id")
    return list((rows if each is None else rows.filter(list=each))[:MOST_ISSUES])
