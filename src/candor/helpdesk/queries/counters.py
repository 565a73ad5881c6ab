"""The maintained figures, added up for a page in one query. Nothing here counts tickets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Sum

from candor.helpdesk.models import STAGES, UNFINISHED, Stage, TicketCount

STAGE_OF = {status.value: stage for stage, statuses in STAGES.items() for status in statuses}


@dataclass(slots=True)
class Figures:
    """How many tickets: by stage, and of the unfinished ones those with nobody and those with one person."""

    by_stage: dict[Stage, int] = field(default_factory=lambda: dict.fromkeys(Stage, 0))
    unassigned: int = 0
    mine: int = 0


def figures_by_queue(queue_ids: Iterable[int], person_id: int) -> dict[int, Figures]:
    """The figures of each queue, from the person's point of view; queues without tickets have zeros. One query."""
    figures = {queue_id: Figures() for queue_id in queue_ids}
    rows = (
        TicketCount.objects.filter(queue__in=list(figures), count__gt=0)
        .values_list("queue_id", "assignee_id", "status")
        .annotate(Sum("count"))
        .order_by()
    )
    for queue_id, assignee_id, status, count in rows:
        part, stage = figures[queue_id], STAGE_OF[status]
        part.by_stage[stage] += count
        part.unassigned += count if assignee_id == 0 and status in UNFINISHED else 0
        part.mine += count if assignee_id == person_id and status in UNFINISHED else 0
    return figures


def total(figures: Iterable[Figures]) -> Figures:
    """Several queues' figures as one."""
    whole = Figures()
    for part in figures:
        whole.unassigned += part.unassigned
        whole.mine += part.mine
        for stage, count in part.by_stage.items():
            whole.by_stage[stage] += count
    return whole
