"""Many callers at the same moment, each in a thread with a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")


def at_once(callers: int, act: Callable[[int], Result]) -> list[Result]:
    """Let `act(0)` to `act(callers - 1)` begin together; what they return, in that order."""
    start = threading.Barrier(callers)

    def run(number: int) -> Result:
        start.wait(60)
        try:
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(callers) as pool:
        return list(pool.map(run, range(callers)))
