"""Recording compelling grounds for items of a plan that stay only because a company is asked, and taking them back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.ids import new_ref
from candor.kernel.registries.personal_data import DATABASE, Piece
from candor.people.public import Refused
from candor.privacy.erasing.counting import count, hash_of, pieces_hash
from candor.privacy.erasing.freezing import Known, row_of
from candor.privacy.erasing.grounding import Grounds, grounds_of, items_of
from candor.privacy.erasing.marking import marks_of
from candor.privacy.models import CompellingGround, Erasure, ErasurePiece, ErasureState
from candor.privacy.queries.grounds import files_that_wait, waiting_pieces
from candor.privacy.rules.deciding import Ground

DECIDED = ["phase", "doing", "stays", "keeps", "ground", "until", "review", "source", "state"]


def record_grounds(erasure: Erasure, text: str, numbers: Collection[int], *, by: Actor) -> CompellingGround:
    """Keep these items of the plan for the reason given. The audit fact has no words of it.

    Raises Refused where one of them does not wait for a company any more, or the plan was confirmed or dropped.
    """
    chosen = list(waiting_pieces(erasure).filter(pk__in=numbers))
    if not chosen or len(chosen) != len(set(numbers)):
        raise Refused(_("Something of what you chose has been decided meanwhile. Nothing was recorded; choose again."))
    ground = CompellingGround(
        ref=new_ref(),
        erasure=erasure,
        subject_number=erasure.subject_number,
        text=text,
        items=[[piece.place, piece.key, piece.field] for piece in chosen],
        recorded_by_id=by.id,
        recorded_at=clock.now(),
    )
    plan = _planned_with(erasure, [*grounds_of(erasure), ground], chosen)
    with transaction.atomic():
        ground.save(force_insert=True)
        _put_in_place(erasure, plan)
        record("privacy.ground.recorded", ground, by=by, items=len(chosen), person=erasure.subject_number)
    return ground


def take_back_grounds(erasure: Erasure, ref: str, *, by: Actor) -> bool:
    """Let the items wait for the company again; False where there is no such ground. Raises Refused as above."""
    present = grounds_of(erasure)
    ground = next((one for one in present if one.ref == ref and one.erasure_id == erasure.pk), None)
    if ground is None:
        return False
    kept = ErasurePiece.objects.filter(erasure=erasure, ground=Ground.COMPELLING, source=ref)
    plan = _planned_with(erasure, [one for one in present if one is not ground], list(kept))
    with transaction.atomic():
        _put_in_place(erasure, plan)
        record("privacy.ground.taken_back", ground, by=by, items=len(items_of(ground)), person=erasure.subject_number)
        ground.delete()
    return True


class _Plan:
    """A plan as it would be: which of its pieces are decided otherwise, and its hash."""

    def __init__(self, seen: str, pieces: Sequence[ErasurePiece], plan_hash: str) -> None:
        self.seen, self.pieces, self.plan_hash = seen, pieces, plan_hash


def _planned_with(erasure: Erasure, grounds: Grounds, pieces: Iterable[ErasurePiece]) -> _Plan:
    """Decide these pieces and the files behind them with these grounds. Nothing is written."""
    known = Known(erasure, grounds=grounds)
    everything = {piece.pk: piece for piece in (*pieces, *files_that_wait(erasure))}
    order = sorted(everything.values(), key=lambda piece: (piece.place, piece.field))
    for _kind, same in groupby(order, key=lambda piece: (piece.place, piece.field)):
        by_key = {piece.key: piece for piece in same}
        found = [Piece(DATABASE, piece.place, piece.key, piece.field) for piece in by_key.values()]
        for step in known.steps(found):
            decided = row_of(erasure, step)
            for name in DECIDED:
                setattr(by_key[step.piece.key], name, getattr(decided, name))
    plan = hash_of(erasure, pieces_hash(erasure, everything), marks_of(erasure), grounds)
    return _Plan(erasure.plan_hash, list(everything.values()), plan)


def _put_in_place(erasure: Erasure, plan: _Plan) -> None:
    """Raises Refused where the plan is another one by now."""
    ours = Erasure.objects.filter(pk=erasure.pk, state=ErasureState.PLANNED, plan_hash=plan.seen)
    if not ours.update(plan_hash=plan.plan_hash):
        raise Refused(_("The plan was changed, confirmed or dropped meanwhile. Nothing was changed; look again."))
    ErasurePiece.objects.bulk_update(plan.pieces, DECIDED)
    erasure.plan_hash = plan.plan_hash
    count(erasure)
