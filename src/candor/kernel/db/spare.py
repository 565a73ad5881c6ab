"""Writes that a page can do without: reading goes on while the disk is full or the database is locked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

from candor.kernel.logs import log


@contextmanager
def spare(what: str) -> Iterator[None]:
    """Let the block fail where the database cannot write now. Within a transaction it is part of that, and fails it."""
    try:
        yield
    except OperationalError as error:
        if connection.in_atomic_block:
            raise
        log.warning("could not be noted", name=what, error=type(error).__name__)
