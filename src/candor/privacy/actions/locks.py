"""Locking a person's data, telling them, and lifting the lock: entries of the register, never flags."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock, instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.ids import new_ref
from candor.kernel.registries import restricted
from candor.kernel.turns import one_at_a_time
from candor.people.public import Person, Refused
from candor.privacy.following import follow_begun
from candor.privacy.ledger import Deed, registers
from candor.privacy.models import OF_THE_PERSON, Lock, LockGround, ToldHow
from candor.privacy.opening_recipient_tasks import open_for_lock


@dataclass(frozen=True, slots=True)
class NewLock:
    """Why, what it is about, its last day where one is known, and the number of the tracked request."""

    ground: LockGround
    note: str = ""
    until: date | None = None
    request: int | None = None


def lock_person(person: Person, new: NewLock, *, by: Actor) -> Lock:
    """Enter a lock. A second one on the same ground changes nothing, and the first is given back.

    The ledger knows of it first; raises LedgerBusy and LedgerBroken, and nothing is locked then.
    """
    ref = new_ref()
    said = {f"ground.{new.ground.value}": 1, "until": registers.day_number(new.until)}
    return registers.setting(ref, Deed.LOCK, person.ref, said, lambda: _enter(ref, person, new, by))


@transaction.atomic
def _enter(ref: str, person: Person, new: NewLock, by: Actor) -> Lock:
    one_at_a_time("privacy.locks")
    present = Lock.objects.standing().filter(person=person, ground=new.ground).first()
    if present is not None:
        return present
    lock = Lock.objects.create(
        ref=ref,
        person=person,
        ground=new.ground,
        note=new.note,
        until=new.until,
        request_id=new.request,
        set_by_id=by.id,
        set_at=clock.now(),
    )
    record("privacy.lock.set", lock, by=by, ground=new.ground.value, person=person.pk)
    restricted.changed(person.pk)
    follow_begun(new.request, by=by)
    open_for_lock(lock, by=by)
    return lock


@transaction.atomic
def note_told(lock: Lock, how: ToldHow, *, by: Actor) -> None:
    """Note that the person was told that their lock is about to be lifted (GDPR Art. 18(3)). The first time counts."""
    if Lock.objects.standing().filter(pk=lock.pk, told_at=None).update(told_at=clock.now(), told_how=how):
        record("privacy.lock.told", lock, by=by, how=how.value)


def lift_lock(lock: Lock, *, by: Actor) -> bool:
    """Let the data be used again; True for the one who did it.

    Raises Refused for a lock of the person's own before they were told (Art. 18(3)), LedgerBusy and LedgerBroken. Of a
    last day that is over they were told with the lock.
    """
    _refuse_untold(lock)
    return registers.lifting(lock.ref, Deed.LOCK, lock.person.ref, lambda: _lift(lock, by))


def end_lock_of_what_goes(lock: Lock, *, by: Actor) -> bool:
    """End a lock because what it covered is erased; True for the one who did it.

    Nothing of it is used again, so there is nothing to tell before (Art. 18(3)). Raises LedgerBusy and LedgerBroken.
    """
    return registers.lifting(lock.ref, Deed.LOCK, lock.person.ref, lambda: _end(lock, by))


def _refuse_untold(lock: Lock) -> None:
    untold = Lock.objects.standing().filter(pk=lock.pk, ground__in=OF_THE_PERSON, told_at=None)
    if untold.exclude(until__lt=clock.today(instance.current().time_zone)).exists():
        raise Refused(_("Tell the person first, and note how: they must know before the lock is lifted."))


@transaction.atomic
def _lift(lock: Lock, by: Actor) -> bool:
    _refuse_untold(lock)
    return _end(lock, by)


@transaction.atomic
def _end(lock: Lock, by: Actor) -> bool:
    lifted = Lock.objects.standing().filter(pk=lock.pk).update(lifted_at=clock.now(), lifted_by=by.id)
    if lifted:
        record("privacy.lock.lifted", lock, by=by)
        restricted.changed(lock.person_id)
    return bool(lifted)
