"""Writes that a page can do without: reading goes on while the disk is full or the database is locked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

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


@contextmanager
def passing(what: str) -> Iterator[None]:
    """As `spare`, for what is over in minutes anyway: nobody waits for it long, and a power cut may take it.

    On SQLite, whose writers queue, it does not wait for the disk; the next commit that does takes it along.
    """
    hasty: AbstractContextManager[None] = getattr(connection, "hasty", nullcontext)()
    with spare(what), hasty:
        yield
