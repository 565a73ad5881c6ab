from __future__ import annotations

from django.db import models

from candor.people.models.accounts import Account


class KnownPlace(models.Model):
    """A kind of device, or a network, from which an account has signed in.

    `digest` is keyed and bound to the account: it can be compared, and names neither the network nor, across accounts,
    the same one.
    """

    class Kind(models.TextChoices):
        DEVICE = "device"
        NETWORK = "network"

    account = models.ForeignKey(Account, models.CASCADE, related_name="known_places")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    digest = models.CharField(max_length=64)
    last_used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "digest"], name="people_place_once_an_account")
        ]
        indexes = [models.Index(fields=["last_used_at"], name="people_place_used")]
