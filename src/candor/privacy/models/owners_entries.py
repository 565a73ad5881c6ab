from __future__ import annotations

from typing import ClassVar

from django.db import models


class OwnersEntries(models.Model):
    """What only the owner knows of the record of processing (GDPR Art. 30(1)), in their own words. One row.

    An entry that is "" is open: the record shows that it is. Where there is none, the owner writes so.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    controller = models.TextField(blank=True, default="")
    representative = models.TextField(blank=True, default="")
    joint_controllers = models.TextField(blank=True, default="")
    officer = models.TextField(blank=True, default="")
    hosting = models.TextField(blank=True, default="")
    transfers = models.TextField(blank=True, default="")
    measures = models.TextField(blank=True, default="")
    authority = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager[OwnersEntries]] = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="privacy_one_owners_entries")]
