"""What the live database holds, tables without models included."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

SYSTEM_SCHEMAS = ("pg_catalog", "information_schema", "pg_toast")

OF_SQLITE = """
    SELECT entry.name, field.name FROM sqlite_master AS entry, pragma_table_xinfo(entry.name) AS field
    WHERE entry.type = 'table' AND entry.name <> 'sqlite_sequence' AND field.hidden <> 1
"""
OF_POSTGRESQL = """
    SELECT CASE WHEN table_schema = current_schema() THEN '' ELSE table_schema || '.' END || table_name, column_name
    FROM information_schema.columns
    WHERE NOT table_schema = ANY(%s) AND table_schema NOT LIKE 'pg_temp%%' AND table_schema NOT LIKE 'pg_toast%%'
"""


def live_columns(*, except_schemas: Collection[str] = ()) -> dict[str, set[str]]:
    """Every table with its columns. Tables of further PostgreSQL schemas are named `schema.table`."""
    tables: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(OF_POSTGRESQL, [[*SYSTEM_SCHEMAS, *except_schemas]])
        else:
            cursor.execute(OF_SQLITE)
        for table, column in cursor.fetchall():
            tables.setdefault(table, set()).add(column)
    return tables
