"""Planning an erasure, and what a plan says: its hash, what goes, what stays and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, instance
from candor.kernel.actor import JOB, Actor
from candor.kernel.audit import record
from candor.people.public import Membership, Person, Refused, is_being_merged, subject_of, works_here
from candor.privacy.erasing import leasing
from candor.privacy.erasing.closure import spare_what_is_pointed_to
from candor.privacy.erasing.counting import count, plan_hash
from candor.privacy.erasing.freezing import freeze, write_steps
from candor.privacy.erasing.leasing import InOtherHands
from candor.privacy.erasing.map_version import map_version
from candor.privacy.erasing.passing_on import note_clients, take_over
from candor.privacy.erasing.refusing import note_refused
from candor.privacy.erasing.steps import Step
from candor.privacy.erasing.tallying import Tally
from candor.privacy.following import follow_erasure
from candor.privacy.models import (
    UNDER_WAY,
    ClientRequest,
    CompellingGround,
    Erasure,
    ErasurePiece,
    ErasureState,
    Replacement,
    Trouble,
)
from candor.privacy.rules.deciding import Right

LINES = 2_000
A_MINUTE = timedelta(minutes=1)
ENDED = (ErasureState.DONE, ErasureState.DROPPED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, when it reached us, a word on it for the office, and the number of the tracked request.

    Or what somebody only looks at in advance.
    """

    right: Right = Right.ERASURE
    received_on: date | None = None
    reason: str = ""
    request: int | None = None
    is_preview: bool = False

    @classmethod
    def again(cls, erasure: Erasure) -> Asked:
        """The same once more, for a plan that takes the place of this one or goes on where it ended."""
        return cls(Right(erasure.right), erasure.received_on, erasure.reason, erasure.request_id)


def plan_erasure(person: Person, asked: Asked, *, by: Actor) -> Erasure:
    """Plan it anew and wait for it. Nothing of the person changes; an earlier plan that was not begun is dropped.

    An erasure that has begun is given back as it is: it goes on with its own plan. Raises Refused as `begin_plan`,
    StoreUnavailable, and InOtherHands where it was dropped meanwhile.
    """
    erasure = begin_plan(person, asked, by=by)
    return work_out(erasure) if erasure.state == ErasureState.PLANNING else erasure


def begin_plan(person: Person, asked: Asked, *, by: Actor) -> Erasure:
    """Enter that it is to be planned; `work_out` does it. One of the same right that has begun is given back as it is.

    Raises Refused for somebody who works here, whose records are being merged, who was erased already, or of whom
    something else is being carried out.
    """
    going = Erasure.objects.filter(subject_number=person.pk, state__in=[ErasureState.CONFIRMED, *UNDER_WAY]).first()
    if going is not None and going.right != asked.right:
        raise Refused(_("Another request of this person is being carried out. Plan this one when it is done."))
    if going is not None and going.begun_at is not None:
        return going
    _refuse(person)
    return _new(person, asked, by)


def plan_rest(erasure: Erasure, person: Person, kept: Sequence[Step], *, by: Actor) -> Erasure:
    """Plan what an erasure that is done had to keep: `kept` are those pieces, as they are decided about now.

    They are frozen beside whatever else is found, because the keys by which some were found may be gone. Raises Refused
    while another erasure of the person is planned or under way.
    """
    if Erasure.objects.filter(subject_number=person.pk).exclude(state__in=ENDED).exists():
        raise Refused(_("Another erasure of this person is planned or under way."))
    further = _new(person, Asked.again(erasure), by)
    write_steps(further, kept)
    return work_out(further)


def work_out(erasure: Erasure) -> Erasure:
    """Find everything and write the plan down. May be done again after a kill: what stands in the list stays.

    Raises StoreUnavailable, and InOtherHands while another process does it or where the plan was dropped.
    """
    with leasing.held(erasure):
        freeze(erasure, Tally(erasure))
        spare_what_is_pointed_to(erasure)
        _conclude(erasure)
    return erasure


def drop_plan(erasure: Erasure, *, by: Actor) -> bool:
    """Forget a plan that was not begun; True for the one who did it. A job forgets its list, which may be long."""
    from candor.privacy.tasks import forget_soon

    with transaction.atomic():
        dropped = _not_begun(Erasure.objects.filter(pk=erasure.pk)).update(state=ErasureState.DROPPED, sought=None)
        if dropped:
            record("privacy.erasure.dropped", erasure, by=by)
            follow_erasure(erasure, ErasureState.DROPPED, by=by)
            forget_soon(erasure)
    return bool(dropped)


