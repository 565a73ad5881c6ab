from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from candor.kernel.ids import new_ref

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class Reach(models.TextChoices):
    """By what an address is reached."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Telephone")


class SuppressionReason(models.TextChoices):
    """Why nobody may advertise to an address. The last one means that nobody writes there at all."""

    OBJECTION = "objection", _("Objection to advertising (Art. 21(2))")
    WITHDRAWAL = "withdrawal", _("Consent withdrawn (Art. 7(3))")
    COMPLAINT = "complaint", _("Marked as spam, or complained")
    RETURNED = "returned", _("Mail came back for good")
    NO_CONTACT = "no-contact", _("Asked us not to write at all")


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def visible_to(self, actor: Actor) -> SuppressionQuerySet:
        return self if actor.is_the_house or actor.may("privacy.office") else self.none()


class Suppression(models.Model):
    """One address that nobody advertises to, as a keyed hash: whoever reads the table learns no address.

    It stays when its person is erased: without it the next imported list would write to them again. `since` is when it
    began to ask for what it asks for now.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    digest = models.CharField(max_length=64)
    reach = models.CharField(max_length=5, choices=Reach.choices)
    reason = models.CharField(max_length=10, choices=SuppressionReason.choices)
    since = models.DateTimeField()

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "reach"], name="privacy_suppressed_once")]
