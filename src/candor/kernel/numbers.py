"""Numbers that people see, in order and without gaps: taken in the action's transaction, given back when it fails."""

from __future__ import annotations

from django.db import models

from candor.kernel.models import NumberSeries


def next_number(series: str) -> int:
    """The next number of the series, starting at 1. The row stays locked until the transaction ends."""
    if not NumberSeries.objects.filter(name=series).update(last=models.F("last") + 1):
        NumberSeries.objects.get_or_create(name=series)
        NumberSeries.objects.filter(name=series).update(last=models.F("last") + 1)
    return NumberSeries.objects.values_list("last", flat=True).get(name=series)
