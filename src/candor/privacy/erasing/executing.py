"""Carrying an erasure out, batch by batch, so that it can be killed at any moment and goes on where it was.

Each batch of rows is one transaction together with the note that it is done. What stands outside the database is
removed first and noted then: removing it twice changes nothing. When nothing waits any more, the person is discovered
anew, because a job that ran meanwhile or a mail that came late may have written something; only then all is verified.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import takewhile

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, CharField, DateTimeField, F
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.kernel.audit import record
from candor.kernel.db.anew import read_anew
from candor.kernel.db.prepared import Given, Prepared, PreparedChange
from candor.kernel.jobs import is_watched, progress
from candor.kernel.logs import log
from candor.kernel.registries.personal_data import DATABASE, Piece, table_of
from candor.kernel.turns import one_at_a_time
from candor.people.public import Person, Refused, add_tombstone, lock_out, mark_erased
from candor.privacy import ledger
from candor.privacy.actions.locks import NewLock, lock_person
from candor.privacy.erasing import leasing
from candor.privacy.erasing.closure import spare_what_is_pointed_to
from candor.privacy.erasing.counting import count, decision_of, plan_hash
from candor.privacy.erasing.doing import do_to
from candor.privacy.erasing.finishing import also_known_as, deeds, overwrite
from candor.privacy.erasing.freezing import freeze, subject_of_erasure
from candor.privacy.erasing.map_version import map_version
from candor.privacy.erasing.marking import whom_of
from candor.privacy.erasing.passing_on import clients_of_erasure, mail_has_to_leave, pass_on
from candor.privacy.erasing.planning import drop_plan
from candor.privacy.erasing.refusing import note_refused
from candor.privacy.erasing.replacing import ask_companies, companies_of_contact
from candor.privacy.erasing.silencing import silence
from candor.privacy.erasing.steps import Step, Whom
from candor.privacy.erasing.verifying import send_back_what_is_left
from candor.privacy.following import follow_erasure, waits_for_its_answer
from candor.privacy.models import Doing, Erasure, ErasurePiece, ErasureState, Hold, LockGround, PieceState, Trouble
from candor.privacy.opening_recipient_tasks import open_for_erasure
from candor.privacy.rights import DEEDS
from candor.privacy.rules.deciding import Action, Ground, Right
from candor.privacy.telling_clients import TURN as OF_CLIENTS

BATCH = 200
"""Rows a transaction: some 20 ms, so that nobody waits. Measured by `tools/measure_erasing.py`."""

MOST_ROUNDS = 5
"""Whatever is still found after so many turns is being written by somebody, who has to be found first."""


def begin(erasure: Erasure) -> None:
    """Write the ledger's entry, then end the person's access: from here on it only goes forwards.

    Raises Refused where the plan is no longer the one that was confirmed, or something holds the person by now. Who
    becomes a client at this very moment comes before or after: before, and it counts; after, and the agreement is
    refused while this is carried out (`actions.agreements`).
    """
    clients = clients_of_erasure(erasure)
    if erasure.map_version != map_version() or erasure.plan_hash != plan_hash(erasure):
        drop_plan(erasure, by=JOB)
        raise Refused(_("What is held has changed since this was planned. Plan it anew."))
    if is_held_since(erasure):
        drop_plan(erasure, by=JOB)
        raise Refused(_("A legal hold was set since this was planned. Plan it anew."))
    deed, companies = DEEDS[Right(erasure.right)], companies_of_contact(erasure)
    counts = {**deeds(erasure), **also_known_as(erasure)}
    ledger.begin(erasure.ref, deed, erasure.subject_ref, plan=erasure.plan_hash, counts=counts)
    with transaction.atomic():
        one_at_a_time(OF_CLIENTS)
        one_at_a_time("privacy.holds")
        if mail_has_to_leave(erasure):
            return
        begun = Erasure.objects.filter(pk=erasure.pk, state=ErasureState.CONFIRMED)
        is_true = clients_of_erasure(erasure) == clients
        if is_true and begun.update(state=ErasureState.EXECUTING, begun_at=clock.now(), tombstone=add_tombstone().pk):
            ask_companies(erasure, companies)
            pass_on(erasure)
            open_for_erasure(erasure, subject_of_erasure(erasure).numbers, by=JOB)
            _shut_the_door(erasure)
            record("privacy.erasure.begun", erasure, by=JOB)
            follow_erasure(erasure, ErasureState.EXECUTING)
            return
        transaction.set_rollback(True)
    drop_plan(erasure, by=JOB)
    note_refused(erasure)
    raise Refused(_("The plan was dropped meanwhile. Nothing was changed."))


def carry_on(erasure: Erasure) -> Erasure:
    """Do what is left of a confirmed erasure. May be called again at any time; one process at a time does it.

    Raises Refused before the first destructive step, StoreUnavailable, Unfinished (InOtherHands while another process
    does it) and WaitsForNight after it, and LedgerBusy or LedgerBroken; what was done stays done.
    """
    with leasing.held(erasure):
        _take_turns(erasure)
        if erasure.state == ErasureState.COMPACTING:
            overwrite([erasure])
            read_anew(erasure)
    return erasure


def remove(erasure: Erasure) -> Erasure:
    """As `carry_on`, but leave the disk to `overwrite_all`, which overwrites for many of them at once."""
    with leasing.held(erasure):
        _take_turns(erasure)
    return erasure


def _take_turns(erasure: Erasure) -> None:
    turns = {
        ErasureState.CONFIRMED: begin,
        ErasureState.FAILED: _try_again,
        ErasureState.EXECUTING: _execute,
        ErasureState.VERIFYING: _verify,
    }
    read_anew(erasure)
    while (turn := turns.get(ErasureState(erasure.state))) is not None:
        if waits_for_its_answer(erasure) or mail_has_to_leave(erasure):
            return
        if turn is _try_again and erasure.trouble == Trouble.HELD and is_held_since(erasure):
            return
        turn(erasure)
        read_anew(erasure)
        if erasure.state == ErasureState.FAILED:
            return


def _shut_the_door(erasure: Erasure) -> None:
    """Nobody signs in as them or writes to them from now on, unless who they are is kept."""
    pieces = ErasurePiece.objects.filter(erasure=erasure, store=DATABASE, place=table_of(Person).name)
    gone = [int(piece.key) for piece in pieces if piece.doing != Doing.KEEP and not piece.stays]
    lock_out(gone)
    mark_erased(gone)


def _try_again(erasure: Erasure) -> None:
    Erasure.objects.filter(pk=erasure.pk, state=ErasureState.FAILED).update(
        state=ErasureState.EXECUTING, trouble=Trouble.NONE, rounds=0
    )


def _execute(erasure: Erasure) -> None:
    """Work the pieces off; then look again, until nothing new is found."""
    silence(erasure)
    whom = whom_of(erasure)
    while batch := _WAITING.all(BATCH, number=erasure.pk):
        leasing.keep(erasure)
        if not _do_some(erasure, batch, whom):
            return  # it stopped, and says why
        _tell_progress(erasure)
    _look_again(erasure)
    if _WAITING.is_there(1, number=erasure.pk):
        _may_go_on(erasure)
    else:
        _move_on(erasure, ErasureState.EXECUTING, ErasureState.VERIFYING)


def _do_some(erasure: Erasure, batch: list[ErasurePiece], whom: Whom) -> bool:
    """Do one kind of thing to the first of them; False where the erasure had to stop."""
    in_database = batch[0].store == DATABASE
    some = list(takewhile(lambda piece: (piece.store == DATABASE) == in_database, batch))
    if not in_database:
        _note_done(erasure, some, do_to([_step(piece) for piece in some], whom))
        return True
    try:
        with transaction.atomic():
            if is_held_since(erasure):
                Erasure.objects.filter(pk=erasure.pk).update(state=ErasureState.FAILED, trouble=Trouble.HELD)
                return False
            _note_done(erasure, some, do_to([_step(piece) for piece in some], whom))
    except IntegrityError:
        # A row that was written meanwhile points to one that goes. It is found and goes first.
        _look_again(erasure)
        return _may_go_on(erasure)
    return True


def _look_again(erasure: Erasure) -> None:
    freeze(erasure)
    spare_what_is_pointed_to(erasure)


def _may_go_on(erasure: Erasure) -> bool:
    """Count a turn; after too many of them the erasure stops and says so."""
    Erasure.objects.filter(pk=erasure.pk).update(rounds=F("rounds") + 1)
    read_anew(erasure)
    if erasure.rounds <= MOST_ROUNDS:
        return True
    log.error("erasure stopped", name=erasure.ref)
    Erasure.objects.filter(pk=erasure.pk).update(state=ErasureState.FAILED, trouble=Trouble.FOUND)
    return False


def _note_done(erasure: Erasure, some: list[ErasurePiece], left: list[Piece]) -> None:
    """What others need too stays, and is theirs alone now."""
    stay = {(piece.place, piece.key) for piece in left}
    done = [piece.pk for piece in some if (piece.place, piece.key) not in stay]
    others = [piece.pk for piece in some if (piece.place, piece.key) in stay]
    ErasurePiece.objects.filter(pk__in=done).update(state=PieceState.DONE)
    if others:
        ErasurePiece.objects.filter(pk__in=others).update(state=PieceState.VERIFIED, doing=Doing.KEEP, phase=0)


def _verify(erasure: Erasure) -> None:
    """Look at what is really stored. What is found goes again; else the worklist's figures are noted and it goes."""
    if send_back_what_is_left(erasure):
        if _may_go_on(erasure):
            _move_on(erasure, ErasureState.VERIFYING, ErasureState.EXECUTING)
        return
    count(erasure)
    with transaction.atomic():
        _enter_lock(erasure)
        _move_on(erasure, ErasureState.VERIFYING, ErasureState.COMPACTING)
        Erasure.objects.filter(pk=erasure.pk).update(sought=None)
        follow_erasure(erasure, ErasureState.COMPACTING)


