"""The worker: runs due jobs one after another until told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import close_old_connections

from candor.kernel.ids import new_ref
from candor.kernel.jobs import queue
from candor.kernel.jobs.tasks import task_named
from candor.kernel.logs import log
from candor.kernel.models import Job

IDLE_PAUSE = 0.25
"""Seconds between looks at an empty queue."""


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


def _run(job: Job) -> None:
    try:
        _function(job)(*job.arguments)
    except Exception as error:  # noqa: BLE001 - a job may fail in any way; the worker goes on
        log.warning("job failed", task=job.task, job=job.pk, attempt=job.attempts, error=type(error).__name__)
        queue.fail(job, error)
    else:
        queue.finish(job)


def _function(job: Job) -> Callable[..., None]:
    return task_named(job.task)
