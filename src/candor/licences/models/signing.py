from __future__ import annotations

from django.db import models


class SigningKey(models.Model):
    """A public key with which licences were or are signed. The private one stands in the instance's home."""

    key_id = models.CharField(max_length=8, unique=True)
    public_key = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
