from __future__ import annotations

from django.db import models


class Token(models.Model):
    """A link's or code's secret, as a hash. Used once, by a conditional update; looking at it changes nothing."""

    purpose = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    subject_id = models.BigIntegerField(null=True)
    details = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["purpose", "subject_id"], name="kernel_token_subject"),
            models.Index(fields=["expires_at"], name="kernel_token_expiry"),
            models.Index(fields=["subject_id"], name="kernel_token_owner"),
        ]
