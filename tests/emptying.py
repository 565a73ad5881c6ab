"""A pytest plugin: after a test whose rows were really written, only the tables that have rows are emptied.

A test writes into ten tables; emptying all hundred and fifty of them takes the databases longer than most tests do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import pytest
from django.core.management.commands import flush
from django.db import connection, transaction
from django.test import TransactionTestCase
from psycopg._preparing import Prepare, PrepareManager
from psycopg.pq.abc import PGresult

from tests.asking import asked_together


@pytest.fixture(scope="session", autouse=True)
def _only_full_tables_are_emptied() -> Iterator[None]:
    """The tables are looked up once: the database takes longer to list them than to say which ones are full."""

    @cache
    def tables() -> list[str]:
        return list(connection.introspection.django_table_names(only_existing=True, include_views=False))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush, "sql_flush", lambda *_given, **_options: tables())
        patch.setattr(type(connection.ops), "execute_sql_flush", lambda _self, tables: empty(tables))
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_connection_to_postgresql() -> Iterator[None]:
    """A test whose rows were really written leaves the connection to the next one, unless it is broken.

    A new one has to read the catalogue of all tables again.
    """
    with pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "postgresql":
            patch.setattr(TransactionTestCase, "_should_reload_connections", lambda _self: not _is_at_rest())
        yield


@pytest.fixture(scope="session", autouse=True)
def _plans_outlive_a_rollback() -> Iterator[None]:
    """After every rollback psycopg has PostgreSQL forget what it knows of statements: a table may have come and gone.

    Each test ends with one. Those whose tables come and go drop them, which is heard as before.
    """
    should_discard = PrepareManager._should_discard

    def unless_rolled_back(self: PrepareManager, prepare: Prepare, results: Sequence[PGresult]) -> bool:
        is_rollback = any((result.command_status or b"").startswith(b"ROLLBACK") for result in results)
        return not is_rollback and should_discard(self, prepare, results)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PrepareManager, "_should_discard", unless_rolled_back)
        patch.setattr(PrepareManager, "prepared_max", 2_000)  # one after the other all tests of a process send theirs
        yield


def _is_at_rest() -> bool:
    """Whether the connection is as a new one would be: in no transaction, and answering."""
    return connection.get_autocommit() and not connection.in_atomic_block and connection.is_usable()


def empty(tables: Sequence[str]) -> None:
    """Look and empty in one transaction: a server that still answers the last page of a test may write in between, and
    its row would point to one that goes.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in deletions(tables):
            cursor.execute(statement)


def deletions(tables: Sequence[str]) -> list[str]:
    """Statements that empty those of the tables in which something stands. Their foreign keys wait for the last one."""
    name = connection.ops.quote_name
    first_rows = (f"SELECT 1 FROM {name(table)} LIMIT 1" for table in tables)  # noqa: S608 - our own names
    is_full = asked_together([f"SELECT COUNT(*) FROM ({first}) AS one" for first in first_rows])  # noqa: S608 - as above
    return [f"DELETE FROM {name(table)}" for table, full in zip(tables, is_full, strict=True) if full]  # noqa: S608 - as above
