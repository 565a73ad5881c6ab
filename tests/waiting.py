"""How long something takes, told on a machine that others use too."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds for whatever is waited for: what a crowded machine may need, and costs nothing elsewhere."""

TRIES = 3


def least_seconds(act: Callable[[], object], *, promised: float) -> float:
    """The least seconds by the clock that `act` takes in three tries; one that keeps the promise is enough.

    Neighbours only ever make it more, so what fits once shows what the work is.
    """
    taken: list[float] = []
    while len(taken) < TRIES and not any(seconds < promised for seconds in taken):
        began = time.monotonic()
        act()
        taken.append(time.monotonic() - began)
    return min(taken)
