from __future__ import annotations

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.models.organisations import Organisation
from candor.people.models.persons import Person


class Reason(models.TextChoices):
    """Why two records may be of the same person or organisation; the stronger reason first."""

    EMAIL = "email"
    PHONE = "phone"
    DOMAIN = "domain"
    NAME = "name"
    NEAR_NAME = "near-name"


class MatchKey(models.Model):
    """What records that may be duplicates share, so that only few are compared: `jk@nordlicht.example`.

    Kept by `actions.duplicates` from what changed.
    """

    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="match_keys")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="match_keys")
    key = models.CharField(max_length=280)

    class Meta:
        indexes = [models.Index(fields=["key"], name="people_match_key")]


class PersonPair(models.Model):
    """Two people who may be one. `dismissed_at`: somebody looked and says that they are two; that is remembered."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=9, choices=Reason.choices)
    found_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="people_pair_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="people_pair_in_order"),
        ]


class OrganisationPair(models.Model):
    """Two organisations that may be one; as `PersonPair`."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    first = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    second = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=9, choices=Reason.choices)
    found_at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="people_organisation_pair_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="people_organisation_pair_in_order"
            ),
        ]
