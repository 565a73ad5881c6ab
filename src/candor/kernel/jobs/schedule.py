"""Tasks that come round by the clock. The list itself is wiring and stands in `config/schedule.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from candor.kernel import clock
from candor.kernel.jobs.queue import enqueue
from candor.kernel.jobs.tasks import Task
from candor.kernel.models import ScheduledRun


@dataclass(frozen=True, slots=True)
class Scheduled:
    task: Task
    every: timedelta


def ask_for_due(schedule: Sequence[Scheduled]) -> int:
    """Enqueue each scheduled task whose time has come; returns how many. Several schedulers agree on one request."""
    return sum(_ask(entry) for entry in schedule)


@transaction.atomic
def _ask(entry: Scheduled) -> bool:
    now = clock.now()
    row, is_new = ScheduledRun.objects.get_or_create(task=entry.task.name, defaults={"last_run_at": now})
    if not is_new:
        due = ScheduledRun.objects.filter(pk=row.pk, last_run_at=row.last_run_at, last_run_at__lte=now - entry.every)
        if not due.update(last_run_at=now):
            return False
    enqueue(entry.task, unique=f"schedule:{entry.task.name}")
    return True
