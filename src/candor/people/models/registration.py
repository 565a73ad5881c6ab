from __future__ import annotations

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.models.organisations import Organisation


class RegistrationRules(models.Model):
    """The one row of rules about registering that administrators set; without it the defaults count.

    `joins_by_domain` lets who registers with an address of an organisation's mail domains belong to it at once.
    """

    class Who(models.TextChoices):
        ALL = "all"
        KNOWN_DOMAINS = "domains"
        NOBODY = "nobody"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    who = models.CharField(max_length=7, choices=Who.choices, default=Who.ALL, db_default=Who.ALL)
    joins_by_domain = models.BooleanField(default=False, db_default=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="people_one_registration_rules")]


class Registration(models.Model):
    """What somebody typed who wants an account, until the owner of the mailbox has confirmed it or its time is over.

    It is nobody's word yet. `email` is normalised; `key` is the form's one-time key bound to it: the same form twice is
    one row.
    """

    key = models.CharField(max_length=64, unique=True)
    email = models.CharField(max_length=254)
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, blank=True)
    time_zone = models.CharField(max_length=50, blank=True)
    notice_version = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="people_registration_expiry")]


class OrganisationDomain(models.Model):
    """A mail domain, normalised, of which staff have checked that it is the organisation's own."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="domains")
    domain = models.CharField(max_length=253, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.domain
