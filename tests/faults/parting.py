"""Forked processes that have nothing open in common, as if each had been started by itself."""

from __future__ import annotations

import os

from candor.config.preloading import close_databases


def fork() -> int:
    """As `os.fork`, with no database open that parent and child would share."""
    close_databases()
    return os.fork()
