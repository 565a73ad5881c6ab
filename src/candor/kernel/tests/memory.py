"""How much memory a piece of work takes, whatever ran in this process before it."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Callable


def peak_of(work: Callable[[], object]) -> int:
    """The most bytes that were held at once while it ran, beside what was there already.

    What was there is kept out of the collector's sight: beside some hundred megabytes it would not run at all, and
    count what nobody holds any more.
    """
    gc.collect()
    gc.freeze()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.unfreeze()


def forget() -> None:
    """Let go of what nobody holds, and of the names of methods, of which the interpreter remembers up to 240 kB.

    For between two portions of a work whose memory should not grow with their number; nothing while nobody measures it.
    """
    if tracemalloc.is_tracing():
        sys._clear_type_cache()
        gc.collect()
