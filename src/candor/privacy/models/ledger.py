from __future__ import annotations

from typing import ClassVar

from django.db import models


class LedgerLease(models.Model):
    """Who of several nodes may write the ledger now, and how far it had come. One row.

    `head` is the hash of the last entry that this database knows of: a ledger without it has lost something.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    holder = models.CharField(max_length=64, blank=True)
    leased_until = models.DateTimeField()
    entries = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64)

    objects: ClassVar[models.Manager[LedgerLease]] = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="privacy_one_ledger_lease")]
