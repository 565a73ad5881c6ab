from __future__ import annotations

from django.db import models


class AuditSeal(models.Model):
    """One link of the audit chain: the facts sealed together, and the hash over them and the link before."""

    number = models.BigIntegerField(primary_key=True)
    facts = models.PositiveIntegerField()
    chain_hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()


class AuditFact(models.Model):
    """One thing that happened: ids and enums only, never free text.

    Written in the action's transaction; `seal` is filled afterwards by the sealing job, so that the chain never makes
    writers wait for each other.
    """

    name = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=8)
    at = models.DateTimeField()
    details = models.JSONField(default=dict)
    seal = models.ForeignKey(AuditSeal, models.PROTECT, null=True, db_index=False, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["object_kind", "object_id", "id"], name="kernel_fact_of_object"),
            models.Index(fields=["seal", "id"], name="kernel_fact_of_seal"),
            models.Index(fields=["id"], name="kernel_fact_unsealed", condition=models.Q(seal=None)),
        ]
