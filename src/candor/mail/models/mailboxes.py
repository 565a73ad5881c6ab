from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from candor.kernel.ids import new_ref

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class Security(models.TextChoices):
    """How the connection to the mail server is protected."""

    TLS = "tls", _("TLS from the start (port 993)")
    STARTTLS = "starttls", _("STARTTLS (port 143)")
    PLAIN = "plain", _("None (only within a trusted network)")


class SignIn(models.TextChoices):
    """How we get into a mailbox."""

    PASSWORD = "password", _("With a password")
    PROVIDER = "provider", _("Through its provider, by OAuth 2: Microsoft 365, Google and others")


class Trouble(models.TextChoices):
    """Why a mailbox cannot be read. `queries.explain` says each in words, with what to do."""

    NO_HOST = "no-host"
    REFUSED = "refused"
    TOO_SLOW = "too-slow"
    BAD_CERTIFICATE = "bad-certificate"
    NO_TLS = "no-tls"
    WRONG_SIGN_IN = "wrong-sign-in"
    NO_FOLDER = "no-folder"
    NO_RIGHT = "no-right"
    NO_PASSWORDS = "no-passwords"
    CUT_OFF = "cut-off"
    NOT_IMAP = "not-imap"
    NO_KEY = "no-key"
    DISK_FULL = "disk-full"
    NO_PERMISSION = "no-permission"
    NO_PROVIDER = "no-provider"
    TOKEN_REFUSED = "token-refused"  # noqa: S105 - a kind of trouble, not a secret
    OTHER = "other"


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    def visible_to(self, actor: Actor) -> MailboxQuerySet:
        """Those who watch over the mail see every mailbox; nobody else sees any."""
        if actor.is_the_house or actor.may("mail.monitor.view"):
            return self
        return self.none()

    def in_use(self) -> MailboxQuerySet:
        """Mailboxes that are read: not paused."""
        return self.filter(paused_at=None)


class Mailbox(models.Model):
    """A mailbox that we read by IMAP, and the address that its answers come from.

    `destination_kind` and `destination_id` name what it feeds (`helpdesk.queue`, 3); slices above offer the choices.
    `password` is sealed with the instance's mail key; "" where a provider lets us in (`grant`). `trouble` is empty
    while all is well.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=254, unique=True)
    further_addresses = models.JSONField(default=list)
    """Other addresses whose mail arrives here, lower case."""
    takes_plus_addresses = models.BooleanField(default=False)
    """Whether the server delivers name+anything@ here, so that reply addresses can carry their token."""
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=8, choices=Security.choices, default=Security.TLS)
    user = models.CharField(max_length=254)
    password = models.TextField()
    folder = models.CharField(max_length=120, default="INBOX")
    trusted_relay = models.CharField(max_length=253, blank=True, db_default="", default="")
    """The name (RFC 8601, authserv-id) under which its server writes what SPF, DKIM and DMARC say; "" for none."""
    takes_old_mail = models.BooleanField(default=False)
    """Whether the mail that lay there before we first looked is taken in too."""
    destination_kind = models.CharField(max_length=40, blank=True)
    destination_id = models.BigIntegerField(null=True)
    paused_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=16, choices=Trouble.choices, blank=True)
    trouble_since = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    """When the server was last reached and the folder looked at."""
    last_mail_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    objects = MailboxQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def sign_in(self) -> SignIn:
        return SignIn.PASSWORD if self.password else SignIn.PROVIDER

    def addresses(self) -> tuple[str, ...]:
        """Every address of this mailbox, lower case."""
        return every_address(self.address, self.further_addresses)


def every_address(address: str, further: Sequence[str]) -> tuple[str, ...]:
    """Those of the mailbox with these columns, lower case."""
    return (address.lower(), *further)


class MailboxCursor(models.Model):
    """How far a folder has been taken in: up to `uid`, as numbered under `uid_validity` (RFC 9051, 2.3.1.1).

    Moved in the transaction that stores a message. Never the \\Seen flag: people may read the mailbox as they like.
    """

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="cursors")
    folder = models.CharField(max_length=120)
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "folder", "uid_validity"], name="mail_one_cursor"),
        ]
