"""Aggregates that both engines have under different names."""

from __future__ import annotations

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
