"""What stands in a column afterwards: nothing where it may, else something that says nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.public import name_of_the_erased

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

NEUTRAL: tuple[tuple[type[models.Field[Any, Any]], Any], ...] = (
    (models.DateTimeField, LONG_AGO),
    (models.DateField, date(1970, 1, 1)),
    (models.TimeField, time(0)),
    (models.DurationField, timedelta()),
    (models.BooleanField, False),
    (models.DecimalField, Decimal(0)),
    (models.IntegerField, 0),
    (models.FloatField, 0.0),
    (models.BinaryField, b""),
)

STAYS = object()
"""Nothing can stand in the column but what does: a key that must not be empty, a word of the software's own list."""


def nothing_for(field: Any) -> Any:
    """The value that takes the place of one that goes, or `STAYS`."""
    if field.null:
        return None
    if field.is_relation or field.choices or field.generated:
        return STAYS
    if isinstance(field, models.JSONField):
        return field.get_default() if field.has_default() else {}
    if isinstance(field, models.CharField | models.TextField):
        return _text_for(field)
    return next((value for kind, value in NEUTRAL if isinstance(field, kind)), STAYS)


def _text_for(field: Any) -> str:
    """Where two rows may not have the same text, a random one; never anything made from the old one."""
    if _tells_rows_apart(field):
        return new_ref()[: field.max_length]
    if field.blank:
        return ""
    return name_of_the_erased()[: field.max_length]


def is_random(field: Any) -> bool:
    """Whether each row needs a value of its own."""
    return isinstance(field, models.CharField | models.TextField) and not field.null and _tells_rows_apart(field)


def _tells_rows_apart(field: Any) -> bool:
    constraints = [each for each in field.model._meta.constraints if isinstance(each, models.UniqueConstraint)]
    return field.unique or any(field.name in constraint.fields for constraint in constraints)
