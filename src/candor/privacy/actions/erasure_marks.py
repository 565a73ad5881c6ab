"""Marking further words in others' texts that a planned erasure is to take away, and taking a mark back."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.public import Refused
from candor.privacy.erasing.counting import hash_of, pieces_hash
from candor.privacy.erasing.grounding import grounds_of
from candor.privacy.erasing.marking import MOST, marks_of, with_marks
from candor.privacy.erasing.steps import Mark
from candor.privacy.models import Erasure, ErasureState


def mark(erasure: Erasure, new: Mark, *, by: Actor) -> bool:
    """Let these words go too; False where they do already. Raises Refused for one mark too many or a plan under way."""

    def with_new(marks: list[Mark]) -> list[Mark]:
        if new in marks:
            return marks
        if len(marks) >= MOST:
            raise Refused(_("This plan has as many marks as it takes. Take one back before you make another."))
        return [*marks, new]

    return _change(erasure, with_new, "privacy.erasure.marked", by)


def unmark(erasure: Erasure, old: Mark, *, by: Actor) -> bool:
    """Take a mark back; False where there is none. Raises Refused for a plan that is under way."""
    return _change(erasure, lambda marks: [mark for mark in marks if mark != old], "privacy.erasure.unmarked", by)


def _change(erasure: Erasure, change: Callable[[list[Mark]], list[Mark]], fact: str, by: Actor) -> bool:
    """The pieces of a plan stand still, so they are hashed before the transaction."""
    pieces = pieces_hash(erasure)
    with transaction.atomic():
        planned = Erasure.objects.select_for_update().filter(pk=erasure.pk, state=ErasureState.PLANNED).first()
        if planned is None or planned.sought is None:
            raise Refused(_("The plan was confirmed or dropped meanwhile. Nothing was changed."))
        before = marks_of(planned)
        marks = change(before)
        if marks == before:
            return False
        planned.sought = with_marks(planned.sought, marks)
        planned.plan_hash = hash_of(planned, pieces, marks, grounds_of(planned))
        planned.save(update_fields=["sought", "plan_hash"])
        record(fact, planned, by=by, marks=len(marks))
    return True
