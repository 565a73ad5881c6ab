"""Overwriting what deleting leaves behind.

Measured: SQLite overwrites deleted rows (`secure_delete`), but in WAL mode the old pages stay in the log until it is
emptied into the database; PostgreSQL keeps dead rows in the table's file until it is written anew.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection


def compact(tables: Collection[str]) -> bool:
    """Call it outside a transaction. False when readers held old pages, and it has to be tried again later."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # Of the database alone: the search index, which is attached for reading only, sees to itself.
            cursor.execute("PRAGMA main.wal_checkpoint(TRUNCATE)")
            return bool(cursor.fetchone()[0] == 0)
        for table in tables:
            cursor.execute(f"VACUUM FULL {connection.ops.quote_name(table)}")
    return True
