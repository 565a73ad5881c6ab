from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from candor.kernel.ids import new_ref
from candor.people.public import Organisation, Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class HoldReason(models.TextChoices):
    """For what something must not be destroyed (GDPR Art. 17(3)(e))."""

    LAWSUIT = "lawsuit", _("Lawsuit")
    CLAIM = "claim", _("Claim that may come")
    AUTHORITY = "authority", _("Request of an authority")
    AUDIT = "audit", _("Tax audit")
    OTHER = "other", _("Other legal claim")


class HoldQuerySet(models.QuerySet["Hold"]):
    def visible_to(self, actor: Actor) -> HoldQuerySet:
        """The privacy office and the software itself."""
        return self if actor.is_the_house or actor.may("privacy.office") else self.none()

    def standing(self) -> HoldQuerySet:
        """Set and not lifted."""
        return self.filter(lifted_at=None)


class Hold(models.Model):
    """Something that must not be destroyed until the hold is lifted: a person, an organisation or a case.

    `note` is the file mark or what it is about; on `review_on` the office looks whether it is still needed. A case is
    named by the kind and number of its row, because it lives on a floor above.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    reason = models.CharField(max_length=9, choices=HoldReason.choices)
    note = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    object_kind = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True)
    review_on = models.DateField()
    told_review_on = models.DateField(null=True)
    """The review date of which the office was told by mail."""
    set_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField()
    lifted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="privacy_hold_of_one_thing",
                condition=models.Q(person__isnull=False, organisation=None, object_id=None)
                | models.Q(person=None, organisation__isnull=False, object_id=None)
                | models.Q(person=None, organisation=None, object_id__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["review_on", "id"], name="privacy_hold_review", condition=models.Q(lifted_at=None)),
            models.Index(fields=["object_kind", "object_id"], name="privacy_hold_object"),
        ]
