"""Small questions about every table, asked after each of hundreds of tests."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from django.db import connection


def asked_together(questions: Sequence[str]) -> list[int]:
    """The number that answers each of these questions, which are asked again and again.

    Joined by UNION, questions about two hundred tables take PostgreSQL a tenth of a second; side by side in one row
    they take a fifth of that, and most of it is planning. A function keeps the plan as long as its connection lives.
    """
    side_by_side = ", ".join(f"({question})" for question in questions)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return list(cursor.execute(f"SELECT {side_by_side}").fetchone())
        name = f"together_{blake2b(side_by_side.encode(), digest_size=8).hexdigest()}"
        cursor.execute("SELECT to_regproc(%s) IS NULL", [name])
        if cursor.fetchone() == (True,):
            body = f"BEGIN RETURN ARRAY[{side_by_side}]; END"
            cursor.execute(f"CREATE FUNCTION {name}() RETURNS bigint[] LANGUAGE plpgsql AS $${body}$$")
        cursor.execute(f"SELECT {name}()")
        return list(cursor.fetchone()[0])
