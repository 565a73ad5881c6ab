"""What `candor bench` tells while it works: on standard error, so that standard output holds figures alone."""

from __future__ import annotations

import sys


class NotMeasured(Exception):
    """Something could not be measured; the text says why."""


def say(text: str) -> None:
    """A line about what is done now."""
    print(text, file=sys.stderr, flush=True)
