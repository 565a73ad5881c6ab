"""How many records a transaction takes: as many as fit into a time in which nobody notices that they wait."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

AIM = 0.012
"""Seconds of the processor: few are over the 20 ms then that background transactions may take, one large record is."""
MOST = 10
"""Records, however quick they were: where the database is another process, its time is not seen here."""


class Pace:
    """Begins with one record, and takes more or fewer as the last transactions turn out.

    What a transaction costs however little it does makes none shorter: where that alone is long, half as much again is.
    """

    def __init__(self) -> None:
        self.size = 1
        self._least = float("inf")

    def portions(self, numbers: Sequence[int]) -> Iterator[list[int]]:
        """In lists of as many as are right at that moment."""
        at = 0
        while at < len(numbers):
            size = self.size
            yield list(numbers[at : at + size])
            at += size

    @contextmanager
    def timed(self) -> Iterator[None]:
        """The block is a transaction. What waits for the disk and for others is not this thread's time."""
        begun = time.thread_time()
        yield
        self.took(time.thread_time() - begun)

    def took(self, seconds: float) -> None:
        """Half as many after one that was too long, one more after one that left room for it."""
        self._least = min(self._least, seconds)
        if seconds > max(AIM, self._least * 1.5):
            self.size = max(1, self.size // 2)
        elif self.size < MOST:
            self.size += 1
