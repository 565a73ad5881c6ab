from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from candor.kernel.ids import new_ref
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class Redacts(models.TextChoices):
    """What was taken away."""

    SPAN = "span", _("Words")
    FILE = "file", _("A file")


class RemovalReason(models.TextChoices):
    """Why a file was removed; a choice and no text, so that nothing of the file is said again."""

    SECRET = "secret", _("Passwords or other access data")
    IDENTITY = "identity", _("A copy of an identity document")
    SENSITIVE = "sensitive", _("Sensitive data that we do not need")
    MISTAKE = "mistake", _("Sent by mistake")
    HARMFUL = "harmful", _("Harmful or unlawful content")
    REQUEST = "request", _("Whoever sent it asked for it")


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def visible_to(self, actor: Actor) -> RedactionQuerySet:
        """For those who may see the rows it is about: that something was taken away is no secret from them."""
        return self if actor.is_the_house or actor.is_staff else self.none()

    def unsettled(self) -> RedactionQuerySet:
        """Not yet verified and overwritten on the disk, or never carried out."""
        return self.filter(settled_at=None)


class Redaction(models.Model):
    """That a span or a file was taken away for good, never which. `ref` is the deed's in the ledger.

    `carried_out_at` is written in the transaction that took it away, `settled_at` once nothing of it is left on the
    disk. One that is settled and was never carried out changed nothing.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    done_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField()
    carried_out_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    originals = models.PositiveIntegerField(default=0)
    """Raw mails whose bytes went, because a span within them cannot be rewritten."""
    what = models.CharField(max_length=4, choices=Redacts.choices, default=Redacts.SPAN, db_default=Redacts.SPAN)
    reason = models.CharField(max_length=9, choices=RemovalReason.choices, blank=True, default="", db_default="")
    """Of a file."""
    bytes_left = models.JSONField(null=True)
    """Random names on the disk of what was removed, until each has been seen to be gone."""

    objects = RedactionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["id"], name="privacy_unsettled", condition=models.Q(settled_at=None))]


class RedactedRow(models.Model):
    """A row from which a redaction took something, named by kind and number."""

    redaction = models.ForeignKey(Redaction, models.CASCADE, related_name="rows")
    object_kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["redaction", "object_kind", "object_id"], name="privacy_redacted_once")
        ]
        indexes = [models.Index(fields=["object_kind", "object_id"], name="privacy_redacted_row")]
