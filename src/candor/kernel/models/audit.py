from __future__ import annotations

from django.db import models


class AuditFact(models.Model):
    """One thing that happened: ids and enums only, never free text.

    Written in the action's transaction. `position` and `chain_hash` are filled by the sealing job, which alone knows
    the order of the chain, so that the chain never makes writers wait for each other.
    """

    name = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=8)
    at = models.DateTimeField()
    details = models.JSONField(default=dict)
    position = models.BigIntegerField(null=True, unique=True)
    chain_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["object_kind", "object_id", "id"], name="kernel_fact_of_object"),
            models.Index(fields=["id"], name="kernel_fact_unsealed", condition=models.Q(position=None)),
        ]


class AuditChainHead(models.Model):
    """The one row that holds the end of the chain; the sealing job claims it by a conditional update."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)
    chain_hash = models.CharField(max_length=64, default="0" * 64)
