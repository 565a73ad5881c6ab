from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models

from candor.kernel.ids import new_ref

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class ArchiveQuerySet(models.QuerySet["Archive"]):
    def visible_to(self, actor: Actor) -> ArchiveQuerySet:
        """Administrators and the software itself."""
        return self if actor.is_the_house or actor.may("instance.configure") else self.none()

    def standing(self) -> ArchiveQuerySet:
        """Not yet removed: they hold whoever was there when they were made."""
        return self.filter(gone_at=None)


class Archive(models.Model):
    """One backup: when it was made, how large it is, until when it stays, where copies went, whether it was read back.

    `verified_at` is when the recovery key opened it, `read_from` the place off the machine that the copy came from, ""
    for the one that stands here; `tried_at` when it was restored on trial, and how that went.
    `entries` and `head` are how far the ledger was just before; `key` is the recovery key's number.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    name = models.CharField(max_length=100, unique=True)
    folder = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField()
    content_bytes = models.BigIntegerField(default=0)
    things = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=8)
    entries = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64)
    stays_until = models.DateField()
    copied_at = models.DateTimeField(null=True)
    copy_trouble = models.CharField(max_length=200, blank=True, default="")
    verified_at = models.DateTimeField(null=True)
    read_from = models.CharField(max_length=200, blank=True, default="", db_default="")
    tried_at = models.DateTimeField(null=True)
    trial_seconds = models.PositiveIntegerField(null=True)
    trial_trouble = models.CharField(max_length=200, blank=True, default="", db_default="")
    gone_at = models.DateTimeField(null=True)

    objects = ArchiveQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["stays_until"], name="privacy_archive_stays", condition=models.Q(gone_at=None))]

    def __str__(self) -> str:
        return self.name

    def is_past(self, today: date) -> bool:
        return self.stays_until < today
