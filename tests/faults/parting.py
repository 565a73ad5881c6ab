"""Forked processes that have nothing open in common, as if each had been started by itself."""

from __future__ import annotations

import os
from contextlib import suppress

from django.db import connections


def fork() -> int:
    """As `os.fork`. A lock belongs to the open file, not to the process: what a killed child held in a file that its
    parent has open, too, would stay locked, and two children would never exclude each other.
    """
    connections.close_all()
    for alias in connections:
        with suppress(AttributeError):  # none was opened
            del connections[alias]
    return os.fork()