def _enter_lock(erasure: Erasure) -> None:
    """What is kept under lock is known by the register, with its last day where that is known of all.

    A company's contact who objects is locked until the company has named another one (Art. 18(1)(d)).
    """
    person = Person.objects.filter(pk=erasure.subject_number).first()
    ends: dict[LockGround, list[date | None]] = defaultdict(list)
    for decision in map(decision_of, erasure.kept):
        if decision.action is Action.LOCK:
            is_objection = decision.ground is Ground.REPLACEMENT
            ends[LockGround.OBJECTION if is_objection else LockGround.DUTY].append(decision.until)
    for ground, days in ends.items() if person is not None else ():
        until = None if None in days else max(day for day in days if day)
        lock_person(person, NewLock(ground, until=until), by=JOB)  # type: ignore[arg-type] # it is somebody


def _move_on(erasure: Erasure, before: ErasureState, after: ErasureState) -> None:
    _MOVING.made(number=erasure.pk, before=before.value, after=after.value)


NUMBER = Given("number", BigIntegerField())
_WAITING = Prepared(
    lambda most: ErasurePiece.objects.filter(erasure=NUMBER, state=PieceState.WAITING).order_by("phase", "pk")[:most]
)
_MOVING = PreparedChange(
    lambda: (
        Erasure.objects.filter(pk=NUMBER, state=Given("before", CharField())),
        {"state": Given("after", CharField())},
    )
)


