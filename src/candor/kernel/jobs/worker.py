"""The worker: runs due jobs one after another until told to stop."""

from __future__ import annotations

import threading
from contextvars import ContextVar

from django.db import close_old_connections

from candor.kernel.ids import new_ref
from candor.kernel.jobs import queue
from candor.kernel.jobs.tasks import task_named
from candor.kernel.logs import log
from candor.kernel.models import Job

IDLE_PAUSE = 0.25
"""Seconds between looks at an empty queue."""

_under_way: set[int] = set()
"""The jobs that threads of this process run now. Set operations are atomic under the interpreter's lock."""

_present_job: ContextVar[Job | None] = ContextVar("candor_present_job", default=None)


def run_jobs(stop: threading.Event) -> None:
    """Work until `stop` is set; a job under way is finished first."""
    worker = new_ref()
    while not stop.is_set():
        if not run_one(worker):
            close_old_connections()
            stop.wait(IDLE_PAUSE)


def run_one(worker: str = "one") -> bool:
    """Claim and run one due job; False when none is due. A job's failure is recorded, never raised."""
    job = queue.claim(worker)
    if job is None:
        return False
    _run(job)
    return True


def run_all_due(most: int = 1000) -> int:
    """Run everything that is due now, for commands and tests; returns how many ran."""
    ran = 0
    while ran < most and run_one():
        ran += 1
    return ran


def progress(done: int, total: int | None = None) -> None:
    """Tell the monitor how far the present job is. Outside a job it does nothing, so actions may call it."""
    job = _present_job.get()
    if job is not None:
        queue.note_progress(job, done, total)


def is_watched() -> bool:
    """Whether this is done within a job, so that the monitor wants to know how far it is."""
    return _present_job.get() is not None


def prolong_leases() -> None:
    """Keep the jobs of this process from being taken for those of a dead one."""
    queue.prolong(list(_under_way))


def _run(job: Job) -> None:
    _under_way.add(job.pk)
    token = _present_job.set(job)
    try:
        task_named(job.task)(*job.arguments)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a job may fail in any way; the worker goes on
        log.warning("job failed", task=job.task, job=job.pk, attempt=job.attempts, error=type(error).__name__)
        queue.fail(job, error)
    else:
        queue.finish(job)
    finally:
        _present_job.reset(token)
        _under_way.discard(job.pk)
