from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.kernel.ids import new_ref
from candor.kernel.models import StoredFile
from candor.kernel.registries import restricted
from candor.mail.models.mailboxes import Mailbox

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class Way(models.TextChoices):
    """The ways in."""

    IMAP = "imap"
    PIPE = "pipe"
    LISTENER = "listener"


class RawState(models.TextChoices):
    """What has been done with a message that is durably ours."""

    STORED = "stored"
    HANDLED = "handled"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


class Reason(models.TextChoices):
    """Why a message is in quarantine. `queries.explain_reason` says each in words."""

    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    BREAKS_READING = "breaks-reading"
    HANDLING_FAILED = "handling-failed"
    NOBODY_TOOK_IT = "nobody-took-it"
    NO_SENDER = "no-sender"
    OUR_OWN = "our-own"
    UNKNOWN_REPORT = "unknown-report"
    VERIFICATION = "verification"
    NOT_ALLOWED = "not-allowed"


class RawMessageQuerySet(models.QuerySet["RawMessage"]):
    def visible_to(self, actor: Actor) -> RawMessageQuerySet:
        """Those who watch over the mail see what came in; what is in it they see when they may replay it.

        What restricted people sent is left out.
        """
        if actor.is_the_house or actor.may("mail.monitor.view"):
            return restricted.without_restricted(self, actor)
        return self.none()

    def quarantined(self) -> RawMessageQuerySet:
        return self.filter(state=RawState.QUARANTINED)

    def not_yet_handled(self) -> RawMessageQuerySet:
        """Durably ours, and nothing more yet: a crash or a busy database came between."""
        return self.filter(state=RawState.STORED)


class RawMessage(models.Model):
    """One message as it came in: its bytes, what became of it, or why nothing did.

    `original_key` is the hash of Message-ID and content; the first message that carries one holds it, so that a second
    copy meets the unique index. `file` is None for a message that was too large to take and once the bytes are gone.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    way = models.CharField(max_length=8, choices=Way.choices)
    mailbox = models.ForeignKey(Mailbox, models.SET_NULL, null=True, related_name="messages")
    uid_validity = models.BigIntegerField(null=True)
    uid = models.BigIntegerField(null=True)
    folder = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=11, choices=RawState.choices, default=RawState.STORED)
    reason = models.CharField(max_length=16, choices=Reason.choices, blank=True)
    error = models.CharField(max_length=200, blank=True)
    """The class of the exception, where one was the reason; never its text."""
    attempts = models.PositiveSmallIntegerField(default=1)
    message_id = models.CharField(max_length=998, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    original_key = models.CharField(max_length=64, null=True, unique=True)
    sender = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    authorship = models.CharField(max_length=11, blank=True, db_default="", default="")
    spf = models.CharField(max_length=9, blank=True, db_default="", default="")
    dkim = models.CharField(max_length=9, blank=True, db_default="", default="")
    dmarc = models.CharField(max_length=9, blank=True, db_default="", default="")
    """What a trusted mail server found out, and what follows from it (`rules.authentication`)."""
    became_kind = models.CharField(max_length=40, blank=True)
    became_id = models.BigIntegerField(null=True)
    became_word = models.CharField(max_length=20, blank=True)
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = RawMessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "folder", "uid_validity", "uid"],
                condition=models.Q(uid__isnull=False),
                name="mail_fetched_once",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="mail_raw_waiting", condition=models.Q(state="stored")),
            models.Index(fields=["-id"], name="mail_raw_quarantine", condition=models.Q(state="quarantined")),
            models.Index(fields=["became_kind", "became_id"], name="mail_raw_became"),
            models.Index(fields=["sender"], name="mail_raw_sender"),
        ]


class SeenMessage(models.Model):
    """That a message was taken in once, as a keyed hash of its identity: who reads the table learns no Message-ID.

    It outlives the message and its sender's erasure, so that a second fetch of a mailbox, or a copy that comes late,
    makes nobody anew.
    """

    digest = models.CharField(max_length=64, unique=True)
    on = models.DateField()
