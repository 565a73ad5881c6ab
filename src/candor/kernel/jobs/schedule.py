"""Tasks that come round by the clock. The list itself is wiring and stands in `config/schedule.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from candor.kernel import clock
from candor.kernel.db.prepared import Prepared
from candor.kernel.jobs.queue import enqueue
from candor.kernel.jobs.tasks import Task
from candor.kernel.models import ScheduledRun


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A task and how often it comes round; `when` spares the run, and its writing, while there is nothing to do."""

    task: Task
    every: timedelta
    when: Callable[[], bool] = lambda: True


LAST_RUNS = Prepared(lambda: ScheduledRun.objects.values_list("task", "last_run_at"))

LOOKS = 5
"""In the time after which a task comes round, it is looked this often whether there is anything to do."""


def ask_for_due(schedule: Sequence[Scheduled], looked: dict[str, datetime] | None = None) -> int:
    """Enqueue each scheduled task whose time has come; returns how many. Several schedulers agree on one request.

    `looked`, kept between the calls, is when each task's `when` was asked last: the looks of all of them, every second,
    were most of what an instance at rest did.
    """
    last_runs = dict(LAST_RUNS.rows())
    return sum(_ask(entry, last_runs.get(entry.task.name), looked) for entry in schedule)


def _ask(entry: Scheduled, last_run: datetime | None, looked: dict[str, datetime] | None) -> bool:
    now, name = clock.now(), entry.task.name
    if last_run is not None and last_run > now - entry.every:
        return False
    if looked is not None:
        if name in looked and now - entry.every / LOOKS < looked[name] <= now:
            return False
        looked[name] = now
    if not entry.when():
        return False
    with transaction.atomic():
        if not _claim(name, last_run, now):
            return False
        enqueue(entry.task, unique=f"schedule:{name}")
    return True


def _claim(task: str, last_run: datetime | None, now: datetime) -> bool:
    """Be the one scheduler that asks for this run."""
    if last_run is None:
        return ScheduledRun.objects.get_or_create(task=task, defaults={"last_run_at": now})[1]
    return bool(ScheduledRun.objects.filter(task=task, last_run_at=last_run).update(last_run_at=now))
