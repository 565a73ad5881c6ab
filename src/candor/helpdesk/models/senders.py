"""As whom a queue writes, and what stands below its replies."""

from __future__ import annotations

from django.db import models

from candor.helpdesk.models.queues import Queue
from candor.mail.public import Mailbox


class QueueSender(models.Model):
    """The address and name that mails about a queue's tickets come from; the usual ones where something is empty.

    `address` is one of the mailbox's, so that answers to it arrive. `signatures` are by language; where a language has
    none `Queue.signature` stands below replies.
    """

    queue = models.OneToOneField(Queue, models.CASCADE, related_name="sender")
    mailbox = models.ForeignKey(Mailbox, models.SET_NULL, null=True, related_name="+")
    address = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=80, blank=True)
    shows_writer = models.BooleanField(default=False)
    """Whether the name of whoever wrote a reply stands before the queue's: "Anna Berg (Support)"."""
    signatures = models.JSONField(default=dict)
