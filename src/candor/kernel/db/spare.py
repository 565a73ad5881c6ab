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


@contextmanager
def replayable() -> Iterator[None]:
    """What the block writes can be done again from elsewhere, and nobody is told of it before its last transaction.

    So no commit within it waits for the disk; the first one after it does, and takes them all along. A power cut may
    take the last of them and leaves the database whole. Begin it outside a transaction.
    """
    if connection.vendor == "sqlite":
        with connection.not_waiting_for_the_disk():  # type: ignore[attr-defined] # of our own backend
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")
