"""Ending all advertising to a person, by whichever right: every address of theirs is entered as suppressed."""

from __future__ import annotations

from contextlib import suppress as suppressed

from candor.kernel.actor import JOB
from candor.people.public import Identifier, NotAnIdentifier
from candor.privacy.actions.suppressions import suppress
from candor.privacy.erasing.freezing import subject_of_erasure
from candor.privacy.models import Erasure
from candor.privacy.rights import SILENCED_BY
from candor.privacy.rules.deciding import Right
from candor.privacy.suppressing import reach_of


def addresses_to_silence(erasure: Erasure) -> set[str]:
    """Their addresses and numbers, shared ones too: the wish is theirs, whoever else reads there."""
    if Right(erasure.right) not in SILENCED_BY:
        return set()
    theirs = Identifier.objects.filter(person__in=subject_of_erasure(erasure).numbers)
    return set(theirs.order_by().values_list("value", flat=True))


def silence(erasure: Erasure) -> None:
    """Enter every address. Doing it again changes nothing. Raises LedgerBusy and LedgerBroken."""
    for address in sorted(addresses_to_silence(erasure)):
        with suppressed(NotAnIdentifier):
            suppress(address, reach_of(address), SILENCED_BY[Right(erasure.right)], by=JOB)
