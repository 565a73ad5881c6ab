from __future__ import annotations

from django.db import models


class AccessLogEntry(models.Model):
    """Who looked at whom: one row per looking person, subject, object and hour. The reason is the object's kind."""

    actor_id = models.BigIntegerField()
    actor_role = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    object_kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    hour = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "actor_id", "object_kind", "object_id", "hour"],
                name="kernel_one_look_an_hour",
            )
        ]
        indexes = [models.Index(fields=["hour"], name="kernel_look_hour")]
