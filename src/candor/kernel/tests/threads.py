"""Many callers at the same moment, each in a thread with a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Protocol, TypeVar

from django.db import connections

Result = TypeVar("Result")


class Together(Protocol):
    def __call__(self, act: Callable[[int], Result], /) -> list[Result]: ...


def at_once(callers: int, act: Callable[[int], Result]) -> list[Result]:
    """Let `act(0)` to `act(callers - 1)` begin together; what they return, in that order."""
    with kept_callers(callers) as together:
        return together(act)


@contextmanager
def kept_callers(number: int) -> Iterator[Together]:
    """What lets so many begin together as often as is asked within the block. They keep their connections meanwhile: of
    a new one PostgreSQL spends more time on learning the tables than on what a short request asks.
    """
    start = threading.Barrier(number)

    def run(act: Callable[[int], Result], place: int) -> Result:
        start.wait(60)  # so that nobody takes the turn of two
        return act(place)

    with ThreadPoolExecutor(number) as pool:

        def together(act: Callable[[int], Result]) -> list[Result]:
            return list(pool.map(partial(run, act), range(number)))

        try:
            yield together
        finally:
            together(lambda _place: connections.close_all())
