from __future__ import annotations

from django.db import models

from candor.people.public import Organisation


class VatCheckSettings(models.Model):
    """Whether the VAT numbers of organisations are asked about at VIES. One row; nobody is asked before it says so."""

    is_on = models.BooleanField(default=False)


class VatState(models.TextChoices):
    """What VIES said of a number. UNREACHABLE: nothing yet, or it gave no answer so far."""

    ASKED = "asked"
    VALID = "valid"
    INVALID = "invalid"
    UNREACHABLE = "unreachable"


class VatCheck(models.Model):
    """What the EU's VIES told about the VAT number of an organisation: `number` is the one that was asked about.

    `request_id` is the consultation number that VIES gives to whoever names their own VAT number: what a tax office
    takes as evidence. `name` and `address` are as VIES told them, "" where the country tells none. `next_at` is when it
    is asked (again), None once there is an answer or after the last attempt.
    """

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="vat_check")
    number = models.CharField(max_length=20)
    state = models.CharField(max_length=11, choices=VatState.choices, default=VatState.ASKED)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    request_id = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="business_vat_due", condition=models.Q(next_at__isnull=False)),
            models.Index(fields=["number"], name="business_vat_number"),
        ]
