"""The seconds after "Send": what is needed to take a reply back, and what its writer wants to see next."""

from __future__ import annotations

from django.db import models

from candor.helpdesk.models.messages import Draft, Message
from candor.kernel.models import StoredFile
from candor.people.public import Person


class TimeToUndo(models.Model):
    """A reply that can still be taken back until `until`; its customer reads it after that.

    `ticket_was` holds the ticket's status and dates before the reply, `version_after` its version right after it.
    """

    message = models.OneToOneField(Message, models.CASCADE, related_name="time_to_undo")
    sender = models.ForeignKey(Person, models.CASCADE, related_name="+")
    until = models.DateTimeField()
    ticket_was = models.JSONField(default=dict)
    version_after = models.PositiveIntegerField()


class DraftFile(models.Model):
    """A file of a reply that was taken back, waiting in the draft."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")


class AfterSending(models.TextChoices):
    """Where a technician goes after sending a reply."""

    STAY = "stay"
    NEXT = "next"
    LIST = "list"


class WritingHabit(models.Model):
    """How a technician likes to write: what comes after sending."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    after_sending = models.CharField(max_length=4, choices=AfterSending.choices, default=AfterSending.STAY)
