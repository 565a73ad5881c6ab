"""The database backend of the embedded default.

Every transaction is IMMEDIATE and takes the instance's writer lock first, and so does a statement that writes outside
one. Measured with eight contending writers: without the lock waits reached 5 s and failures, with it 108 ms and none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from candor.kernel import seats
from candor.kernel.db.lock import LONGEST_WAIT, WriterLock
from candor.kernel.db.sqlite import idle, index_file

PRAGMAS = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA cache_size = -512;
    PRAGMA mmap_size = 0;
    PRAGMA temp_store = MEMORY;
    PRAGMA journal_size_limit = 67108864;
"""
INDEX_PRAGMAS = f"PRAGMA {index_file.SCHEMA}.cache_size = -128;"
"""Each thread has a cache of its own, which is emptied whenever another one has written; the system keeps the file too:
small ones do as well: 23.5 ms a page of twelve threads at once, with twice as much 24.5 (200,000 cases)."""


NORMAL = 1
"""https://www.sqlite.org/pragma.html#pragma_synchronous: never damaged, but the last commits may be lost."""

SHORT_WAIT = 0.25
"""Seconds that a hasty write waits for its turn."""

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class DatabaseBusy(OperationalError):
    """Another writer held the database for longer than anyone should wait. Answered with 503 and Retry-After."""


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection; holds the writer lock from BEGIN to COMMIT or ROLLBACK."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._writer_lock: WriterLock | None = None
        self._patience = LONGEST_WAIT

    @property
    def index_path(self) -> Path:
        """The search index's file."""
        return index_file.path_beside(Path(str(self.settings_dict["NAME"])))

    @property
    def writes_index(self) -> bool:
        """True in a test database, whose index has to roll back with the test."""
        return bool(self.settings_dict["NAME"] == self.settings_dict["TEST"]["NAME"])

    def connect(self) -> None:
        """Take an idle connection where there is one. What Django notes of a connection is as its last request left it:
        outside of a transaction.
        """
        kept = idle.taken()
        if kept is None:
            super().connect()
            return
        self.connection = kept
        if not self.autocommit:  # the thread's first
            self.get_connection_params()  # which notes how transactions begin
            self.set_autocommit(True)

    def close_if_unusable_or_obsolete(self) -> None:
        """Django asks before and after each request; after it others may have what this thread does not need."""
        super().close_if_unusable_or_obsolete()
        if self.in_atomic_block or self.connection is None or self._still_in_transaction():
            return
        if idle.given(self.connection):
            self.connection = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.executescript(PRAGMAS)
        if not self.is_in_memory_db():
            index_file.attach(connection, self.index_path, writable=self.writes_index)
            connection.executescript(INDEX_PRAGMAS)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=partial(QueueingCursor, wrapper=self))

    @contextmanager
    def writing(self, statement: str) -> Iterator[None]:
        """Hold the writer lock for one statement that writes outside a transaction; else hold nothing."""
        is_alone = not self._still_in_transaction() and statement.lstrip()[:7].upper().startswith(WRITES)
        if is_alone:
            self._take_turn()
        try:
            yield
        finally:
            if is_alone:
                self._release()

    @contextmanager
    def hasty(self) -> Iterator[None]:
        """What the block writes waits neither long for its turn nor, at its end, for the disk.

        Within a transaction nothing changes: it is as patient and as durable as it was begun.
        """
        self.ensure_connection()
        if self._still_in_transaction():
            yield
            return
        self._patience = SHORT_WAIT
        try:
            with self.not_waiting_for_the_disk():
                yield
        finally:
            self._patience = LONGEST_WAIT

    @contextmanager
    def not_waiting_for_the_disk(self) -> Iterator[None]:
        """Commits of the block are whole, but the last of them may be lost until a later one waits for the disk.

        Within a transaction nothing changes.
        """
        self.ensure_connection()
        if self._still_in_transaction():
            yield
            return
        ((usual,),) = self.connection.execute("PRAGMA synchronous").fetchall()
        self.connection.execute(f"PRAGMA synchronous = {min(usual, NORMAL)}")
        try:
            yield
        finally:
            self.connection.execute(f"PRAGMA synchronous = {usual}")

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc] # the stubs leave Django's hooks out
        except BaseException:
            self._release()
            raise

    def _savepoint(self, sid: str) -> None:
        """Straight to SQLite: Django's cursor costs more than the statement, and actions within actions have many."""
        with self.wrap_database_errors:
            self.connection.execute(self.ops.savepoint_create_sql(sid))

    def _savepoint_commit(self, sid: str) -> None:
        with self.wrap_database_errors:
            self.connection.execute(self.ops.savepoint_commit_sql(sid))

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc] # as above
        finally:
            if not self._still_in_transaction():
                self._release()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc] # as above
        finally:
            self._release()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc] # as above
        finally:
            self._release()

    def _still_in_transaction(self) -> bool:
        """A COMMIT that failed (a full disk) leaves its transaction open for the ROLLBACK that follows."""
        return bool(self.connection is not None and self.connection.in_transaction)

    def _take_turn(self) -> None:
        lock = self._lock()
        if lock is None or lock.acquire(0):
            return
        seats.leave()
        if not lock.acquire(self._patience):
            raise DatabaseBusy("another writer holds the database")

    def _lock(self) -> WriterLock | None:
        name = str(self.settings_dict["NAME"])
        if self._writer_lock is None and not self.is_in_memory_db():
            self._writer_lock = WriterLock(f"{name}.writer")
        return self._writer_lock

    def _release(self) -> None:
        if self._writer_lock is not None:
            self._writer_lock.release()


class QueueingCursor(base.SQLiteCursorWrapper):
    """A cursor whose writes outside a transaction wait for their turn too."""

    def __init__(self, connection: Any, *, wrapper: DatabaseWrapper) -> None:
        super().__init__(connection)
        self._wrapper = wrapper

    def execute(self, query: str, params: Any = None) -> Any:
        if self.connection.in_transaction:  # it has had its turn
            return super().execute(query, params)
        with self._wrapper.writing(query):
            return super().execute(query, params)

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        if param_names is None:
            return _with_question_marks(query)
        converted: str = super().convert_query(query, param_names=param_names)
        return converted


@lru_cache(maxsize=512)
def _with_question_marks(query: str) -> str:
    """As Django does it anew with each statement, though few come again and again."""
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")
