from __future__ import annotations

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.models.accounts import Account


class ApiToken(models.Model):
    """A key for programs that act for an account over the API. Its text is shown once; a hash of it stands here.

    It counts while it is neither revoked nor expired, its account may sign in, and the account's epoch is still that
    of its making: changing the role or the password, leaving, and signing out everywhere end it. What it may do is its
    scopes within the owner's present permissions.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    account = models.ForeignKey(Account, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    beginning = models.CharField(max_length=16)
    """The first characters of its text, by which people recognise it."""
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    epoch = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    """When somebody last tried it after it had ended."""

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="people_api_token_expiry")]

    def __str__(self) -> str:
        return self.name
