"""What becomes of a request that a client decides about: passed on to it, answered, and then carried out as it said.

An erasure keeps what waits for the answer; a copy waits as a whole.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time
from candor.people.public import Person, Refused
from candor.privacy.actions.copying import follow_clients
from candor.privacy.erasing import Asked, begin_plan
from candor.privacy.erasing.marking import marks_of, with_marks
from candor.privacy.models import (
    ClientRequest,
    ClientWord,
    CompellingGround,
    Copy,
    Erasure,
    ErasureState,
    Replacement,
    ToldHow,
)
from candor.privacy.models.client_requests import ClientRequestQuerySet
from candor.privacy.telling_clients import TURN, is_being_erased, pass_on_by_mail


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client said, who of them, on which day. `until`: the last day on which it wants it kept."""

    word: ClientWord
    said_by: str
    said_on: date
    until: date | None = None


@transaction.atomic
def mail_client(row: ClientRequest, *, by: Actor) -> bool:
    """Pass the request on by mail now. False where it was, or nobody can be written to."""
    one_at_a_time(TURN)
    return not is_being_erased(row) and pass_on_by_mail(row, by=by)


@transaction.atomic
def note_passed_on(row: ClientRequest, how: ToldHow, *, by: Actor) -> bool:
    """Note that somebody of us has passed it on, where no mail could. The first time counts."""
    untold = ClientRequest.objects.filter(pk=row.pk, passed_at=None)
    noted = untold.update(passed_at=clock.now(), passed_how=how, passed_by=by.id)
    if noted:
        record("privacy.client_request.passed_on", row, by=by, how=how.value)
    return bool(noted)


@transaction.atomic
def note_answer_about_copy(row: ClientRequest, copy: Copy, answer: Answer, *, by: Actor) -> None:
    """Note what the client said about a copy, and have it made, or kept back. Pressing twice notes it once.

    Raises Refused where it keeps back what was fetched already.
    """
    one_at_a_time(TURN)
    if ClientRequest.objects.filter(pk=row.pk, **asdict(answer)).exists():
        return
    _note(ClientRequest.objects.filter(pk=row.pk), row, answer, by)
    follow_clients(copy)


@transaction.atomic
def note_answer_about_request(row: ClientRequest, answer: Answer, *, by: Actor) -> None:
    """Note what the client said about a request that nothing carries out yet. What is planned later follows it."""
    one_at_a_time(TURN)
    if not ClientRequest.objects.filter(pk=row.pk, **asdict(answer)).exists():
        _note(ClientRequest.objects.filter(pk=row.pk), row, answer, by)


@transaction.atomic
def note_answer(row: ClientRequest, erasure: Erasure, answer: Answer, *, by: Actor) -> Erasure:
    """Note what the client said, and have the decision follow it; returns the plan that does.

    Pressing twice notes it once. A plan that was not confirmed is made anew. What was kept for the answer is asked
    about with the next turn, which is soon. Raises Refused while the request is being carried out, or where the client
    had it deleted already.
    """
    from candor.privacy.tasks import resume_soon

    one_at_a_time(TURN)
    erasure = _last_of(erasure)
    if ClientRequest.objects.filter(pk=row.pk, **asdict(answer)).exists():
        return erasure
    if erasure.state not in {ErasureState.PLANNED, ErasureState.DONE}:
        raise Refused(_("The request is being planned or carried out just now. Note the answer in a few minutes."))
    open_rows = ClientRequest.objects.filter(pk=row.pk)
    if erasure.state == ErasureState.DONE:
        open_rows = open_rows.exclude(word=ClientWord.ERASE)
    if not _note(open_rows, row, answer, by):
        raise Refused(_("The client had it deleted already. Nothing was changed."))
    if erasure.state == ErasureState.PLANNED:
        return _plan_anew(erasure, by)
    Erasure.objects.filter(pk=erasure.pk, goes_on_in=None).update(again_on=clock.today(instance.current().time_zone))
    resume_soon()
    return erasure


def _note(rows: ClientRequestQuerySet, row: ClientRequest, answer: Answer, by: Actor) -> bool:
    noted = rows.update(**asdict(answer), noted_by=by.id, noted_at=clock.now())
    if noted:
        record("privacy.client_request.answered", row, by=by, word=answer.word.value, organisation=row.organisation_id)
    return bool(noted)


def _last_of(erasure: Erasure) -> Erasure:
    """The last of the erasures that carry the request out."""
    same = Erasure.objects.filter(
        subject_number=erasure.subject_number, right=erasure.right, received_on=erasure.received_on
    )
    return same.exclude(state=ErasureState.DROPPED).order_by("pk").last() or erasure


def _plan_anew(erasure: Erasure, by: Actor) -> Erasure:
    """The same request with what was recorded for it. The former plan is dropped. Raises Refused as `begin_plan`."""
    from candor.privacy.tasks import plan_soon

    person = Person.objects.filter(pk=erasure.subject_number).first()
    if person is None:
        return erasure
    marks = marks_of(erasure)
    further = begin_plan(person, Asked.again(erasure), by=by)
    for model in (ClientRequest, CompellingGround, Replacement):
        model._base_manager.filter(erasure=erasure).update(erasure=further)
    further.sought = with_marks(further.sought or {}, marks) if marks else further.sought
    further.save(update_fields=["sought"])
    plan_soon(further)
    return further
