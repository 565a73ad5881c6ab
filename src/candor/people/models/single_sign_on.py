from __future__ import annotations

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.models.accounts import Account


class IdentityProvider(models.Model):
    """A server that tells us who somebody is, by OpenID Connect. `secret` is sealed (`people.sealing`).

    `domains` are the mail domains, separated by spaces, whose addresses it may speak for; empty means all. Where
    `is_required`, members of staff with an address of these domains sign in here and not by password; administrators
    can do both, so that a provider that is down locks nobody out for good.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    name = models.CharField(max_length=80)
    issuer = models.CharField(max_length=300, unique=True)
    client_id = models.CharField(max_length=200)
    secret = models.TextField(blank=True)
    domains = models.TextField(blank=True)
    is_required = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    def speaks_for(self, email: str) -> bool:
        """Whether the provider may prove this normalised address."""
        return not self.domains or email.rpartition("@")[2] in self.domains.split()


class RoleRule(models.Model):
    """What makes people of a provider staff without an invitation: a mail domain, or a group that it names."""

    class Kind(models.TextChoices):
        DOMAIN = "domain"
        GROUP = "group"

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    provider = models.ForeignKey(IdentityProvider, models.CASCADE, related_name="rules")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    value = models.CharField(max_length=200)
    role = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "kind", "value"], name="people_one_role_for_a_rule")]


class ExternalIdentity(models.Model):
    """Who an account is at a provider. Issuer and subject together never change hands; an e-mail address may."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    account = models.ForeignKey(Account, models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="people_one_account_for_a_subject"),
            models.UniqueConstraint(fields=["account", "issuer"], name="people_one_subject_for_an_account"),
        ]
