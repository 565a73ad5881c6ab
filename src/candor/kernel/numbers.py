"""Numbers that people see, in order and without gaps: taken in the action's transaction, given back when it fails."""

from __future__ import annotations

from django.db import models

from candor.kernel.db.prepared import Given, PreparedChange
from candor.kernel.models import NumberSeries

NAMED = Given("name", models.CharField())
ONE_MORE = PreparedChange(lambda: (NumberSeries.objects.filter(name=NAMED), {"last": models.F("last") + 1}))


def next_number(series: str) -> int:
    """The next number of the series, starting at 1. The row stays locked until the transaction ends."""
    number = ONE_MORE.answered("last", name=series)
    if number is None:
        NumberSeries.objects.get_or_create(name=series)
        number = ONE_MORE.answered("last", name=series)
    return int(number)
