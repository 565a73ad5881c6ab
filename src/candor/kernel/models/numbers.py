from __future__ import annotations

from django.db import models


class NumberSeries(models.Model):
    """The last number given out in a series that people see (case numbers, invoice numbers)."""

    name = models.CharField(max_length=60, primary_key=True)
    last = models.BigIntegerField(default=0)
