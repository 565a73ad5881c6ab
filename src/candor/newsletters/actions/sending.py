"""Writing to everybody who gets a list: taken into the recipients bit by bit, handed to the outbox bit by bit.

Each step is one short transaction, so that a process that dies loses nothing and writes to nobody twice. Whoever took
their consent back is found in the very transaction that would hand their letter over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Min

from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.kernel.audit import record
from candor.kernel.registries.guards import Ask, allowed_among
from candor.kernel.registries.restricted import OUTSIDERS, without
from candor.mail.public import Addressed, OutboxMessage, TemplateClass, not_dead, queue_many
from candor.newsletters.actions.issuing import begin_issue, end_issue
from candor.newsletters.audience import readers_for
from candor.newsletters.letters import TEMPLATE, name_of, subject_for
from candor.newsletters.models import Fate, Issue, IssueState, Recipient, Subscription
from candor.newsletters.models.issues import UNDER_WAY

PREPARED_AT_ONCE, HANDED_AT_ONCE = 200, 50
MOST_AHEAD = 250
"""Letters that wait in the outbox at most: so many still go after somebody presses "Pause"."""

ABOUT = "newsletters.recipient"

MINUTE = timedelta(minutes=1)


class Pace:
    """How many letters each mail domain got within a minute. A process that starts reads it from the recipients."""

    def __init__(self) -> None:
        self._began: datetime | None = None
        self._handed: Counter[str] = Counter()

    def full(self, most: int) -> list[str]:
        """Domains that have had enough for this minute."""
        now = clock.now()
        if self._began is None:
            self._remember(now)
        elif now - self._began >= MINUTE:
            self._began, self._handed = now, Counter()
        return [domain for domain, handed in self._handed.items() if handed >= most]

    def within(self, most: int, domains: Sequence[str]) -> list[bool]:
        """Of letters to these domains, in their order, which may go."""
        handed, may = self._handed.copy(), []
        for domain in domains:
            handed[domain] += 1
            may.append(handed[domain] <= most)
        return may

    def count(self, domain: str) -> None:
        self._handed[domain] += 1

    def _remember(self, now: datetime) -> None:
        lately = Recipient.objects.filter(issue__state__in=UNDER_WAY, handed_at__gt=now - MINUTE)
        rows = list(lately.order_by().values("domain").annotate(handed=Count("id"), first=Min("handed_at")))
        self._began = min((row["first"] for row in rows), default=now)
        self._handed = Counter({row["domain"]: row["handed"] for row in rows})


def is_under_way() -> bool:
    """Whether an issue is on its way and not paused."""
    return Issue.objects.filter(state=IssueState.SENDING).exists()


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
    ahead = OutboxMessage.objects.unsent().filter(about_kind=ABOUT)
    room = MOST_AHEAD - ahead[:MOST_AHEAD].count()
    if room <= 0:
        return False
    waiting = Recipient.objects.filter(issue=issue, fate=Fate.WAITING)
    full = pace.full(issue.domain_pace)
    rows = waiting.exclude(domain__in=full).order_by("id").values_list("pk", "domain")[: min(room, HANDED_AT_ONCE)]
    found = list(rows)
    if found:
        may_go = pace.within(issue.domain_pace, [domain for _number, domain in found])
        return hand_over(issue, [row[0] for row, may in zip(found, may_go, strict=True) if may], pace) > 0
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
    going = [each for each in chosen if each.identifier_id in wanting]
    queue_many(TEMPLATE, [_addressed(issue, each) for each in going], about_kind=ABOUT, kind=TemplateClass.ADVERTISING)
    numbered = {each.pk for each in going}
    Recipient.objects.filter(pk__in=numbered).update(fate=Fate.HANDED, handed_at=clock.now())
    left_out = [each.pk for each in chosen if each.pk not in numbered]
    Recipient.objects.filter(pk__in=left_out).update(fate=Fate.LEFT_OUT)
    for each in going:
        pace.count(each.domain)
    if chosen:
        record("newsletters.issue.handed_over", issue, by=JOB, recipients=len(chosen))
    return len(chosen)


def _still_wanting(issue: Issue, chosen: list[Recipient]) -> set[int]:
    """Those who stand in the list, whose address is neither dead nor suppressed, and who are not restricted."""
    rows = Subscription.objects.standing().filter(
        list=issue.list_id, identifier__in=[each.identifier_id for each in chosen], identifier__person__erased_at=None
    )
    standing = set(without(rows, "identifier__person", actor=OUTSIDERS).values_list("identifier", flat=True))
    addresses = {each.identifier.value for each in chosen if each.identifier_id in standing}
    reached = not_dead(list(allowed_among(Ask.ADVERTISE_TO, addresses)))
    return {
        each.identifier_id for each in chosen if each.identifier_id in standing and each.identifier.value in reached
    }


def _addressed(issue: Issue, recipient: Recipient) -> Addressed:
    identifier, language = recipient.identifier, recipient.language
    name = name_of(identifier)
    return Addressed(identifier.value, name, language, subject_for(issue, language, name), recipient.pk)
