"""The database backend of instances on PostgreSQL.

A web process has twelve threads of which four compute at a time. A connection for each had the server hold twenty-four
processes, and each of them plans every statement five times before it keeps a plan.
"""

from __future__ import annotations

from contextlib import suppress

from django.db.backends.postgresql import base
from psycopg import Error
from psycopg.pq import TransactionStatus

from candor.kernel.db import idle


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes an idle connection where one is there and alive, and gives it back after the request."""

    def connect(self) -> None:
        """What Django notes of a connection is as its last request left it: outside of a transaction."""
        self.connection = idle.taken()
        if self.connection is None or not self.is_usable():
            self._forget_what_died()
            super().connect()
            return
        self.health_check_done = True
        if not self.autocommit:  # the thread's first
            self.set_autocommit(True)

    def close_if_unusable_or_obsolete(self) -> None:
        """Django asks before and after each request; after it others may have what this thread does not need."""
        super().close_if_unusable_or_obsolete()
        if self.in_atomic_block or self.connection is None:
            return
        if self.connection.info.transaction_status == TransactionStatus.IDLE and idle.given(self.connection):
            self.connection = None

    def _forget_what_died(self) -> None:
        """The server was started again: whatever else waits here is looked at when its turn comes."""
        if self.connection is not None:
            with suppress(Error):
                self.connection.close()
            self.connection = None
