"""Opening a task for each recipient when something is carried out for a person (Art. 19 GDPR).

Each is a part of the transaction that carries it out, so that nothing is erased, locked or put right of which nobody
would be told. What the recipient knows the person by is written down then, because an erasure takes it away.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import F, Max, OuterRef, Q, Subquery

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time
from candor.people.public import Person, primary_email
from candor.privacy.models import (
    DisclosedPerson,
    Disclosure,
    Erasure,
    Lock,
    Recipient,
    RecipientTask,
    SubjectRequest,
    TaskRight,
)
from candor.privacy.rights import takes_everything
from candor.privacy.rules.recipient_states import ANSWER_WITHIN
from candor.privacy.rules.request_states import State

TURN = "privacy.recipient-tasks"
DONE = (State.FULFILLED, State.FULFILLED_IN_PART)


def open_for_erasure(erasure: Erasure, numbers: Collection[int], *, by: Actor) -> None:
    """Everybody who received something of them is to erase it, where the request takes everything here."""
    if takes_everything(erasure.right):
        _open(_CarriedOut(TaskRight.ERASURE, erasure.subject_number, numbers, erasure.request_id), by=by)


def open_for_lock(lock: Lock, *, by: Actor) -> None:
    """A restriction that the person has asked for; what the law alone keeps is no restriction (Art. 18(1))."""
    if lock.is_of_the_person:
        records = _with_merged(lock.person_id)
        _open(_CarriedOut(TaskRight.RESTRICTION, lock.person_id, records, lock.request_id), by=by)


def open_for_rectification(request: SubjectRequest, details: str, *, by: Actor) -> None:
    """What was put right on somebody's request, with the words of the answer, which somebody looks at before they go:
    a recipient is told of what it received, and may have received nothing of this.
    """
    number = request.subject_number
    if number is not None and request.kind == TaskRight.RECTIFICATION.value and request.stands in DONE:
        _open(_CarriedOut(TaskRight.RECTIFICATION, number, _with_merged(number), request.pk, details), by=by)


@dataclass(frozen=True, slots=True)
class _CarriedOut:
    """What was done for whom: `numbers` are those of all records of the person."""

    right: TaskRight
    number: int
    numbers: Collection[int]
    request: int | None
    details: str = ""


def _open(done: _CarriedOut, *, by: Actor) -> None:
    recipients = _who_received(done.numbers)
    if not recipients:
        return
    one_at_a_time(TURN)
    told = _told_already(done.right, done.numbers, done.request)
    person = Person.objects.filter(pk=done.number).first()
    now = clock.now()
    answer_by = (now.astimezone(ZoneInfo(instance.current().time_zone)) + ANSWER_WITHIN).date()
    for recipient in recipients:
        if recipient.pk in told:
            continue
        task = RecipientTask.objects.create(
            recipient=recipient,
            request_id=done.request,
            subject_number=done.number,
            right=done.right,
            person_name=person.name if person else "",
            person_address=primary_email(person) if person else "",
            details=done.details,
            opened_at=now,
            answer_by=answer_by,
            mail_at=None if done.right is TaskRight.RECTIFICATION else now,
        )
        record("privacy.recipient_task.opened", task, by=by, right=done.right.value, recipient=recipient.pk)


def _who_received(numbers: Collection[int]) -> list[Recipient]:
    """To whom something of them went. Where the whole instance lies, what is done here is done there. One query."""
    disclosures = DisclosedPerson.objects.filter(subject_number__in=numbers).values("disclosure__recipient")
    return list(Recipient.objects.filter(pk__in=disclosures, gets_everything=False).order_by("pk"))


def _told_already(right: TaskRight, numbers: Collection[int], request: int | None) -> set[int]:
    """Recipients with a task for the same: of an erasure and of a lock those that got nothing since.

    What an erasure kept and a further one takes up later is no news to them. A rectification has other words each time.
    """
    tasks = RecipientTask.objects.filter(right=right, subject_number__in=numbers)
    if right is TaskRight.RECTIFICATION:
        return set(tasks.filter(request=request).values_list("recipient", flat=True)) if request else set()
    if right is TaskRight.RESTRICTION:
        tasks = (
            tasks.waiting()
            | RecipientTask.objects.filter(right=TaskRight.ERASURE, subject_number__in=numbers).waiting()
        )
    went = Disclosure.objects.filter(recipient=OuterRef("recipient"), people__subject_number__in=numbers)
    last = went.order_by().values("recipient").annotate(last=Max("noted_at")).values("last")
    known = tasks.annotate(last=Subquery(last)).filter(Q(last=None) | Q(last__lte=F("opened_at")))
    return set(known.values_list("recipient", flat=True))


def _with_merged(number: int) -> list[int]:
    return [number, *Person.objects.filter(merged_into=number).values_list("pk", flat=True)]
