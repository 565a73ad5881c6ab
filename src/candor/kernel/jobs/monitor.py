"""What the monitor page shows of the jobs, and the one thing that can be done about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.jobs import heartbeat
from candor.kernel.models import Heartbeat, Job, JobState, ScheduledRun

MOST_SHOWN = 50
FRESH_FOR = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class LastDone:
    """When a task was last done. One line a task, or the frequent ones would hide all others."""

    task: str
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """The jobs of each state, at most fifty each; `waiting` holds those that are due, `later` those that are not."""

    running: list[Job]
    failed: list[Job]
    waiting: list[Job]
    later: list[Job]
    done: list[LastDone]
    schedule: list[ScheduledRun]
    is_working: bool
    last_beat: datetime | None


def overview() -> Overview:
    now = clock.now()
    waiting = Job.objects.filter(state=JobState.WAITING).order_by("run_at", "id")
    done = Job.objects.filter(state=JobState.DONE).values("task").annotate(last=Max("finished_at")).order_by("-last")
    return Overview(
        running=list(Job.objects.filter(state=JobState.RUNNING).order_by("id")[:MOST_SHOWN]),
        failed=list(Job.objects.filter(state=JobState.FAILED).order_by("-id")[:MOST_SHOWN]),
        waiting=list(waiting.filter(run_at__lte=now)[:MOST_SHOWN]),
        later=list(waiting.filter(run_at__gt=now)[:MOST_SHOWN]),
        done=[LastDone(entry["task"], entry["last"]) for entry in done[:MOST_SHOWN]],
        schedule=list(ScheduledRun.objects.order_by("task")),
        is_working=heartbeat.is_fresh(heartbeat.WORKER, within=FRESH_FOR),
        last_beat=Heartbeat.objects.filter(part=heartbeat.WORKER).values_list("beaten_at", flat=True).first(),
    )


def retry(job: Job, *, by: Actor) -> bool:
    """Have a failed job tried again from the beginning; True only for the one caller who does it.

    A job whose twin waits already is left as it is: the twin does the work.
    """
    try:
        with transaction.atomic():
            again = Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(
                state=JobState.WAITING, run_at=clock.now(), attempts=0, error="", finished_at=None, worker=""
            )
            if again:
                record("kernel.job.retried", job, by=by, task=job.task[:40])
            return bool(again)
    except IntegrityError:
        return False
