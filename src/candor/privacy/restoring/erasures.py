"""Erasing again, by subject id, whoever was erased since the backup (trap T13), and what else was carried out by right.

The deed keeps its reference, so that the ledger is not told twice of it. Its plan is made anew, because the database is
another one. What the plan keeps now and the first one did not, as when a contract has ended since, is hidden by a lock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from candor.kernel.actor import SYSTEM
from candor.kernel.backup.gate import Matter
from candor.kernel.stores.sought import batch_of
from candor.people.public import Person, Refused, end_work_here, known_by
from candor.privacy import ledger
from candor.privacy.actions.locks import NewLock, lock_person
from candor.privacy.erasing import Asked, confirm_erasure, plan_erasure, remove, work_out
from candor.privacy.following import note_answered_before, waits_for_its_answer
from candor.privacy.ledger import Entry
from candor.privacy.models import Doing, Erasure, ErasureState, LockGround, Trouble
from candor.privacy.restoring.deeds import Told
from candor.privacy.rights import DEEDS, takes_everything
from candor.privacy.rules.deciding import Right

RIGHTS = {deed: right for right, deed in DEEDS.items()}
REFUSED, ALSO = "refused", "also."


@dataclass(slots=True)
class Again:
    """What came of doing deeds again: how many changed something, what a person has to settle, what to tell."""

    done: int = 0
    matters: list[Matter] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def ask(self, told: Told, says: str) -> None:
        self.matters.append(Matter(told.ref, f"{told.deed.value} of {told.begun.at[:10]}: {says}"))


def carry_out_again(told: Told, again: Again) -> None:
    """Carry one out again, or say why a person has to look."""
    if told.done is not None and REFUSED in told.done.counts:
        return
    known = Erasure.objects.filter(ref=told.ref).first()
    if known is not None:
        _resume(known, told, again)
        return
    persons = _persons(told)
    if not persons:
        return  # they came after the backup, or are erased here already
    if told.done is None:
        again.ask(told, "it was begun after the backup, and the ledger does not say that it was done. Look at the"
                        " person, plan it anew if it is due, then settle this.")  # fmt: skip
        return
    for person, ref in persons:
        _erase(person, ref, told, again)


def batch_of_subjects(several: Sequence[Told]) -> AbstractContextManager[None]:
    """Within the block these deeds are done again, while nobody else writes to the database."""
    refs = {ref for told in several if told.deed in RIGHTS for ref in (told.begun.subject, *_also(told.begun))}
    there = Person.objects.filter(ref__in=refs, erased_at=None).values_list("pk", flat=True) if refs else ()
    return batch_of(*known_by(list(there)))


def _persons(told: Told) -> list[tuple[Person, str]]:
    """Whom it concerns, with the reference of the deed for each: records merged since stand by themselves here."""
    also = _also(told.begun)
    there = {person.ref: person for person in Person.objects.filter(ref__in=[told.begun.subject, *also])}
    refs = [(told.begun.subject, told.ref), *((ref, _ref_beside(told.ref, ref)) for ref in also)]
    return [(there[ref], deed) for ref, deed in refs if ref in there and there[ref].erased_at is None]


def _ref_beside(deed: str, subject: str) -> str:
    return hashlib.sha256(f"{deed} {subject}".encode("ascii")).hexdigest()[:16]


def _resume(erasure: Erasure, told: Told, again: Again) -> None:
    """The backup knows it: it goes on from where it was then."""
    if erasure.state == ErasureState.PLANNING:
        Erasure.objects.filter(pk=erasure.pk).update(trouble=Trouble.NONE)
        erasure = work_out(erasure)
    if erasure.state == ErasureState.PLANNED:
        confirm_erasure(erasure, erasure.plan_hash, by=SYSTEM)
    if erasure.state == ErasureState.DROPPED:
        again.ask(told, "the backup knows its plan as dropped, the ledger as begun. Look at the person.")
    else:
        _remove(erasure, told, again)


def _erase(person: Person, ref: str, told: Told, again: Again) -> None:
    merged = person.merged_into
    if merged is not None and merged.ref in {told.begun.subject, *_also(told.begun)}:
        return  # it goes with the record that it became part of
    end_work_here(person, by=SYSTEM)
    try:
        erasure = plan_erasure(person, Asked(RIGHTS[told.deed], told.at.date()), by=SYSTEM)
    except Refused as refusal:
        again.ask(told, f"{refusal.reason}")
        return
    with transaction.atomic():
        Erasure.objects.filter(pk=erasure.pk).update(ref=ref, replayed=True)
        erasure.refresh_from_db()
        confirm_erasure(erasure, erasure.plan_hash, by=SYSTEM)
    _remove(erasure, told, again)


def _also(begun: Entry) -> list[str]:
    return [name.removeprefix(ALSO) for name in begun.counts if name.startswith(ALSO)]


def _remove(erasure: Erasure, told: Told, again: Again) -> None:
    note_answered_before(erasure, date.fromisoformat(told.begun.at[:10]))
    try:
        remove(erasure)
    except Refused as refusal:
        again.ask(told, f"{refusal.reason}")
        return
    erasure.refresh_from_db()
    if erasure.state == ErasureState.FAILED and erasure.trouble != Trouble.HELD:
        again.ask(told, f"{erasure.get_trouble_display()}")
    again.done += 1
    _hide_what_stays_longer(erasure, told, again)


def _hide_what_stays_longer(erasure: Erasure, told: Told, again: Again) -> None:
    """What let it go at first may be lost with the time since the backup: an end of a contract, a client's word."""
    if told.done is None or not takes_everything(erasure.right):
        return
    kept = sum(group["count"] for group in erasure.counts["pieces"] if group["doing"] == Doing.KEEP)
    person = Person.objects.filter(pk=erasure.subject_number).first()
    if erasure.kept and person is not None and kept > told.done.counts.get(Doing.KEEP.value, 0):
        lock_person(person, NewLock(LockGround.DUTY), by=SYSTEM)
        again.notes.append(f"Of erasure {told.ref} more stays than at first; it is locked. Look at it in the office.")


def still_open() -> list[Erasure]:
    """Erasures under way, from before the backup too: they go on."""
    return list(Erasure.objects.under_way().order_by("pk"))


def tell_what_waits(again: Again) -> None:
    """What was confirmed and had not begun destroys nothing before its answer has left, which now needs a person."""
    for erasure in Erasure.objects.filter(state=ErasureState.CONFIRMED).order_by("pk"):
        if waits_for_its_answer(erasure):
            again.notes.append(
                f"Erasure {erasure.ref} waits for its answer. Send the mail that is held back, or post the letter."
            )


def reappeared() -> list[str]:
    """References of deeds whose person is there, whole and not kept on any ground: looked for in the whole ledger."""
    done = dict[str, str]()
    for line in ledger.our_files().lines():
        entry = ledger.read_line(line)
        if entry.deed is DEEDS[Right.ERASURE] and entry.state is ledger.State.DONE and REFUSED not in entry.counts:
            done[entry.subject] = entry.deed_id
    found = list[str]()
    subjects = sorted(done)
    for begin in range(0, len(subjects), 500):
        there = Person.objects.filter(ref__in=subjects[begin : begin + 500], erased_at=None)
        for person in there.values_list("pk", "ref"):
            ends = Erasure.objects.filter(subject_number=person[0], begun_at__isnull=False)
            if not any(erasure.kept or erasure.trouble == Trouble.HELD for erasure in ends):
                found.append(done[person[1]])
    return found
