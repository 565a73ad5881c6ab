"""Writing very many rows: for loaders of whole sets, which work alone and know each row's number beforehand.

A row is a tuple of plain values, as the database keeps them: nothing is made of it and nothing is prepared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max, Model

from candor.kernel.db.inserting import is_made

WHILE_LOADING = (
    "PRAGMA cache_size = -131072",  # 128 MB: pages of indexes without an order stay
    "PRAGMA synchronous = NORMAL",
    "PRAGMA temp_store = FILE",  # an index is sorted there
)


class ManyRows:
    """Rows of one table by the columns that are given, the number first; the others hold their fields' defaults."""

    def __init__(self, model: type[Model], *columns: str) -> None:
        self.model = model
        self._columns = columns

    def write(self, rows: Iterable[tuple[Any, ...]]) -> None:
        fields = {field.attname: field for field in self.model._meta.local_concrete_fields if not is_made(field)}
        given = [fields.pop(column) for column in self._columns]
        rest = tuple(field.get_db_prep_save(field.get_default(), connection) for field in fields.values())
        names = ", ".join(connection.ops.quote_name(str(field.column)) for field in (*given, *fields.values()))
        places, table = ", ".join(["%s"] * (len(given) + len(rest))), connection.ops.quote_name(self._table)
        with connection.cursor() as cursor:
            sql = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 - names of our own tables
            cursor.executemany(sql, [(*row, *rest) for row in rows])

    def next_number(self) -> int:
        """The number of the next row."""
        return int(self.model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1

    def let_go_on(self) -> None:
        """Let the database give the numbers that follow. SQLite sees by itself which ones are taken."""
        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(no_style(), [self.model]):
                cursor.execute(sql)

    @property
    def _table(self) -> str:
        return self.model._meta.db_table


@contextmanager
def loading(*tables: ManyRows) -> Iterator[None]:
    """Let SQLite load these tables: with much memory, and with their indexes made after the rows, each in its order.

    Within a transaction nothing changes, nor on PostgreSQL.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        for pragma in WHILE_LOADING:
            cursor.execute(pragma)
    indexes = [index for table in tables for index in _indexes_of(table.model._meta.db_table)]
    _run([f"DROP INDEX {connection.ops.quote_name(name)}" for name, _sql in indexes])
    try:
        yield
    finally:
        for _name, sql in indexes:
            _run([sql])
        connection.close()  # the next one is as it should be


def _indexes_of(table: str) -> list[tuple[str, str]]:
    """Those with a statement that makes them; what holds a column unique stays."""
    sql = "SELECT name, sql FROM main.sqlite_schema WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL"
    with connection.cursor() as cursor:
        cursor.execute(sql, [table])
        return [row for row in cursor.fetchall() if not row[1].upper().startswith("CREATE UNIQUE")]


@transaction.atomic
def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for sql in statements:
            cursor.execute(sql)
