from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.kernel.ids import new_ref
from candor.kernel.models import StoredFile
from candor.kernel.registries import restricted
from candor.mail.models.mailboxes import Mailbox

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class OutboxState(models.TextChoices):
    """Where a mail of ours stands. `DEFERRED` is tried again at `next_at`; those from `SENT` on are final.

    `KEPT` is a demo's: nothing leaves its machine.
    """

    QUEUED = "queued"
    SENDING = "sending"
    DEFERRED = "deferred"
    SENT = "sent"
    BOUNCED = "bounced"
    FAILED = "failed"
    KEPT = "kept"


class TemplateClass(models.TextChoices):
    """Why we write: it decides which objections hold a mail back."""

    CONTRACT = "contract"
    ANSWER = "answer"
    ADVERTISING = "advertising"
    ASKED_FOR = "asked-for"
    """What the owner's own act asks for, as a code or word about their account, and what the privacy office writes."""


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    def visible_to(self, actor: Actor) -> OutboxQuerySet:
        """Those who watch over the mail see what goes out, but to restricted people; nobody else sees it as such."""
        if actor.is_the_house or actor.may("mail.monitor.view"):
            return restricted.without_restricted(self, actor)
        return self.none()

    def unsent(self) -> OutboxQuerySet:
        """Still to go: waiting, being handed over, or to be tried again."""
        return self.filter(state__in=(OutboxState.QUEUED, OutboxState.SENDING, OutboxState.DEFERRED))


class OutboxMessage(models.Model):
    """One mail of ours to one recipient, written in the transaction of the action that it tells of.

    `message_id` is given once and stays over every attempt. `about_kind` and `about_id` name the row that hears of the
    delivery. `error` is a class of failure, never the server's words, which quote addresses.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    mailbox = models.ForeignKey(Mailbox, models.SET_NULL, null=True, related_name="+")
    from_address = models.CharField(max_length=254)
    from_name = models.CharField(max_length=200, blank=True)
    reply_to = models.CharField(max_length=320, blank=True)
    to_address = models.CharField(max_length=254)
    to_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    """Further headers by name: In-Reply-To, References, Auto-Submitted, List-Unsubscribe."""
    message_id = models.CharField(max_length=255, unique=True)
    template = models.CharField(max_length=80)
    template_class = models.CharField(max_length=11, choices=TemplateClass.choices)
    language = models.CharField(max_length=5)
    about_kind = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=OutboxState.choices, default=OutboxState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    error = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                name="mail_outbox_due",
                condition=models.Q(state__in=("queued", "sending", "deferred")),
            ),
            models.Index(fields=["state", "-id"], name="mail_outbox_state"),
            models.Index(fields=["about_kind", "about_id"], name="mail_outbox_about"),
            models.Index(fields=["to_address"], name="mail_outbox_to"),
        ]

    def __str__(self) -> str:
        return self.ref


class OutboxAttachment(models.Model):
    """A file that goes with a mail. The row goes once the mail's fate is settled; the file stays with its owner."""

    message = models.ForeignKey(OutboxMessage, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="+")


class ReplyToken(models.Model):
    """What lets a reply find its way: a secret of 130 bits for one recipient and one object.

    It stands in the Message-ID of our mails, and in their reply address where the mailbox takes such. Alone it opens
    nothing: the sender has to take part as well. The value is kept because each further mail carries the same one.
    """

    value = models.CharField(max_length=26, unique=True)
    about_kind = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    address = models.CharField(max_length=254)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["about_kind", "about_id", "address"], name="mail_one_token_each"),
        ]
        indexes = [models.Index(fields=["address"], name="mail_token_address")]


class AutomaticMail(models.Model):
    """That an automatic mail went to somebody, so that we never become a mail cannon.

    The address stands here as a keyed hash. `slot` makes "one a day" a matter of the unique index, so that two messages
    that arrive at once cannot both be acknowledged.
    """

    address_digest = models.CharField(max_length=64)
    slot = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address_digest", "slot"], name="mail_one_automatic_a_slot")]
        indexes = [models.Index(fields=["at"], name="mail_automatic_at")]
