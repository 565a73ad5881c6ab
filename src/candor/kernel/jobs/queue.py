"""The queue itself: asking for a job, claiming one, ending one.

Claims are conditional updates, the same on both engines. A claimed job carries a lease that its worker prolongs; when
the worker dies the lease runs out and another worker takes the job.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, F, QuerySet

from candor.kernel import clock
from candor.kernel.db.prepared import Given, Prepared
from candor.kernel.jobs.tasks import Argument, Task, task_named
from candor.kernel.models import Job, JobState

LEASE = timedelta(seconds=20)
"""A job whose worker was killed is taken up again after this long at most; living workers prolong every 5 s."""


def enqueue(task: Task, *arguments: Argument, unique: str | None = None, at: datetime | None = None) -> Job | None:
    """Ask for `task(*arguments)` after the present transaction commits.

    With `unique`, a second request is dropped (None) while one with the same key waits. `at` defers it.
    """
    now = clock.now()
    job = Job(task=task.name, arguments=list(arguments), unique_key=unique, run_at=at or now, created_at=now)
    if unique is None:
        job.save(force_insert=True)
        return job
    return _insert_unless_waiting(job)


def _insert_unless_waiting(job: Job) -> Job | None:
    """Insert the job, or see to it that the one that waits already runs after our commit.

    PostgreSQL alone could run the waiting job between our look and our commit, when it would not see what we wrote;
    locking its row makes the claim wait for us. Losing that race means that nothing waits any more, so we insert.
    """
    with transaction.atomic():
        while True:
            waiting = Job.objects.select_for_update().filter(unique_key=job.unique_key, state=JobState.WAITING)
            if waiting.first() is not None:
                return None
            try:
                with transaction.atomic():
                    job.save(force_insert=True)
            except IntegrityError:
                continue
            return job


DUE = Prepared(
    lambda: Job.objects.filter(state=JobState.WAITING, run_at__lte=Given("now", DateTimeField())).order_by(
        "run_at", "id"
    )[:10]
)
EXPIRED = Prepared(
    lambda: Job.objects.filter(state=JobState.RUNNING, leased_until__lt=Given("now", DateTimeField()))[:100]
)
"""Asked twelve times and once a second. Composed each time they were two thirds of what an instance at rest did."""


def claim(worker: str) -> Job | None:
    """Take the oldest due job for this worker, or None."""
    for job in DUE.all(now=clock.now()):
        won = Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(
            state=JobState.RUNNING,
            worker=worker,
            leased_until=clock.now() + LEASE,
            attempts=F("attempts") + 1,
            progress_done=0,
            progress_total=None,
        )
        if won:
            job.refresh_from_db()
            return job
    return None


def finish(job: Job) -> None:
    _end(job, state=JobState.DONE, error="")


def fail(job: Job, error: BaseException) -> None:
    """Try again after growing pauses (15 s times the square of the attempts), or give up after the most attempts."""
    place = f"{type(error).__module__}.{type(error).__name__}"[:200]
    if job.attempts >= most_attempts(job):
        _end(job, state=JobState.FAILED, error=place)
        return
    pause = timedelta(seconds=15 * job.attempts**2)
    _waiting_again(job, at=clock.now() + pause, error=place)


def prolong(jobs: Sequence[int]) -> None:
    """Say that these jobs are still being worked on."""
    if jobs:
        Job.objects.filter(pk__in=jobs, state=JobState.RUNNING).update(leased_until=clock.now() + LEASE)


def note_progress(job: Job, done: int, total: int | None) -> None:
    """How far the job is, for the monitor; this is a sign of life too."""
    _held(job).update(progress_done=done, progress_total=total, leased_until=clock.now() + LEASE)


def was_given_up(unique: str) -> bool:
    """Whether a job of this key failed for good and nobody has it tried again."""
    return Job.objects.filter(state=JobState.FAILED, unique_key=unique).exists()


def waits_until(unique: str) -> datetime | None:
    """When the job of this key will be taken up; None where none waits."""
    return Job.objects.filter(state=JobState.WAITING, unique_key=unique).values_list("run_at", flat=True).first()


def how_far(unique: str) -> tuple[int, int] | None:
    """What the job of this key has done, of how much; None while it does not run or cannot tell."""
    running = Job.objects.filter(state=JobState.RUNNING, unique_key=unique).order_by("pk").last()
    return (running.progress_done, running.progress_total) if running and running.progress_total else None


def free_expired_leases() -> None:
    """Give the jobs of dead workers back. One that has killed its worker as often as it may is given up."""
    for job in EXPIRED.all(now=clock.now()):
        if job.attempts >= most_attempts(job):
            _end(job, state=JobState.FAILED, error="worker died")
        else:
            _waiting_again(job, at=clock.now(), error="worker died")


def most_attempts(job: Job) -> int:
    """How often the job may be tried; once for a task that no slice has any more."""
    try:
        return task_named(job.task).most_attempts
    except KeyError:
        return 1


def _held(job: Job) -> QuerySet[Job]:
    """The job's row while it is still this worker's: one that lost its lease must not change what another does."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker, attempts=job.attempts)


def _end(job: Job, *, state: JobState, error: str) -> None:
    _held(job).update(state=state, error=error, finished_at=clock.now(), leased_until=None)


def _waiting_again(job: Job, *, at: datetime, error: str) -> None:
    """Put the job back; if one of the same key waits already, that one does the work and this one is done."""
    try:
        with transaction.atomic():
            _held(job).update(state=JobState.WAITING, run_at=at, error=error, leased_until=None, worker="")
    except IntegrityError:
        _end(job, state=JobState.DONE, error=error)
