"""Reading a row anew by a statement that is composed once a table."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet

from candor.kernel.db.prepared import Given, Prepared


def read_anew(row: Model) -> None:
    """What the row says now, as `refresh_from_db` does it. Raises DoesNotExist."""
    model: Any = type(row)
    found = _BY_KEY.one(model, key=row.pk)
    if found is None:
        raise model.DoesNotExist
    fields: Any = row._meta.concrete_fields
    for field in fields:
        setattr(row, field.attname, getattr(found, field.attname))
        if field.is_relation and field.is_cached(row):
            field.delete_cached_value(row)


def _by_key(model: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = model._base_manager.filter(pk=Given("key", model._meta.pk))
    return rows


_BY_KEY: Prepared[Any] = Prepared(_by_key)
