"""The crew of `candor work`: threads for jobs, for the schedule, for signs of life, and for each registered loop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string

from candor.kernel.backup import gate
from candor.kernel.jobs import heartbeat, loops, queue, schedule, worker
from candor.kernel.logs import log
from candor.kernel.upgrading import journal

WORKERS = 3
BEAT_EVERY = 5.0
TIME_TO_END = 7.0
"""Seconds that the threads have to end what they are doing; the supervisor gives the process eight."""

LOOK_EVERY = 0.1
"""Seconds between looks whether to end. A signal handler may not touch an Event that its own thread waits for."""


def work(is_asked_to_end: Callable[[], bool]) -> None:
    """Work until asked to end; whoever is not done in time is left to the leases."""
    _wait_for_the_gate(is_asked_to_end)
    stop = threading.Event()
    crew = [_thread(name, run, stop) for name, run in _parts().items()]
    for thread in crew:
        thread.start()
    log.info("worker started", count=len(crew))
    while not is_asked_to_end() and not journal.stands():
        time.sleep(LOOK_EVERY)
    stop.set()
    _wait_for(crew)
    heartbeat.fall_silent(heartbeat.WORKER)
    connections.close_all()
    log.info("worker ended")


def _wait_for_the_gate(is_asked_to_end: Callable[[], bool]) -> None:
    """Of a restored house nothing is done before it is open: no mail leaves, none is taken in."""
    if gate.is_closed():
        log.warning("worker waits for the restore")
    while gate.is_closed() and not is_asked_to_end():
        time.sleep(LOOK_EVERY * 5)


def _parts() -> dict[str, loops.Run]:
    workers = {f"worker-{number}": worker.run_jobs for number in range(1, WORKERS + 1)}
    return {"heartbeat": _beat, "schedule": _keep_schedule, **workers, **loops.registered()}


def _thread(name: str, run: loops.Run, stop: threading.Event) -> threading.Thread:
    return threading.Thread(target=loops.keep_running, args=(name, run, stop), name=name, daemon=True)


def _wait_for(crew: list[threading.Thread]) -> None:
    deadline = time.monotonic() + TIME_TO_END
    for thread in crew:
        thread.join(max(0.0, deadline - time.monotonic()))


def _beat(stop: threading.Event) -> None:
    """Show that the crew lives, and hold on to the leases of the jobs under way."""
    while not stop.is_set():
        heartbeat.beat(heartbeat.WORKER)
        worker.prolong_leases()
        stop.wait(BEAT_EVERY)


def _keep_schedule(stop: threading.Event) -> None:
    """Ask for what is due and free what dead workers held, about once a second."""
    entries, looked = import_string(settings.SCHEDULE), dict[str, datetime]()
    while not stop.wait(1):
        schedule.ask_for_due(entries, looked)
        queue.free_expired_leases()
