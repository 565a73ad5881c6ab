from __future__ import annotations

from typing import ClassVar

from django.db import models


class AccountManagerSettings(models.Model):
    """What the pages of the Account Manager leave to the copy; one row at most, and nothing is left out without one.

    `hidden_groups` are keys of groups, `hidden_details` what is not told beside an item (`rules.account_manager`).
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    hidden_groups = models.JSONField(default=list)
    hidden_details = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager[AccountManagerSettings]] = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="privacy_one_account_manager")]
