from __future__ import annotations

from django.db import models


class RateWindow(models.Model):
    """How often something happened in a window of time. The key is a keyed hash, so no address stands here."""

    key = models.CharField(max_length=64)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="kernel_one_rate_window")]
        indexes = [models.Index(fields=["window"], name="kernel_rate_window")]
