"""Holds, locks, suppressions and leavings of the time since the backup, again (trap T12). Twice changes nothing.

Notes and names are in no ledger: the office adds them again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.apps import apps
from django.db import transaction

from candor.kernel.actor import SYSTEM
from candor.kernel.audit import record
from candor.kernel.registries import restricted
from candor.people.public import Organisation, Person
from candor.privacy.leaving import leave_again
from candor.privacy.ledger import Deed
from candor.privacy.ledger.registers import LIFTED, MODELS, SET, lifting_of
from candor.privacy.models import Hold, HoldReason, Lock, LockGround, Reach, Suppression, SuppressionReason
from candor.privacy.restoring.deeds import Told


def enter_again(told: Told) -> bool:
    """Whether anything had to be changed."""
    if told.deed is Deed.SUPPRESSION:
        return _suppress(told)
    if told.deed is Deed.LEAVING:
        return leave_again(told.begun.subject, told.at)
    if LIFTED in told.begun.counts:
        return _lift(told)
    if told.done is not None and not told.done.counts.get(SET):
        return False  # it never came about
    if MODELS[told.deed]._default_manager.filter(ref=told.ref).exists():
        return False
    return _hold(told) if told.deed is Deed.HOLD else _lock(told)


@transaction.atomic
def _hold(told: Told) -> bool:
    kind, number = _row(_word(told, "kind."), told.begun.subject)
    if number is None:
        return False  # it came after the backup, and is not here
    person, organisation = (number if kind == model._meta.label_lower else None for model in (Person, Organisation))
    is_other = person is None and organisation is None
    hold = Hold.objects.create(
        ref=told.ref, reason=HoldReason(_word(told, "reason.")), person_id=person, organisation_id=organisation,
        object_kind=kind if is_other else "", object_id=number if is_other else None, set_at=_begun_at(told),
        review_on=datetime.strptime(str(told.begun.counts["review-on"]), "%Y%m%d").replace(tzinfo=UTC).date(),
    )  # fmt: skip
    record("privacy.hold.restored", hold, by=SYSTEM)
    return True


@transaction.atomic
def _lock(told: Told) -> bool:
    person = Person.objects.filter(ref=told.begun.subject).first()
    if person is None:
        return False
    until = told.begun.counts.get("until", 0)
    lock = Lock.objects.create(
        ref=told.ref, person=person, ground=LockGround(_word(told, "ground.")), set_at=_begun_at(told),
        until=datetime.strptime(str(until), "%Y%m%d").replace(tzinfo=UTC).date() if until else None,
    )  # fmt: skip
    record("privacy.lock.restored", lock, by=SYSTEM)
    restricted.changed(person.pk)
    return True


@transaction.atomic
def _lift(told: Told) -> bool:
    """One that was begun and not done is not lifted."""
    if told.done is None:
        return False
    standing: Any = MODELS[told.deed].objects.standing()
    entry = next((row for row in standing if lifting_of(row.ref) == told.ref), None)
    if entry is None:
        return False
    standing.filter(pk=entry.pk).update(lifted_at=told.at)
    record(f"privacy.{told.deed.value}.lifted_again", entry, by=SYSTEM)
    if isinstance(entry, Lock):
        restricted.changed(entry.person_id)
    return True


@transaction.atomic
def _suppress(told: Told) -> bool:
    """The digest stands as the deed's plan. An entry that asks for more stays."""
    reach = next(reach for reach in Reach if reach.value in told.begun.counts)
    theirs = Suppression.objects.filter(digest=told.begun.plan, reach=reach)
    if "lifted" in told.begun.counts:
        return bool(theirs.delete()[0])
    reason = next(reason for reason in SuppressionReason if reason.value in told.begun.counts)
    values = {"ref": told.begun.subject, "reason": reason, "since": told.at}
    entry, is_new = Suppression.objects.get_or_create(digest=told.begun.plan, reach=reach, defaults=values)
    if not is_new:
        return bool(theirs.exclude(reason=reason).update(reason=reason, since=told.at))
    record("privacy.suppression.restored", entry, by=SYSTEM, reason=reason.value)
    return True


def _word(told: Told, prefix: str) -> str:
    return next(name.removeprefix(prefix) for name in told.begun.counts if name.startswith(prefix))


def _row(kind: str, ref: str) -> tuple[str, int | None]:
    model: Any = apps.get_model(kind)
    return kind, model._base_manager.filter(ref=ref).values_list("pk", flat=True).first()


def _begun_at(told: Told) -> datetime:
    return Told(told.begun, None).at
