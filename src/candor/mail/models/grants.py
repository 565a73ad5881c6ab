from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from candor.mail.models.mailboxes import Mailbox


class Provider(models.TextChoices):
    """Who says whether we may read a mailbox."""

    MICROSOFT = "microsoft", "Microsoft 365"
    GOOGLE = "google", "Google"
    OTHER = "other", _("Another provider")


class Fault(models.TextChoices):
    """Why a permission could not be renewed. `words.GRANT_ALARMS` says each in words, with what to do."""

    WITHDRAWN = "withdrawn"
    APP_REFUSED = "app-refused"
    NO_ANSWER = "no-answer"
    NO_KEY = "no-key"


class GrantQuerySet(models.QuerySet["MailGrant"]):
    def in_use(self) -> GrantQuerySet:
        """Those of mailboxes that are read."""
        return self.filter(mailbox__paused_at=None)

    def given(self) -> GrantQuerySet:
        """Those of which we hold something."""
        return self.exclude(access_token="")

    def due(self, at: datetime) -> GrantQuerySet:
        """Those that have to be renewed by now and that nobody is renewing."""
        free = Q(renewing_until=None) | Q(renewing_until__lte=at)
        return self.filter(free, renew_at__lte=at).exclude(refresh_token="")


class MailGrant(models.Model):
    """What a provider allows us by OAuth 2 (RFC 6749): to read one mailbox, and to send as it. No password is known.

    `secret`, `access_token` and `refresh_token` are sealed with the instance's mail key. `renewing_until` is the lease
    of the one worker that renews; `fault` is empty while renewing works.
    """

    mailbox = models.OneToOneField(Mailbox, models.CASCADE, related_name="grant")
    provider = models.CharField(max_length=12, choices=Provider.choices, default=Provider.MICROSOFT)
    tenant = models.CharField(max_length=80, blank=True)
    """Microsoft's directory; empty means any."""
    authorise_url = models.CharField(max_length=500, blank=True)
    token_url = models.CharField(max_length=500, blank=True)
    scope = models.CharField(max_length=500, blank=True)
    client_id = models.CharField(max_length=200, blank=True)
    secret = models.TextField(blank=True)
    secret_until = models.DateField(null=True)
    """The last day of the client secret, as the administrator read it at the provider."""
    access_token = models.TextField(blank=True)
    access_until = models.DateTimeField(null=True)
    refresh_token = models.TextField(blank=True)
    refresh_until = models.DateTimeField(null=True)
    """When the permission ends for good, where the provider says so."""
    renew_at = models.DateTimeField(null=True)
    renewing_until = models.DateTimeField(null=True)
    granted_at = models.DateTimeField(null=True)
    renewed_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=12, choices=Fault.choices, blank=True)
    fault_since = models.DateTimeField(null=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["renew_at"], name="mail_grant_renewal")]

    @property
    def is_set_up(self) -> bool:
        """Whether it is known where to ask."""
        return bool(self.client_id)

    @property
    def is_given(self) -> bool:
        """Whether the provider has ever allowed something that we still hold."""
        return bool(self.access_token)
