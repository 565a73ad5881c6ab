"""The pipeline that an organisation sets up for itself: its stages in their order, and why leads are lost."""

from __future__ import annotations

from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from candor.business.models import Lead, LostReason, Stage
from candor.business.rules.leads import moved
from candor.kernel import instance
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.turns import one_at_a_time

MOST_STAGES, MOST_REASONS = 10, 30
TURN = "business.pipeline"

Row = TypeVar("Row", Stage, LostReason)


class TooMany(Exception):
    """There are as many as a board or a list can show. `most` says how many."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class StillNeeded(Exception):
    """The last stage has to stay: leads need one to stand in."""


def first_stage() -> Stage:
    """Where a new lead stands. The first lead of all brings the usual pipeline along. Call within a transaction."""
    found = Stage.objects.first()
    if found is not None:
        return found
    one_at_a_time(TURN)
    return Stage.objects.first() or _usual_pipeline()


def _usual_pipeline() -> Stage:
    with override(instance.current().language):
        stages = (_("New enquiry"), _("In touch"), _("Need is clear"), pgettext("pipeline", "Offer made"))
        reasons = (_("Too expensive"), _("Chose somebody else"), _("No need any more"), _("Never answered"))
    Stage.objects.bulk_create(Stage(name=name, position=place) for place, name in enumerate(stages))
    LostReason.objects.bulk_create(LostReason(name=name, position=place) for place, name in enumerate(reasons))
    return Stage.objects.earliest("position", "id")


@transaction.atomic
def add_stage(name: str, *, by: Actor) -> Stage:
    """Add a stage at the end. One of that name is left as it is. Raises TooMany."""
    return _add(Stage, name, MOST_STAGES, by)


@transaction.atomic
def add_reason(name: str, *, by: Actor) -> LostReason:
    """Add a reason at the end. One of that name is left as it is. Raises TooMany."""
    return _add(LostReason, name, MOST_REASONS, by)


@transaction.atomic
def rename(row: Stage | LostReason, name: str, *, by: Actor) -> None:
    """Call it otherwise. Leads that stand there, or were lost so, show the new name."""
    if type(row).objects.filter(pk=row.pk).exclude(name=name).update(name=name):
        record(f"business.{row._meta.model_name}.renamed", row, by=by)


@transaction.atomic
def move(row: Stage | LostReason, by_places: int, *, by: Actor) -> None:
    """Move it down, or up for a negative number of places."""
    numbers = _in_turn(row)
    if row.pk in numbers:
        _arrange(row, numbers, by_places, by)


@transaction.atomic
def move_to(row: Stage | LostReason, place: int, *, by: Actor) -> None:
    """Move it to a place, 0 being the first; beyond the last it is the last. Twice changes nothing."""
    numbers = _in_turn(row)
    if row.pk in numbers:
        _arrange(row, numbers, place - numbers.index(row.pk), by)


@transaction.atomic
def remove_stage(stage: Stage, *, by: Actor) -> None:
    """Take a stage away; its leads go to the one before it, those of the first to the next. Twice changes nothing.

    Raises StillNeeded for the last one.
    """
    one_at_a_time(TURN)
    stages = list(Stage.objects.all())
    if stage not in stages:
        return
    if len(stages) == 1:
        raise StillNeeded
    place = stages.index(stage)
    taker = stages[place - 1] if place else stages[1]
    Lead.objects.filter(stage=stage).update(stage=taker)
    record("business.stage.removed", stage, by=by, leads_to=taker.pk)
    Stage.objects.filter(pk=stage.pk).delete()


@transaction.atomic
def remove_reason(reason: LostReason, *, by: Actor) -> None:
    """Take a reason away; leads that were lost so stay lost, without one. Twice changes nothing."""
    if LostReason.objects.filter(pk=reason.pk).exists():
        record("business.lostreason.removed", reason, by=by)
        LostReason.objects.filter(pk=reason.pk).delete()


def _in_turn(row: Stage | LostReason) -> list[int]:
    """Those of its kind as they stand, which nobody else arranges before this transaction ends."""
    one_at_a_time(TURN)
    return list(type(row).objects.values_list("pk", flat=True))


def _arrange(row: Stage | LostReason, numbers: list[int], by_places: int, by: Actor) -> None:
    order = moved(numbers, row.pk, by=by_places)
    if order == numbers:
        return
    for place, number in enumerate(order):
        type(row).objects.filter(pk=number).update(position=place)
    record(f"business.{row._meta.model_name}.moved", row, by=by, place=order.index(row.pk))


def _add(model: type[Row], name: str, most: int, by: Actor) -> Row:
    first_stage()
    one_at_a_time(TURN)
    there = list(model.objects.all())
    twin = next((row for row in there if row.name.casefold() == name.casefold()), None)
    if twin is not None:
        return twin
    if len(there) >= most:
        raise TooMany(most)
    row = model.objects.create(name=name, position=max((each.position for each in there), default=-1) + 1)
    record(f"business.{model._meta.model_name}.added", row, by=by)
    return row
