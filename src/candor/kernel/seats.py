"""Seats: a process that answers requests lets a few of them compute at a time; the others wait in front of them.

Threads of one interpreter that compute at once only take turns with each other, so that all of them are late, and each
needs a database connection of its own. Whoever waits for something else, as a slow upload or the writers' queue, leaves
the seat, and nobody waits for one for long: a few who wait for another server hold nobody up.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 4
"""One that computes and a few that wait for the disk."""

PATIENCE = 0.5
"""Seconds after which one goes on without a seat."""

_seats = threading.BoundedSemaphore(AT_ONCE)
_of_thread = threading.local()


@contextmanager
def seated() -> Iterator[None]:
    """A seat for the block, or none where none got free in time."""
    take()
    try:
        yield
    finally:
        leave()


def take() -> None:
    """A thread that has a seat keeps it."""
    if not getattr(_of_thread, "is_seated", False):
        _of_thread.is_seated = _seats.acquire(timeout=PATIENCE)


def leave() -> None:
    """Whoever waits from here on does so without a seat; one who has none has nothing to leave."""
    if getattr(_of_thread, "is_seated", False):
        _of_thread.is_seated = False
        _seats.release()
