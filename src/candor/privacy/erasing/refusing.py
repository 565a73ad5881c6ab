"""Closing the ledger's entry of an erasure that never came about: cut off before its first step, then dropped."""

from __future__ import annotations

from contextlib import suppress

from candor.privacy import ledger
from candor.privacy.ledger import Entry, NeverBegun, State
from candor.privacy.models import Erasure

REFUSED = "refused"


def note_refused(erasure: Erasure) -> None:
    """Say in the ledger that nothing was done, where it says that it was begun. Raises LedgerBusy and LedgerBroken."""
    if erasure.confirmed_at is not None:
        with suppress(NeverBegun):
            ledger.done(erasure.ref, counts={REFUSED: 1})


def is_refused(last: Entry) -> bool:
    """Whether the last entry of an erasure says that it never came about."""
    return last.state is State.DONE and REFUSED in last.counts
