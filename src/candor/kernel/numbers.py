"""Numbers that people see, in order and without gaps: taken in the action's transaction, given back when it fails."""

from __future__ import annotations

from django.db import models

from candor.kernel.db.prepared import Given, Prepared, PreparedChange
from candor.kernel.models import NumberSeries

NAMED = Given("name", models.CharField())
SERIES = Prepared(lambda: NumberSeries.objects.filter(name=NAMED))
ONE_MORE = PreparedChange(lambda: (NumberSeries.objects.filter(name=NAMED), {"last": models.F("last") + 1}))


def next_number(series: str) -> int:
    """The next number of the series, starting at 1. The row stays locked until the transaction ends."""
    if not ONE_MORE.made(name=series):
        NumberSeries.objects.get_or_create(name=series)
        ONE_MORE.made(name=series)
    found = SERIES.one(name=series)
    return 0 if found is None else found.last
