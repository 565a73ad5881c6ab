"""The queue itself: asking for a job, claiming one, ending one.

Claims are conditional updates, the same on both engines.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from candor.kernel import clock
from candor.kernel.jobs.tasks import Argument, Task, task_named
from candor.kernel.models import Job, JobState


def enqueue(task: Task, *arguments: Argument, unique: str | None = None, at: datetime | None = None) -> Job | None:
    """Ask for `task(*arguments)` after the present transaction commits.

    With `unique`, a second request is dropped (None) while one with the same key waits. `at` defers it.
    """
    job = Job(
        task=task.name,
        arguments=list(arguments),
        unique_key=unique,
        run_at=at or clock.now(),
        created_at=clock.now(),
    )
    if unique is not None and Job.objects.filter(unique_key=unique, state=JobState.WAITING).exists():
        return None
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        return None
    return job


def claim(worker: str) -> Job | None:
    """Take the oldest due job for this worker, or None. Jobs whose lease ran out are due again."""
    _free_expired_leases()
    due = Job.objects.filter(state=JobState.WAITING, run_at__lte=clock.now()).order_by("run_at", "id")
    for job in due[:10]:
        lease = task_named(job.task).lease if _known(job) else timedelta(minutes=2)
        won = Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(
            state=JobState.RUNNING,
            worker=worker,
            leased_until=clock.now() + lease,
            attempts=F("attempts") + 1,
        )
        if won:
            job.refresh_from_db()
            return job
    return None


def finish(job: Job) -> None:
    _end(job, state=JobState.DONE, error="")


def fail(job: Job, error: BaseException) -> None:
    """Try again later with growing pauses (1, 4, 9 ... minutes), or give up after the task's most attempts."""
    place = f"{type(error).__module__}.{type(error).__name__}"[:200]
    if not _known(job) or job.attempts >= task_named(job.task).most_attempts:
        _end(job, state=JobState.FAILED, error=place)
        return
    pause = timedelta(seconds=15 * job.attempts**2)
    _waiting_again(job, at=clock.now() + pause, error=place)


def prolong(job: Job) -> None:
    """Say that the job is still being worked on; long jobs call it between steps."""
    if _known(job):
        Job.objects.filter(pk=job.pk, worker=job.worker, state=JobState.RUNNING).update(
            leased_until=clock.now() + task_named(job.task).lease
        )


def _known(job: Job) -> bool:
    try:
        task_named(job.task)
    except KeyError:
        return False
    return True


def _end(job: Job, *, state: JobState, error: str) -> None:
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker).update(
        state=state, error=error, finished_at=clock.now(), leased_until=None
    )


def _waiting_again(job: Job, *, at: datetime, error: str) -> None:
    """Put the job back; if one of the same key waits already, that one does the work and this one is done."""
    try:
        with transaction.atomic():
            Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker).update(
                state=JobState.WAITING, run_at=at, error=error, leased_until=None, worker=""
            )
    except IntegrityError:
        _end(job, state=JobState.DONE, error=error)


def _free_expired_leases() -> None:
    expired = Job.objects.filter(state=JobState.RUNNING, leased_until__lt=clock.now())
    for job in expired[:20]:
        _waiting_again(job, at=clock.now(), error=job.error)
