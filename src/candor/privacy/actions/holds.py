"""Setting, reviewing and lifting legal holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.ids import new_ref
from candor.kernel.turns import a_moment_ago, one_at_a_time
from candor.privacy.ledger import Deed, registers
from candor.privacy.models import Hold, HoldReason


@dataclass(frozen=True, slots=True)
class Target:
    """What is held: exactly one of a person, an organisation or the row of another kind, by their numbers."""

    person: int | None = None
    organisation: int | None = None
    object_kind: str = ""
    object_id: int | None = None

    @property
    def kind(self) -> str:
        """The model of the row that is held."""
        return "people.person" if self.person else "people.organisation" if self.organisation else self.object_kind

    @property
    def subject_ref(self) -> str:
        """The random reference of that row."""
        return registers.subject_ref(self.kind, self.person or self.organisation or self.object_id or 0)


def set_hold(target: Target, reason: HoldReason, review_on: date, *, by: Actor, note: str = "") -> Hold:
    """Let nothing of the target be destroyed until the hold is lifted. Pressing twice at once sets one.

    The ledger knows of it first; raises LedgerBusy and LedgerBroken, and nothing is set then.
    """
    ref = new_ref()
    said = {f"reason.{reason.value}": 1, f"kind.{target.kind}": 1, "review-on": registers.day_number(review_on)}

    def enter() -> Hold:
        return _enter(ref, target, reason, review_on, by, note)

    return registers.setting(ref, Deed.HOLD, target.subject_ref, said, enter)


@transaction.atomic
def _enter(  # noqa: PLR0913 - what makes a hold, with its reference
    ref: str, target: Target, reason: HoldReason, review_on: date, by: Actor, note: str
) -> Hold:
    one_at_a_time("privacy.holds")
    words = {
        "person_id": target.person,
        "organisation_id": target.organisation,
        "object_kind": target.object_kind,
        "object_id": target.object_id,
        "reason": reason.value,
        "review_on": review_on,
        "note": note,
        "set_by_id": by.id,
    }
    twin = Hold.objects.standing().filter(set_at__gt=a_moment_ago(), **words).first()
    if twin is not None:
        return twin
    hold = Hold.objects.create(ref=ref, set_at=clock.now(), **words)
    record("privacy.hold.set", hold, by=by, reason=reason.value, review_on=review_on.isoformat())
    return hold


@transaction.atomic
def review_hold(hold: Hold, review_on: date, *, by: Actor) -> None:
    """Note that the hold is still needed, and when to look again. A lifted one is left alone."""
    if Hold.objects.standing().filter(pk=hold.pk).exclude(review_on=review_on).update(review_on=review_on):
        record("privacy.hold.reviewed", hold, by=by, review_on=review_on.isoformat())


def lift_hold(hold: Hold, *, by: Actor) -> bool:
    """Let the ordinary rules count again; True for the one who did it. Raises as `set_hold` does."""
    target = Target(hold.person_id, hold.organisation_id, hold.object_kind, hold.object_id)
    return registers.lifting(hold.ref, Deed.HOLD, target.subject_ref, lambda: _lift(hold, by))


@transaction.atomic
def _lift(hold: Hold, by: Actor) -> bool:
    lifted = Hold.objects.standing().filter(pk=hold.pk).update(lifted_at=clock.now(), lifted_by=by.id)
    if lifted:
        record("privacy.hold.lifted", hold, by=by)
    return bool(lifted)
