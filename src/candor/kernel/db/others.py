"""Whether anybody has written meanwhile: for work that reads first and writes in a short transaction afterwards."""

from __future__ import annotations

from django.db import connection

Mark = tuple[int, int]


def last_write() -> Mark | None:
    """What is another value as soon as anybody has committed anything; None where the database cannot say.

    SQLite can: of other connections (`PRAGMA data_version`), and how many rows this one has changed. PostgreSQL cannot:
    there writers do not queue, and whoever needs to be sure reads within the transaction.
    """
    if connection.vendor != "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        by_others = int(cursor.fetchone()[0])
    return by_others, connection.connection.total_changes
