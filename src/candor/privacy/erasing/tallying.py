"""How far a plan is while it is being made, for its page and for the monitor of the jobs."""

from __future__ import annotations

from django.db.models import BigIntegerField, JSONField

from candor.kernel.db.prepared import Given, PreparedChange
from candor.kernel.jobs import progress
from candor.privacy.erasing.leasing import InOtherHands
from candor.privacy.models import Erasure, ErasureState


class Tally:
    """Counts what was found, and stops a plan that was dropped. Call it in the transaction that writes the pieces."""

    def __init__(self, erasure: Erasure) -> None:
        self._erasure, self._found = erasure, 0

    def __call__(self, found: int, looked_at: int, places: int) -> None:
        """So many more pieces, in so many of all the places. Raises InOtherHands where nobody wants the plan."""
        self._found += found
        if not _COUNTING.made(number=self._erasure.pk, counts={"found": self._found}):
            raise InOtherHands(self._erasure.ref)
        progress(looked_at, places)


_COUNTING = PreparedChange(
    lambda: (
        Erasure.objects.filter(pk=Given("number", BigIntegerField()), state=ErasureState.PLANNING),
        {"counts": Given("counts", JSONField())},
    )
)
