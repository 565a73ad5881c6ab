"""The end of an erasure: what deleting left on the disk is overwritten, the ledger's entry closed, a certificate made.

Overwriting costs the same for one person as for a hundred, so whoever has several of them asks for it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from django.db import transaction

from candor.kernel import clock, moved
from candor.kernel.actor import JOB
from candor.kernel.audit import record
from candor.kernel.registries.personal_data import DATABASE, keepers
from candor.people.public import Person
from candor.privacy import ledger
from candor.privacy.erasing import leasing
from candor.privacy.erasing.freezing import subject_of_erasure
from candor.privacy.erasing.leasing import InOtherHands, Unfinished
from candor.privacy.erasing.planning import forget_done_pieces
from candor.privacy.erasing.proving import certificate_of
from candor.privacy.following import follow_erasure
from candor.privacy.models import Doing, Erasure, ErasurePiece, ErasureState

AT_ONCE = 100
"""Erasures that share one overwriting; each is held meanwhile."""


def overwrite_all() -> None:
    """Finish those of which everything is removed and verified.

    Raises Unfinished, WaitsForNight, LedgerBusy or LedgerBroken.
    """
    with ExitStack() as held:
        ours = []
        for erasure in Erasure.objects.filter(state=ErasureState.COMPACTING).order_by("pk")[:AT_ONCE]:
            try:
                held.enter_context(leasing.held(erasure))
            except InOtherHands:
                continue
            ours.append(erasure)
        if ours:
            overwrite(ours)


def overwrite(erasures: Sequence[Erasure]) -> None:
    """Overwrite what these left on the disk, and end them. Whoever calls holds them. Raises as `overwrite_all`."""
    places = {Erasure._meta.db_table, ErasurePiece._meta.db_table}
    for erasure in erasures:
        forget_done_pieces(erasure)
        places |= {group["place"] for group in erasure.counts["pieces"] if group["store"] == DATABASE}
    if not all(keeper.compact(places) for keeper in keepers().values()):
        raise Unfinished("a reader holds old pages; what was erased is still on the disk")
    moved.forget_kept()
    for erasure in erasures:
        _end(erasure)


def deeds(erasure: Erasure) -> dict[str, int]:
    """How many pieces by what is done to them, for the ledger."""
    found = {doing.value: 0 for doing in Doing}
    for group in erasure.counts["pieces"]:
        found[group["doing"]] += group["count"]
    return {doing: number for doing, number in found.items() if number}


def also_known_as(erasure: Erasure) -> dict[str, int]:
    """The random references of records that were merged into the person's: in an older backup they stand by themselves.

    For the ledger, as `also.<reference>`.
    """
    former = subject_of_erasure(erasure).former
    if not former:
        return {}
    return {f"also.{ref}": 1 for ref in Person.objects.filter(pk__in=former).values_list("ref", flat=True)}


def _end(erasure: Erasure) -> None:
    done = ledger.done(erasure.ref, counts=deeds(erasure))
    certificate = certificate_of(erasure, done)
    with transaction.atomic():
        ours = Erasure.objects.filter(pk=erasure.pk, state=ErasureState.COMPACTING)
        if ours.update(state=ErasureState.DONE, done_at=clock.now(), certificate=certificate, leased_until=None):
            record("privacy.erasure.done", erasure, by=JOB)
            follow_erasure(erasure, ErasureState.DONE)
