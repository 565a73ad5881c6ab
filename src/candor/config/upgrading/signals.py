"""Requests to end: heard as an exception while there is a way back, put off while everything is put in order."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

ASKS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(Exception):
    """Somebody asked to end it: Ctrl-C, SIGTERM, a closed terminal."""


@contextmanager
def no_sudden_end() -> Iterator[None]:
    """Whoever asks to end it has everything put back first."""
    with _answered_by(_interrupt):
        yield


@contextmanager
def undisturbed() -> Iterator[None]:
    """What is done in the block is short, and done to its end."""
    with _answered_by(signal.SIG_IGN):
        yield


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise Interrupted("It was asked to end.")


@contextmanager
def _answered_by(answer: Callable[[int, FrameType | None], Any] | signal.Handlers) -> Iterator[None]:
    before = {each: signal.signal(each, answer) for each in ASKS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
