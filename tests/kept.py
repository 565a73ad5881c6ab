"""A pytest plugin: rows that all tests of a module share.

A world of everything costs more than most tests that look at it. So a module's fixtures may make theirs once, inside
`kept_rows`; what a test changes is taken back after it, as always. Where other threads have to see the world, it is
made inside `lasting_rows` and put back after each test by hand.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest import mock

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase

from candor.kernel import clock
from candor.people.models import Session
from tests.asking import asked_together


@pytest.fixture(scope="module")
def kept_rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database is open to fixtures of the module, and after its last test as it was before the first.

    Each test's transaction lies within ours. That takes a connection that outlives the test: SQLite's in memory does.
    """
    with django_db_blocker.unblock():
        if connection.vendor != "sqlite":
            raise RuntimeError("only SQLite's connection stays open from one test to the next")
        with transaction.atomic():
            yield
            transaction.set_rollback(True)


@pytest.fixture(scope="module")
def lasting_rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """As `kept_rows`, on both engines and without a transaction: whoever asks the database sees what is written.

    Nothing is emptied after a test (`transaction=True`) of the module: it puts back a `copy_of_rows`.
    """
    with django_db_blocker.unblock():
        before = copy_of_rows()
        with mock.patch.object(TransactionTestCase, "_fixture_teardown"):
            yield
        before.put_back()


class SQLiteRows:
    """The pages of the database and of its search index, as they are now."""

    def __init__(self) -> None:
        connection.ensure_connection()
        self._database = sqlite3.connect(":memory:")
        self._index = sqlite3.connect(":memory:")
        connection.connection.backup(self._database)
        with sqlite3.connect(connection.index_path) as index:
            index.backup(self._index)
        index.close()

    def put_back(self) -> None:
        connection.ensure_connection()
        self._database.backup(connection.connection)
        with sqlite3.connect(connection.index_path) as index:
            self._index.backup(index)
        index.close()


class PostgreSQLRows:
    """The rows of all tables, those of the search index included, as they are now, and how far their numbers had come.

    They lie in this process: whoever looks at all schemas of the database, as the proofs do, finds no copies.
    """

    def __init__(self) -> None:
        self._columns = _columns()
        self._marks = self._present_marks()
        full = [table for table, (count, _youngest) in self._marks.items() if count]
        with connection.cursor() as cursor:
            self._rows = {table: _read(cursor, f"{table} ({self._columns[table]})") for table in full}
            cursor.execute(
                "SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences"
                " WHERE last_value IS NOT NULL"
            )
            self._numbers = dict(cursor.fetchall())

    def put_back(self) -> None:
        """Write the changed tables anew."""
        marks = self._present_marks()
        changed = [table for table, mark in marks.items() if mark != self._marks[table]]
        if not changed:
            return
        with _without_triggers() as beside, beside.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            (ours,) = cursor.fetchone()
            cursor.execute("; ".join(f"DELETE FROM {table}" for table in changed))  # noqa: S608 - our own names
            for table in self._rows.keys() & set(changed):
                with cursor.copy(f"COPY {table} ({self._columns[table]}) FROM STDIN") as copy:
                    copy.write(self._rows[table])
            cursor.execute(HIGHER_NUMBERS, [list(self._numbers), list(self._numbers.values())])
        self._marks |= {table: (self._marks[table][0], ours if table in self._rows else 0) for table in changed}

    def _present_marks(self) -> dict[str, tuple[int, int]]:
        """Of each table the rows and the youngest transaction that wrote one: every change changes one of both."""
        rows = (f"SELECT count(*) FROM {table}" for table in self._columns)  # noqa: S608 - as above
        youngest = (
            f"SELECT coalesce(max(xmin::text::bigint), 0) FROM {table}"  # noqa: S608 - as above
            for table in self._columns
        )
        numbers = asked_together([*rows, *youngest])
        half = len(self._columns)
        return dict(zip(self._columns, zip(numbers[:half], numbers[half:], strict=True), strict=True))


HIGHER_NUMBERS = """
    SELECT setval(kept.name::regclass, kept.number)
    FROM unnest(%s::text[], %s::bigint[]) AS kept (name, number)
    WHERE coalesce(pg_sequence_last_value(kept.name::regclass), 0) < kept.number
"""
"""Tables that a test made anew begin with the number 1, which one of the rows that are put back has."""


def copy_of_rows() -> SQLiteRows | PostgreSQLRows:
    """What stands in the database now; `put_back` makes it stand there again."""
    return SQLiteRows() if connection.vendor == "sqlite" else PostgreSQLRows()


@contextmanager
def _without_triggers() -> Iterator[Any]:
    """A transaction of another connection, for which keys and triggers say nothing.

    Were ours told so, PostgreSQL would drop all plans that it keeps for it.
    """
    beside = _beside()
    if beside.connection is None:
        with beside.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
    with beside.connection.transaction():
        yield beside.connection


@cache
def _beside() -> Any:
    return connection.copy()


def close() -> None:
    """Nothing of ours keeps the database from going."""
    _beside().close()


def _read(cursor: Any, what: str) -> bytes:
    with cursor.copy(f"COPY {what} TO STDOUT") as copy:
        return b"".join(copy)


def _columns() -> dict[str, str]:
    """The columns that can be written of every table, all with their full names."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT format('%I.%I', table_schema, table_name), string_agg(quote_ident(column_name), ', ')
            FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
            WHERE table_type = 'BASE TABLE' AND is_generated = 'NEVER'
            AND table_schema NOT IN ('pg_catalog', 'information_schema')
            GROUP BY 1
            """
        )
        return dict(cursor.fetchall())


def sign_in_just_now() -> None:
    """Sessions that the module made count as fresh, however long its earlier tests took."""
    now = clock.now()
    Session.objects.update(created_at=now, signed_in_at=now, last_seen_at=now)