def forget_dropped(erasure: Erasure) -> None:
    """Delete what is left of a plan that was dropped, the ledger's entry closed before. Raises LedgerBusy."""
    note_refused(erasure)
    forget_pieces(erasure)
    for model in (CompellingGround, Replacement, ClientRequest):
        rows: QuerySet[Any] = model._base_manager.filter(erasure=erasure)
        rows._raw_delete(rows.db)
    found = Erasure.objects.filter(pk=erasure.pk, state=ErasureState.DROPPED)
    found._raw_delete(found.db)


def forget_pieces(erasure: Erasure) -> None:
    """Delete the worklist in portions, so that nobody waits for it."""
    _forget(ErasurePiece.objects.filter(erasure=erasure))


def forget_done_pieces(erasure: Erasure) -> None:
    """Delete of the worklist what was done. What something keeps is asked about again (`resuming`)."""
    _forget(ErasurePiece.objects.filter(erasure=erasure, ground=""))


def _forget(pieces: QuerySet[ErasurePiece]) -> None:
    while keys := list(pieces.values_list("pk", flat=True)[:LINES]):
        found = ErasurePiece.objects.filter(pk__in=keys)
        found._raw_delete(found.db)


def _refuse(person: Person) -> None:
    if person.erased_at is not None:
        raise Refused(_("This person was erased already. Nothing was changed."))
    if person.merged_into_id is not None:
        raise Refused(_("This record became part of another one. Plan the erasure of that one."))
    if works_here(person):
        raise Refused(_("This person works here. End their access first, then plan the erasure."))
    if is_being_merged(person):
        raise Refused(_("Records of this person are being merged. Plan the erasure when that is done."))


@transaction.atomic
def _new(person: Person, asked: Asked, by: Actor) -> Erasure:
    # One that is being written down belongs to whoever does it: the constraint refuses ours.
    now = clock.now()
    written_now = Q(planned_at__gt=now - A_MINUTE) | Q(leased_until__gt=now)
    in_work = Q(state=ErasureState.PLANNING, trouble=Trouble.NONE) & written_now
    earlier = list(_not_begun(Erasure.objects.filter(subject_number=person.pk)).exclude(in_work))
    for one in earlier:
        drop_plan(one, by=by)
    subject = subject_of(person)
    sought = {
        "former": subject.former,
        "addresses": subject.addresses,
        "words": subject.words,
        "organisations": list(
            Membership.objects.filter(person__in=subject.numbers).values_list("organisation", flat=True)
        ),
    }
    try:
        with transaction.atomic():
            erasure = Erasure.objects.create(
                subject_number=person.pk,
                subject_ref=person.ref,
                right=asked.right,
                reason=asked.reason[:200],
                received_on=asked.received_on or clock.today(instance.current().time_zone),
                map_version=map_version(),
                is_preview=asked.is_preview,
                sought=sought,
                planned_by_id=by.id,
                request_id=asked.request,
                planned_at=clock.now(),
            )
    except IntegrityError:
        raise Refused(_("Somebody else is planning the erasure of this person right now. Look again.")) from None
    take_over(erasure, earlier)
    return erasure


def _not_begun(erasures: Any) -> Any:
    return erasures.filter(state__in=[ErasureState.PLANNING, ErasureState.PLANNED, ErasureState.CONFIRMED])


def _conclude(erasure: Erasure) -> None:
    count(erasure)
    erasure.plan_hash, erasure.state = plan_hash(erasure), ErasureState.PLANNED
    with transaction.atomic():
        ours = Erasure.objects.filter(pk=erasure.pk, state=ErasureState.PLANNING)
        if not ours.update(plan_hash=erasure.plan_hash, state=erasure.state):
            raise InOtherHands(erasure.ref)
        if not erasure.is_preview:
            note_clients(erasure)
        follow_erasure(erasure, ErasureState.PLANNED)
        total = sum(group["count"] for group in erasure.counts["pieces"])
        record("privacy.erasure.planned", erasure, by=JOB, person=erasure.subject_number, pieces=total)
