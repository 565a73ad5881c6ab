from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from candor.kernel.ids import new_ref

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class KeyState(models.TextChoices):
    """Where a signing key stands. Each goes this way once; what is retired never signs again."""

    MADE = "made"
    IN_USE = "in-use"
    RETIRED = "retired"


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    def visible_to(self, actor: Actor) -> SigningKeyQuerySet:
        """Those who set mailboxes up; nobody else sees any."""
        return self if actor.is_the_house or actor.may("mail.mailbox.change") else self.none()

    def waiting(self) -> SigningKeyQuerySet:
        """Made, and not used yet."""
        return self.filter(state=KeyState.MADE)

    def in_use(self) -> SigningKeyQuerySet:
        return self.filter(state=KeyState.IN_USE)

    def not_retired(self) -> SigningKeyQuerySet:
        return self.exclude(state=KeyState.RETIRED)


class SigningKey(models.Model):
    """A key by which mail of one domain is signed (DKIM, RFC 6376): RSA, 2048 bits.

    `private_key` is a PEM sealed with the instance's mail key, "" once it is retired; `public_key` is what DNS shows,
    in base64. The row of a retired key stays, so that no selector is given twice.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    domain = models.CharField(max_length=253)
    selector = models.CharField(max_length=20)
    private_key = models.TextField(blank=True)
    public_key = models.TextField()
    state = models.CharField(max_length=7, choices=KeyState.choices, default=KeyState.MADE)
    made_at = models.DateTimeField()
    used_since = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    objects = SigningKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["domain", "selector"], name="mail_one_selector"),
            models.UniqueConstraint(
                fields=["domain", "state"], condition=~Q(state="retired"), name="mail_one_signing_key"
            ),
        ]

    @property
    def record_name(self) -> str:
        """Where DNS shows the public key."""
        return f"{self.selector}._domainkey.{self.domain}"
