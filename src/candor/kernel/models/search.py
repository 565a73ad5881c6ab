from __future__ import annotations

from django.db import models


class PendingIndexing(models.Model):
    """An object whose search entry is out of date; written in the action's transaction, worked off within a second."""

    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    is_hidden = models.BooleanField(default=False, db_default=False)
    """Something was taken out of it: nobody finds it by its old words."""

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id"], name="kernel_pending_object")]
