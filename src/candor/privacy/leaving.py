"""That somebody left one list, in the ledger: a backup from before must not write to them again.

Who stops everything is entered as suppressed. Who leaves one list of several is known by the random reference of the
row that said they got it; the slice that has such rows says how they are ended once more.

register_leaving("newsletters", ends=left_again)
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from candor.kernel.ids import new_ref
from candor.privacy import ledger

Ends = Callable[[str, datetime], bool]
"""Ends what stood under this reference before the moment; whether there was anything to end."""

_ends: dict[str, Ends] = {}


def register_leaving(name: str, *, ends: Ends) -> None:
    _ends[name] = ends


def note_leaving(ref: str) -> None:
    """Into the ledger, after it took effect. Raises LedgerBusy and LedgerBroken."""
    deed = new_ref()
    ledger.begin(deed, ledger.Deed.LEAVING, ref)
    ledger.done(deed)


def leave_again(ref: str, at: datetime) -> bool:
    """After a restore: whether anything had to be ended."""
    return sum(ends(ref, at) for ends in _ends.values()) > 0
