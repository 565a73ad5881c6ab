"""One queue of writers for one SQLite database, across threads and processes."""

from __future__ import annotations

import fcntl
import os
import time

LONGEST_WAIT = 2.0
"""Seconds. The promise of the reliability table: nobody waits longer for a locked database."""


class WriterLock:
    """An exclusive `flock` on a file beside the database.

    Every connection opens the file itself: flock belongs to the open file, so threads exclude each other as
    processes do, and the kernel lets go when a process dies.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._descriptor: int | None = None
        self._held = False

    def acquire(self, longest_wait: float = LONGEST_WAIT) -> bool:
        """Wait for the lock; False when it was not to be had in `longest_wait` seconds. Holding it already is fine."""
        if self._held:
            return True
        if self._descriptor is None:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + longest_wait
        pause = 0.0005
        while True:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    return False
                time.sleep(pause)
                pause = min(pause * 1.5, 0.01)
            else:
                self._held = True
                return True

    def release(self) -> None:
        if self._held and self._descriptor is not None:
            self._held = False
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
