from __future__ import annotations

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.public import Person
from candor.privacy.models.erasures import Erasure, ErasureState


class GroundQuerySet(models.QuerySet["CompellingGround"]):
    def of_the_request(self, erasure: Erasure) -> GroundQuerySet:
        """Those of the same request: what an erasure keeps is taken up by further ones."""
        return self.filter(
            subject_number=erasure.subject_number,
            erasure__right=erasure.right,
            erasure__received_on=erasure.received_on,
        ).exclude(erasure__state=ErasureState.DROPPED)


class CompellingGround(models.Model):
    """Why our reasons to keep these items outweigh the person's wish (Art. 21(1)), as an officer has recorded it.

    `items` are the items of the plan: table, key and column ("" for the row) of each.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    erasure = models.ForeignKey(Erasure, models.CASCADE, related_name="grounds")
    subject_number = models.BigIntegerField()
    text = models.CharField(max_length=500)
    items = models.JSONField(default=list)
    recorded_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    objects = GroundQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject_number"], name="privacy_ground_subject")]
