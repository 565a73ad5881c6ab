"""Bringing a restored database up to date from the ledger, before anybody is served."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from candor.kernel.backup.gate import Gate, Matter
from candor.kernel.db.spare import replayable
from candor.privacy.erasing import overwrite_all, remove
from candor.privacy.ledger import Deed, many_deeds
from candor.privacy.ledger.registers import settle
from candor.privacy.models import Erasure, ErasureState
from candor.privacy.restoring import erasures, further, registers
from candor.privacy.restoring.deeds import Told, told_since

AT_ONCE = 50
"""Deeds whose people are looked for together: which tables have nothing of any of them is asked once.

Their numbers stand a hundred times in one statement, and SQLite takes 32,766 values.
"""

Tell = Callable[[str, int, int], None]
"""Hears what is being done, how many of them are done, and of how many."""


@dataclass(slots=True)
class Replayed:
    """What was done again, by deeds; what a person has to settle; what to tell."""

    deeds: Counter[str] = field(default_factory=Counter)
    matters: list[Matter] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def replay(gate: Gate, tell: Tell = lambda *_: None) -> Replayed:
    """Do again what the ledger tells since the backup, and look whether anybody is left who was erased.

    May be called again after a kill, and comes to the same end. Raises LedgerBusy, LedgerBroken and StoreUnavailable.
    """
    deeds, again = told_since(gate.entries), erasures.Again()
    with many_deeds(), replayable():
        for first in range(0, len(deeds), AT_ONCE):
            some = deeds[first : first + AT_ONCE]
            with erasures.batch_of_subjects(some):
                for number, told in enumerate(some, start=first):
                    tell(told.deed.value, number, len(deeds))
                    _do_again(told, again)
        further.keep_to_rules_again([told for told in deeds if told.deed is Deed.RETENTION], again)
        for erasure in erasures.still_open():
            remove(erasure)
        erasures.tell_what_waits(again)
        while Erasure.objects.filter(state=ErasureState.COMPACTING).exists():
            overwrite_all()
        settle()
    return _looked_over(deeds, again)


def _do_again(told: Told, again: erasures.Again) -> None:
    if told.deed in {Deed.HOLD, Deed.LOCK, Deed.SUPPRESSION, Deed.LEAVING}:
        again.done += registers.enter_again(told)
    elif told.deed in erasures.RIGHTS:
        erasures.carry_out_again(told, again)
    elif told.deed is Deed.REDACTION:
        further.redact_again(told, again)
    elif told.deed is not Deed.RETENTION:
        further.of_another_kind(told, again)


def _looked_over(deeds: Sequence[Told], again: erasures.Again) -> Replayed:
    """What came of it, with everybody who is there though the ledger says that they were erased."""
    found = Replayed(Counter(told.deed.value for told in deeds))
    left = [Matter(ref, "somebody who was erased is there again") for ref in erasures.reappeared()]
    asked = {matter.id for matter in again.matters}
    found.matters = [*again.matters, *(matter for matter in left if matter.id not in asked)]
    found.notes = again.notes
    return found
