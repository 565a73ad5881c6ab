"""Two people at one form: the second is told, and nothing of either is lost."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F


class ChangedMeanwhile(Exception):
    """Somebody else saved since the form was opened. `present` is the row as it is now, of version `version`."""

    def __init__(self, present: Any) -> None:
        super().__init__(f"{present._meta.label} was changed meanwhile")
        self.present = present
        self.version: int = present.version


def save_if_unchanged(row: models.Model, version: int, values: dict[str, Any]) -> bool:
    """Write the values by one conditional update; False where they stand there already, as when pressing twice.

    Raises ChangedMeanwhile when the row is of another version by now and says something else.
    """
    rows = type(row)._default_manager.filter(pk=row.pk)
    if rows.filter(version=version).update(**values, version=F("version") + 1):
        return True
    if rows.filter(version=version + 1, **values).exists():
        return False
    raise ChangedMeanwhile(rows.get())
