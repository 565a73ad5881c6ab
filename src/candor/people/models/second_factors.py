from __future__ import annotations

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.models.accounts import Account


class AuthenticatorApp(models.Model):
    """An app that shows a new code every half minute (RFC 6238). It counts once a first code has confirmed it.

    `secret` is sealed with the instance's sign-in key. `last_step` is the half minute, counted from 1970, of the
    latest code that was used: it and all before it are never accepted again.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="authenticator_apps")
    secret = models.TextField()
    last_step = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(confirmed_at=None), name="people_one_new_app"
            ),
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(confirmed_at__isnull=False), name="people_one_app"
            ),
        ]


class Passkey(models.Model):
    """A key pair whose private half stays with the person's device (WebAuthn); several may belong to one account.

    `credential_id` is the device's name for it, `public_key` the attested credential data, both base64url. `handle` is
    our name for the account as the device keeps it; it stays when the account goes over to a merged record.
    `sign_count` never goes back; devices that do not count stay at 0.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    account = models.ForeignKey(Account, models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.CharField(max_length=1_400, unique=True)
    public_key = models.TextField()
    handle = models.CharField(max_length=16, default="", db_default="")
    sign_count = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)


class RecoveryCode(models.Model):
    """One of ten codes for the day on which neither app nor passkey is at hand. Only a keyed hash stands here."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class SignInRules(models.Model):
    """The one row of rules about signing in that administrators set; without it the defaults count."""

    class SecondFactor(models.TextChoices):
        OFFERED = "offered"
        REQUIRED = "required"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    staff_second_factor = models.CharField(
        max_length=10, choices=SecondFactor.choices, default=SecondFactor.OFFERED, db_default=SecondFactor.OFFERED
    )
    required_from = models.DateField(null=True)
    """The first day on which staff without a second factor have to set one up; None: at once."""
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="people_one_sign_in_rules")]
