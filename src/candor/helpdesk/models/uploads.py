from __future__ import annotations

from django.db import models

from candor.kernel.models import StoredFile
from candor.people.public import Person


class Upload(models.Model):
    """A file that a program has sent and no message holds yet. Whose it is decides who may put it into a message."""

    owner = models.ForeignKey(Person, models.CASCADE, related_name="+")
    file = models.OneToOneField(StoredFile, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="helpdesk_upload_age")]
