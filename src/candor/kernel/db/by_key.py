"""Reading rows of any table by their keys, by a statement that is composed once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from candor.kernel.db.prepared import GivenMany, Prepared, filling, room_for

MOST_STATEMENTS = 2_000
"""Statements that are kept: for each table and what is read of it one for a row, for eight, and so on up to a batch."""


def values_by_key(model: Any, keys: Collection[object], paths: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """What the look-ups give of each row that is there, in no order. One query; none without keys."""
    several = list(keys)
    return _ROWS.rows(model, paths, room_for(several), keys=filling(several)) if several else []


def _rows(model: Any, paths: tuple[str, ...], count: int) -> QuerySet[Any, Any]:
    rows: QuerySet[Any] = model._base_manager.filter(pk__in=GivenMany("keys", model._meta.pk, count))
    return rows.order_by().values_list(*paths)


_ROWS: Prepared[Any] = Prepared(_rows, shapes=MOST_STATEMENTS)