def is_held_since(erasure: Erasure) -> bool:
    """Whether a hold on the person, their organisations or a row of theirs was set after the plan was made."""
    subject, organisations = subject_of_erasure(erasure), (erasure.sought or {}).get("organisations", ())
    return any(
        hold.person_id in subject.numbers
        or hold.organisation_id in organisations
        or (hold.object_id is not None and _is_theirs(erasure, hold))
        for hold in _SET_SINCE.all(moment=erasure.planned_at)
    )


_SET_SINCE = Prepared(lambda: Hold.objects.standing().filter(set_at__gt=Given("moment", DateTimeField())))


def _is_theirs(erasure: Erasure, hold: Hold) -> bool:
    place = apps.get_model(hold.object_kind)._meta.db_table
    return ErasurePiece.objects.filter(erasure=erasure, store=DATABASE, place=place, key=str(hold.object_id)).exists()


def _tell_progress(erasure: Erasure) -> None:
    if not is_watched():
        return
    total = sum(group["count"] for group in erasure.counts["pieces"])
    waiting = ErasurePiece.objects.filter(erasure=erasure, state=PieceState.WAITING).count()
    progress(max(0, total - waiting), total)


def _step(piece: ErasurePiece) -> Step:
    found = Piece(piece.store, piece.place, piece.key, piece.field)
    return Step(found, Doing(piece.doing), frozenset(piece.stays))
