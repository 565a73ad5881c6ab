"""Setting up mailboxes, and noting how reading them goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.mail.models import Mailbox, MailGrant, OutboxMessage, RawMessage, Security, SignIn, Trouble
from candor.mail.rules.addresses import normal
from candor.mail.sealing import seal

SEEN_EVERY = timedelta(minutes=1)


class MailWaits(Exception):
    """Mail of this mailbox is still to be sent or read in."""


class StillRead(Exception):
    """The mailbox is in use: it is paused first."""


class AddressTaken(ValueError):
    """Another mailbox has this address already."""


@dataclass(frozen=True, slots=True)
class MailboxDetails:
    """How a mailbox is set up. An empty password leaves the one that is known."""

    name: str
    address: str
    host: str
    user: str
    password: str = ""
    port: int = 993
    security: str = Security.TLS
    folder: str = "INBOX"
    sign_in: str = SignIn.PASSWORD
    further_addresses: list[str] = field(default_factory=list)
    takes_plus_addresses: bool = False
    takes_old_mail: bool = False
    trusted_relay: str = ""
    destination_kind: str = ""
    destination_id: int | None = None


@transaction.atomic
def add_mailbox(details: MailboxDetails, *, by: Actor) -> Mailbox:
    """Set up a mailbox; it is read from the next few seconds on. Raises AddressTaken."""
    mailbox = Mailbox(created_at=clock.now())
    _fill(mailbox, details)
    record("mail.mailbox.added", mailbox, by=by, security=mailbox.security)
    return mailbox


@transaction.atomic
def change_mailbox(mailbox: Mailbox, details: MailboxDetails, *, by: Actor) -> None:
    """Change how a mailbox is set up. What was taken in stays; at another account reading begins anew.

    Raises AddressTaken.
    """
    if (details.host, details.user, details.folder) != (mailbox.host, mailbox.user, mailbox.folder):
        mailbox.cursors.all().delete()
    mailbox.version += 1
    mailbox.trouble, mailbox.trouble_since = "", None
    _fill(mailbox, details)
    record("mail.mailbox.changed", mailbox, by=by, security=mailbox.security)


@transaction.atomic
def pause_mailbox(mailbox: Mailbox, *, by: Actor) -> None:
    """Stop reading the mailbox; its mail waits on its server. Pausing twice changes nothing."""
    if Mailbox.objects.filter(pk=mailbox.pk, paused_at=None).update(paused_at=clock.now(), version=F("version") + 1):
        record("mail.mailbox.paused", mailbox, by=by)


@transaction.atomic
def resume_mailbox(mailbox: Mailbox, *, by: Actor) -> None:
    """Read the mailbox again, from where we stopped. Resuming twice changes nothing."""
    paused = Mailbox.objects.filter(pk=mailbox.pk, paused_at__isnull=False)
    if paused.update(paused_at=None, trouble="", trouble_since=None, version=F("version") + 1):
        record("mail.mailbox.resumed", mailbox, by=by)


@transaction.atomic
def delete_mailbox(mailbox: Mailbox, *, by: Actor) -> None:
    """Forget a paused mailbox with its password. What came in and went out stays; its server is left as it is.

    Raises StillRead for one that is not paused, and MailWaits while mail is under way.
    """
    chosen = Mailbox.objects.select_for_update().filter(pk=mailbox.pk, paused_at__isnull=False).first()
    if chosen is None:
        raise StillRead
    if OutboxMessage.objects.unsent().filter(mailbox=chosen).exists() or _unread(chosen).exists():
        raise MailWaits
    record("mail.mailbox.deleted", chosen, by=by)
    chosen.delete()


def note_seen(mailbox: Mailbox) -> None:
    """The folder was looked at. Written once a minute, and at once where that ends a trouble."""
    now = clock.now()
    if not mailbox.trouble and mailbox.last_seen_at and mailbox.last_seen_at > now - SEEN_EVERY:
        return
    mailbox.trouble, mailbox.trouble_since, mailbox.last_seen_at = "", None, now
    Mailbox.objects.filter(pk=mailbox.pk).update(trouble="", trouble_since=None, last_seen_at=now)


def note_mail(mailbox: Mailbox) -> None:
    """New mail was taken in."""
    mailbox.last_mail_at = clock.now()
    Mailbox.objects.filter(pk=mailbox.pk).update(last_mail_at=mailbox.last_mail_at)


def note_trouble(mailbox: Mailbox, trouble: Trouble) -> None:
    """The mailbox could not be read; staff see why and since when."""
    if mailbox.trouble == trouble:
        return
    mailbox.trouble, mailbox.trouble_since = trouble, mailbox.trouble_since or clock.now()
    Mailbox.objects.filter(pk=mailbox.pk).update(trouble=trouble, trouble_since=mailbox.trouble_since)


def _unread(mailbox: Mailbox) -> QuerySet[RawMessage]:
    return RawMessage.objects.not_yet_handled().filter(mailbox=mailbox)


def _fill(mailbox: Mailbox, details: MailboxDetails) -> None:
    for name in ("name", "host", "port", "security", "user", "folder", "takes_plus_addresses", "takes_old_mail",
                 "trusted_relay", "destination_kind", "destination_id"):  # fmt: skip
        setattr(mailbox, name, getattr(details, name))
    mailbox.address = normal(details.address)
    mailbox.further_addresses = [address for written in details.further_addresses if (address := normal(written))]
    if details.sign_in == SignIn.PROVIDER:
        mailbox.password = ""
    elif details.password:
        mailbox.password = seal(details.password)
    try:
        with transaction.atomic():
            mailbox.save()
    except IntegrityError as error:
        raise AddressTaken from error
    if details.sign_in == SignIn.PROVIDER:
        MailGrant.objects.get_or_create(mailbox=mailbox)
    else:
        MailGrant.objects.filter(mailbox=mailbox).delete()
