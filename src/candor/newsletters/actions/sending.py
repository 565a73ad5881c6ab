"""Writing to everybody who gets a list: taken into the recipients bit by bit, handed to the outbox bit by bit.

Each step is one short transaction, so that a process that dies loses nothing and writes to nobody twice. Whoever took
their consent back is found in the very transaction that would hand their letter over.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction

from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.kernel.audit import record
from candor.kernel.registries.guards import Ask, allowed
from candor.kernel.registries.restricted import OUTSIDERS, without
from candor.mail.public import OutboxMessage, OutboxState, TemplateClass, queue_ready
from candor.newsletters.actions.issuing import begin_issue, end_issue
from candor.newsletters.audience import readers_for
from candor.newsletters.letters import TEMPLATE, headers_for, letter_for
from candor.newsletters.models import Fate, Issue, IssueState, Recipient, Subscription

PREPARED_AT_ONCE, HANDED_AT_ONCE = 200, 20
MOST_AHEAD = 100
"""Letters that wait in the outbox at most, so that other mail never queues behind a newsletter."""

MINUTE = timedelta(minutes=1)


class Pace:
    """How many letters each mail domain got in this minute. Remembered by the process that sends."""

    def __init__(self) -> None:
        self._minute: datetime | None = None
        self._handed: Counter[str] = Counter()

    def full(self, most: int) -> list[str]:
        """Domains that have had enough for this minute."""
        if self._minute is None or clock.now() - self._minute >= MINUTE:
            self._minute, self._handed = clock.now(), Counter()
        return [domain for domain, handed in self._handed.items() if handed >= most]

    def count(self, domain: str) -> None:
        self._handed[domain] += 1


def go_on(pace: Pace) -> bool:
    """Do the next bit of the issue that is on its way longest; False where there is nothing to do for now."""
    due = Issue.objects.filter(state=IssueState.SCHEDULED, send_at__lte=clock.now()).first()
    if due is not None:
        return begin_issue(due)
    issue = Issue.objects.filter(state=IssueState.SENDING).select_related("list").order_by("send_at", "id").first()
    if issue is None:
        return False
    if issue.prepared_at is None:
        return prepare(issue)
    return _hand_over_some(issue, pace)


@transaction.atomic
def prepare(issue: Issue) -> bool:
    """Take the next few readers into the recipients. Running again begins after the last one taken."""
    locked = Issue.objects.select_for_update(of=("self",)).filter(pk=issue.pk, state=IssueState.SENDING).first()
    if locked is None or locked.prepared_at is not None:
        return locked is not None
    readers = readers_for(locked).filter(pk__gt=locked.prepared_up_to)
    few = list(readers.select_related("identifier").order_by("pk")[:PREPARED_AT_ONCE])
    now = clock.now()
    Recipient.objects.bulk_create(
        [
            Recipient(
                issue=locked,
                identifier=each.identifier,
                language=locked.language_for(each.language),
                domain=each.identifier.value.rpartition("@")[2],
                prepared_at=now,
            )
            for each in few
        ],
        ignore_conflicts=True,
    )
    further = {"prepared_up_to": few[-1].pk} if few else {"prepared_at": now}
    Issue.objects.filter(pk=issue.pk).update(**further)
    return True


def _hand_over_some(issue: Issue, pace: Pace) -> bool:
    ahead = OutboxMessage.objects.unsent().filter(template=TEMPLATE).exclude(about_kind="newsletters.issue")
    room = MOST_AHEAD - ahead[:MOST_AHEAD].count()
    if room <= 0:
        return False
    waiting = Recipient.objects.filter(issue=issue, fate=Fate.WAITING)
    full = pace.full(issue.domain_pace)
    numbers = list(waiting.exclude(domain__in=full).order_by("id").values_list("pk", flat=True)[:HANDED_AT_ONCE])
    if numbers:
        return hand_over(issue, numbers, pace) > 0
    if not full and not waiting.exists():
        end_issue(issue)
        return True
    return False


@transaction.atomic
def hand_over(issue: Issue, numbers: list[int], pace: Pace) -> int:
    """Claim these recipients and write their letters into the outbox; returns how many were claimed by this call.

    Who does not stand in the list any more, objected, or is restricted or erased is left out.
    """
    if not Issue.objects.select_for_update(of=("self",)).filter(pk=issue.pk, state=IssueState.SENDING).exists():
        return 0
    rows = Recipient.objects.filter(pk__in=numbers, fate=Fate.WAITING).select_related("identifier__person")
    chosen = list(rows.select_for_update(of=("self",)).order_by("id"))
    wanting = _still_wanting(issue, chosen)
    for each in chosen:
        each.issue = issue
        goes = each.identifier_id in wanting and _write(each)
        Recipient.objects.filter(pk=each.pk, fate=Fate.WAITING).update(
            fate=Fate.HANDED if goes else Fate.LEFT_OUT, handed_at=clock.now() if goes else None
        )
        pace.count(each.domain)
    if chosen:
        record("newsletters.issue.handed_over", issue, by=JOB, recipients=len(chosen))
    return len(chosen)


def _still_wanting(issue: Issue, chosen: list[Recipient]) -> set[int]:
    rows = Subscription.objects.standing().filter(
        list=issue.list_id, identifier__in=[each.identifier_id for each in chosen], identifier__person__erased_at=None
    )
    return set(without(rows, "identifier__person", actor=OUTSIDERS).values_list("identifier", flat=True))


def _write(recipient: Recipient) -> bool:
    """Into the outbox, unless somebody objected to advertising or the address is dead."""
    issue, identifier = recipient.issue, recipient.identifier
    if not allowed(Ask.ADVERTISE_TO, identifier.value):
        return False
    name = identifier.person.name
    mail = queue_ready(
        letter_for(issue, identifier, recipient.language),
        template=TEMPLATE,
        to=(identifier.value, "" if "@" in name else name),
        language=recipient.language,
        about=recipient,
        kind=TemplateClass.ADVERTISING,
        headers=headers_for(issue, identifier),
    )
    return mail.state == OutboxState.QUEUED
