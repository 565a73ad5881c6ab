from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.kernel.ids import new_ref
from candor.licences.models.licences import Licence
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class EndedBy(models.TextChoices):
    """Who freed the place: the machine itself, its owner, one of us, or nobody: its answer had run out."""

    MACHINE = "machine"
    CUSTOMER = "customer"
    STAFF = "staff"
    TIME = "time"


class ActivationQuerySet(models.QuerySet["Activation"]):
    def visible_to(self, actor: Actor) -> ActivationQuerySet:
        """Those of licences that the actor sees."""
        return self.filter(licence__in=Licence.objects.visible_to(actor))

    def counting(self) -> ActivationQuerySet:
        return self.filter(ended_at=None)


class Activation(models.Model):
    """A machine on which a licence is used. `machine` is a keyed hash of the fingerprint that it gave itself.

    The same machine comes back to the same row. `label` is what it called itself, if it did. `valid_until` is when the
    last answer to it runs out: from then on it has no place to lose. `holder` as in `LicenceKey`.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    licence = models.ForeignKey(Licence, models.CASCADE, related_name="machines", db_index=False)
    holder = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    machine = models.CharField(max_length=64)
    label = models.CharField(max_length=60, blank=True)
    activated_at = models.DateTimeField()
    renewed_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=8, choices=EndedBy.choices, blank=True)

    objects = ActivationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["licence", "machine"], name="licences_one_row_a_machine")]
