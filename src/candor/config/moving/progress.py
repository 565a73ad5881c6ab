"""How far a long way through all rows is: how many, how fast, how long yet."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

EVERY = 2.0
"""Seconds between two lines on a terminal; elsewhere there is one every ten."""

LOOKS = 500
"""The clock is looked at once in so many rows."""


class Progress:
    """Called with each row's table."""

    def __init__(self, say: Callable[[str], None], what: str, total: int) -> None:
        self._say, self._what, self._total = say, what, total
        self._done, self._began = 0, time.monotonic()
        self._every = EVERY if sys.stderr.isatty() else EVERY * 5
        self._said_at = self._began

    def __call__(self, table: str) -> None:
        self._done += 1
        if self._done % LOOKS == 0 and time.monotonic() - self._said_at >= self._every:
            self._said_at = time.monotonic()
            rate = self._done / (self._said_at - self._began)
            left = time_in_words(max(0, self._total - self._done) / rate)
            rows = f"{self._done:,} of {self._total:,} rows"
            self._say(f"{self._what}: {rows}, {rate:,.0f} a second, about {left} left ({table})")


def time_in_words(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
