from __future__ import annotations

from django.db import models

from candor.helpdesk.models.tickets import Ticket
from candor.kernel.actor import Channel
from candor.kernel.ids import new_ref
from candor.kernel.models import StoredFile
from candor.people.public import Person


class MessageKind(models.TextChoices):
    FROM_CUSTOMER = "from-customer"
    FROM_US = "from-us"
    INTERNAL = "internal"


class Message(models.Model):
    """One message of a ticket, public or internal, with the way and the address or number it came from.

    `text` is what the person wrote now; `quoted` the folded rest. `html` is the sanitised HTML of a mail, shown only
    inside a sandboxed frame. `delivery` mirrors the outbox's state of a message that went out by mail.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=13, choices=MessageKind.choices)
    author = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    channel = models.CharField(max_length=8, choices=[(channel.value, channel.name) for channel in Channel])
    came_from = models.CharField(max_length=254, blank=True)
    """The e-mail address or telephone number it came from, or went to when it is ours (mission A6)."""
    text = models.TextField()
    quoted = models.TextField(blank=True)
    html = models.TextField(blank=True)
    written_at = models.DateTimeField()
    created_at = models.DateTimeField()
    delivery = models.CharField(max_length=8, blank=True)
    submission_key = models.CharField(max_length=40, null=True, unique=True)
    """The form's one-time key: a double submit meets the unique index and has one effect."""

    class Meta:
        indexes = [models.Index(fields=["ticket", "id"], name="helpdesk_message_order")]


class Attachment(models.Model):
    """A file of a message. Inline images carry the Content-ID that the message's HTML names."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    content_id = models.CharField(max_length=255, blank=True)
    is_inline = models.BooleanField(default=False)


class Draft(models.Model):
    """What somebody is typing, kept on the server so that nothing typed is lost."""

    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="drafts")
    purpose = models.CharField(max_length=12)
    text = models.TextField()
    saved_at = models.DateTimeField()
    based_on_version = models.PositiveIntegerField(default=0)
    is_note = models.BooleanField(default=False)
    """Typed as an internal note: it comes back as one, and not as a reply to the customer."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["author", "ticket", "purpose"], name="helpdesk_one_draft", nulls_distinct=False
            )
        ]
