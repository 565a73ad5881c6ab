"""What the live database holds, tables without models included."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

SYSTEM_SCHEMAS = ("pg_catalog", "information_schema", "pg_toast")


def live_columns(*, except_schemas: Collection[str] = ()) -> dict[str, set[str]]:
    """Every table with its columns. Tables of further PostgreSQL schemas are named `schema.table`."""
    with connection.cursor() as cursor:
        tables = {
            name: {column.name for column in connection.introspection.get_table_description(cursor, name)}
            for name in connection.introspection.table_names(cursor)
        }
    if connection.vendor == "postgresql":
        tables |= _of_further_schemas([*SYSTEM_SCHEMAS, *except_schemas])
    return tables


def _of_further_schemas(known: list[str]) -> dict[str, set[str]]:
    tables: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema || '.' || table_name, column_name FROM information_schema.columns "
            "WHERE table_schema <> current_schema() AND NOT table_schema = ANY(%s) "
            "AND table_schema NOT LIKE 'pg_temp%%' AND table_schema NOT LIKE 'pg_toast%%'",
            [known],
        )
        for table, column in cursor.fetchall():
            tables.setdefault(table, set()).add(column)
    return tables
