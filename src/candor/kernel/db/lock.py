"""One queue of writers for one SQLite database, across threads and processes."""

from __future__ import annotations

import fcntl
import os
import time

LONGEST_WAIT = 2.0
"""Seconds. The promise of the reliability table: nobody waits longer for a locked database."""

LONGEST_PAUSE = 0.003
"""Seconds between two looks: short, so that those before the door have much the same chance."""


class WriterLock:
    """An exclusive `flock` on a file beside the database, behind a door in which one waits for it.

    Whoever writes again and again has to pass the door too, and so overtakes nobody who stands in it. Every connection
    opens the files itself: flock belongs to the open file, so threads exclude each other as processes do, and the
    kernel lets go when a process dies.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._descriptor: int | None = None
        self._door = -1
        self._held = False

    def acquire(self, longest_wait: float = LONGEST_WAIT) -> bool:
        """Wait for the lock; False when it was not to be had in `longest_wait` seconds. Holding it already is fine."""
        if self._held:
            return True
        if self._descriptor is None:
            self._descriptor, self._door = _opened(self._path), _opened(f"{self._path}.door")
        deadline = time.monotonic() + longest_wait
        if not _taken(self._door, deadline):
            return False
        try:
            self._held = _taken(self._descriptor, deadline)
        finally:
            fcntl.flock(self._door, fcntl.LOCK_UN)
        return self._held

    def release(self) -> None:
        if self._held and self._descriptor is not None:
            self._held = False
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)


def _opened(path: str) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _taken(descriptor: int, deadline: float) -> bool:
    pause = 0.0005
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)
        else:
            return True
