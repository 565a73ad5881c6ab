from __future__ import annotations

from django.db import models

from candor.kernel.ids import new_ref


class StoredFile(models.Model):
    """A file in the instance's store. Its name on disk is random; the name people see stands here alone."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    store = models.CharField(max_length=20)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=127)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    storage_key = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
