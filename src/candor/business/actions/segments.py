"""Saving and forgetting segments."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from candor.business.models import Segment
from candor.business.rules.segments import About, Node, written
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record


class SegmentExists(Exception):
    """Another segment has this name and means others."""


@transaction.atomic
def save_segment(name: str, about: About, node: Node, *, by: Actor) -> Segment:
    """Save the choice under a name. The same twice is one segment. Raises SegmentExists."""
    conditions = written(node)
    try:
        with transaction.atomic():
            row = Segment.objects.create(
                name=name, about=about, conditions=conditions, by_id=by.id, created_at=clock.now()
            )
    except IntegrityError:
        there = Segment.objects.get(name=name, about=about)
        if there.conditions != conditions:
            raise SegmentExists from None
        return there
    record("business.segment.saved", row, by=by, picks=str(about))
    return row


@transaction.atomic
def change_segment(row: Segment, name: str, node: Node, *, by: Actor) -> None:
    """Let it mean others, or name it anew. Saving the same twice changes nothing. Raises SegmentExists."""
    wanted = {"name": name, "conditions": written(node)}
    present = Segment.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if present is None or (present.name, present.conditions) == (name, wanted["conditions"]):
        return
    try:
        with transaction.atomic():
            Segment.objects.filter(pk=row.pk).update(**wanted)
    except IntegrityError:
        raise SegmentExists from None
    record("business.segment.changed", row, by=by)


@transaction.atomic
def forget_segment(row: Segment, *, by: Actor) -> None:
    """Forget the choice, not those whom it picks. Forgetting twice changes nothing."""
    number = row.pk
    if Segment.objects.filter(pk=number).exists():
        record("business.segment.forgotten", row, by=by)
        Segment.objects.filter(pk=number).delete()
