"""Taking up again what an erasure had to keep: a contract has ended, a duty is over, a hold was lifted.

What was kept is asked about on the day after its last day, or every day where no end was known, by the one decision. As
soon as anything of it is free, a further erasure of the same request does what is free, without anybody asking again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby, islice

from django.db import transaction
from django.db.models import Q

from candor.kernel import clock, instance
from candor.kernel.actor import JOB
from candor.kernel.audit import record
from candor.kernel.registries.personal_data import DATABASE, Piece, Subject
from candor.people.public import Person, Refused, subject_of
from candor.privacy.actions.locks import end_lock_of_what_goes
from candor.privacy.erasing.confirming import confirm_erasure
from candor.privacy.erasing.counting import decision_of
from candor.privacy.erasing.freezing import Known
from candor.privacy.erasing.planning import drop_plan, forget_pieces, plan_rest
from candor.privacy.erasing.steps import Step, steps_of
from candor.privacy.models import Doing, Erasure, ErasurePiece, ErasureState, Lock, LockGround
from candor.privacy.rules.deciding import Action

MOST_A_DAY = 500
BATCH = 500
OURS = (LockGround.DUTY, LockGround.OBJECTION)
"""On which an erasure locks what it keeps."""


def resume_erasures() -> int:
    """Take up every erasure of which something is free now; how many those are."""
    today = clock.today(instance.current().time_zone)
    waiting = Erasure.objects.filter(state=ErasureState.DONE, goes_on_in=None).exclude(kept=[])
    due = waiting.filter(Q(again_on=None) | Q(again_on__lte=today)).order_by("again_on", "pk")
    return sum(resume(erasure, today) for erasure in due[:MOST_A_DAY])


def resume(erasure: Erasure, today: date) -> bool:
    """Ask anew about what the erasure kept, and have done what is free; whether anything is."""
    person = Person.objects.filter(pk=erasure.subject_number).first()
    subject = subject_of(person) if person else Subject(erasure.subject_number)
    steps = list(_steps(erasure, subject))
    if person is None or not any(_is_free(step) for step in steps):
        Erasure.objects.filter(pk=erasure.pk).update(again_on=_next_look(steps, today))
        return False
    try:
        further = plan_rest(erasure, person, steps, by=JOB)
    except Refused:
        return False
    return _go_on(erasure, further)


def _go_on(erasure: Erasure, further: Erasure) -> bool:
    """It was confirmed by whoever confirmed the first part; what is done now is less than what was asked for.

    The clock takes it up within seconds (`tasks.go_on_with_erasures`).
    """
    with transaction.atomic():
        taken = Erasure.objects.filter(pk=erasure.pk, goes_on_in=None).update(goes_on_in=further)
        if taken and confirm_erasure(further, further.plan_hash, by=JOB):
            _lift_lock(further)
            record("privacy.erasure.resumed", erasure, by=JOB, further=further.pk)
    if not taken:
        drop_plan(further, by=JOB)
        return False
    forget_pieces(erasure)
    return True


def _lift_lock(further: Erasure) -> None:
    """The lock for what had to be kept ends with the last of it, and with the plan that lets that go."""
    if any(decision_of(kept).action is Action.LOCK for kept in further.kept):
        return
    standing = Lock.objects.standing().filter(person=further.subject_number, ground__in=OURS, set_by=None)
    for lock in standing:
        end_lock_of_what_goes(lock, by=JOB)


def _steps(erasure: Erasure, subject: Subject) -> Iterator[Step]:
    """What is to be done now to the pieces that were kept, table by table, as the one decision says."""
    known = Known(erasure, subject)
    kept = ErasurePiece.objects.filter(erasure=erasure, store=DATABASE).exclude(ground="").order_by("place", "field")
    for (place, field), pieces in groupby(kept.iterator(BATCH), key=lambda piece: (piece.place, piece.field)):
        while keys := [piece.key for piece in islice(pieces, BATCH)]:
            found = [Piece(DATABASE, place, key, field) for key in keys]
            fates = known.fates(found)
            yield from steps_of([piece for piece in found if piece.key in fates], fates)


def _is_free(step: Step) -> bool:
    return step.doing is not Doing.KEEP and not step.stays


def _next_look(steps: list[Step], today: date) -> date:
    """The day after the first known last day; tomorrow where one has none, because nobody tells when it is free."""
    ends = [step.decision.until if step.decision else None for step in steps]
    tomorrow = today + timedelta(days=1)
    known = [end for end in ends if end is not None]
    return max(tomorrow, min(known) + timedelta(days=1)) if known and len(known) == len(ends) else tomorrow
