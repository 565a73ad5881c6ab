"""Aggregates that both engines have under different names, and what they write alike."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Aggregate, TextField, Value

BETWEEN = "\x1f"
"""The unit separator: stands in no text that people write."""


class JoinedText(Aggregate):
    """All values of a group as one text with `BETWEEN` between them, in no particular order."""

    function = "STRING_AGG"
    output_field = TextField()

    def __init__(self, expression: Any) -> None:
        super().__init__(expression, Value(BETWEEN))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **context)


def moment_in(text: str | None) -> datetime | date | None:
    """The moment or day in a value that was cast to text, as both databases write them."""
    if not text:
        return None
    if len(text) == len("2026-01-01"):
        return date.fromisoformat(text)
    found = datetime.fromisoformat(text)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
