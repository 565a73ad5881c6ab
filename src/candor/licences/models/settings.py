from __future__ import annotations

from django.db import models

from candor.catalogue.public import Edition


class Shows(models.TextChoices):
    """Whether customers see the keys of an edition in the Customer Center."""

    BY_SEATS = "by-seats"
    ALWAYS = "always"
    NEVER = "never"


class LicenceSettings(models.Model):
    """How licences work here; one row at most, and the defaults without one.

    Keys are shown to customers of licences with `shown_from_seats` technicians or more, unless the edition has a rule
    of its own. An answer to an activation counts for `days_valid`.
    """

    shown_from_seats = models.PositiveSmallIntegerField(default=3)
    days_valid = models.PositiveSmallIntegerField(default=30)
    version = models.PositiveIntegerField(default=0)


class EditionRule(models.Model):
    """What is different for one edition."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="+")
    shows = models.CharField(max_length=8, choices=Shows.choices, default=Shows.BY_SEATS)
