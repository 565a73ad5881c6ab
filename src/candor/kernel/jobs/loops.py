"""Work without an end: loops that run beside the jobs for as long as `candor work` does (mailboxes, the indexer).

A slice registers its loops in `tasks.py`. Each runs in a thread of its own with a database connection of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from django.db import connections

from candor.kernel.logs import log

Run = Callable[[threading.Event], None]
"""Works until the event is set, and ends within a few seconds of that."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before a loop that failed starts again, doubled each time."""

_loops: dict[str, Run] = {}


def register(name: str, run: Run) -> None:
    """Have `run(stop)` run by `candor work`. It may raise: it is then started again after a pause."""
    _loops[name] = run


def registered() -> Mapping[str, Run]:
    return dict(_loops)


def keep_running(name: str, run: Run, stop: threading.Event) -> None:
    """Run the loop until `stop` is set, whatever it throws. A loop that ends by itself has nothing left to do."""
    pause = FIRST_PAUSE
    while not stop.is_set():
        try:
            run(stop)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - one loop's failure must not end the others
            log.warning("loop failed", name=name, error=type(error).__name__, seconds=pause)
            connections.close_all()
            stop.wait(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        else:
            break
    connections.close_all()
