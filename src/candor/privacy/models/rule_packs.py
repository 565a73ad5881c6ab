from __future__ import annotations

from typing import ClassVar

from django.db import models

from candor.people.public import Person


class AdoptedPack(models.Model):
    """A version of a country's rules that the owner has adopted, and the rules in force since then; never changed.

    `rules` are `rules.packs.rules_as_json`: the pack's, but a shorter or missing one only where that was confirmed. The
    last row of a country counts.
    """

    country = models.CharField(max_length=2)
    version = models.PositiveIntegerField()
    rules = models.JSONField()
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[models.Manager[AdoptedPack]] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["country", "-id"], name="privacy_adopted_last")]
