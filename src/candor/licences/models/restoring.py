from __future__ import annotations

from datetime import date

from django.db import models

from candor.kernel.ids import new_ref
from candor.licences.models.licences import Licence
from candor.people.public import Person


class RestoreBy(models.TextChoices):
    """What the person chose to be able to come back with, once they are erased."""

    NAME = "name"
    RECEIPT = "receipt"
    NOTHING = "nothing"


class RestorationQuerySet(models.QuerySet["Restoration"]):
    def standing(self) -> RestorationQuerySet:
        """Neither used nor taken back."""
        return self.filter(ended_at=None)

    def keeping(self, day: date) -> RestorationQuerySet:
        """Those for which name, address and key stay on this day."""
        return self.standing().filter(restore_by=RestoreBy.NAME, until__gte=day)


class Restoration(models.Model):
    """The choice what shall be able to restore a licence after its holder's data is erased (mission G8).

    By name: `name`, one `email` and the `key` stay until the day `until`, for that alone. By receipt: nothing of the
    person stays; `digest` is the keyed hash of a code that they alone have. A new choice ends the earlier one.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    licence = models.ForeignKey(Licence, models.CASCADE, related_name="restorations")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    restore_by = models.CharField(max_length=7, choices=RestoreBy.choices)
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    key = models.TextField(blank=True)
    digest = models.CharField(max_length=64, null=True, unique=True)
    until = models.DateField(null=True)
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    objects = RestorationQuerySet.as_manager()
