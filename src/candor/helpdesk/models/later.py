"""Replies that are written now and sent later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.helpdesk.models.tickets import Status, Ticket
from candor.helpdesk.rules.later import Held
from candor.kernel.ids import new_ref
from candor.kernel.models import StoredFile
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor
    from candor.kernel.db.prepared import Given


class LaterReplyQuerySet(models.QuerySet["LaterReply"]):
    def visible_to(self, actor: Actor) -> LaterReplyQuerySet:
        """Those of tickets that a member of staff sees. Customers see a reply when it is sent, and none before."""
        if not actor.is_staff:
            return self.none()
        return self.filter(ticket__in=Ticket.objects.visible_to(actor))

    def of_ticket(self, ticket: Ticket | Given) -> LaterReplyQuerySet:
        """The ticket's, and those written in tickets that became part of it."""
        return self.filter(models.Q(ticket=ticket) | models.Q(ticket__merged_into=ticket))


class LaterReply(models.Model):
    """A reply that leaves at `send_at`. Nothing of it stands among the messages before, so nobody else reads it.

    `newest_message` is the newest message of the ticket when its writer last said that it shall go, 0 for none: what
    was written after that holds it back. `held_for` says why it was held back at its time, "" while it waits.
    `copies` are the references of participants, None for everybody who gets copies then.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="later_replies")
    author = models.ForeignKey(Person, models.CASCADE, related_name="+")
    text = models.TextField()
    copies = models.JSONField(null=True)
    then = models.CharField(max_length=16, choices=Status.choices, default=Status.WAITING_CUSTOMER)
    send_at = models.DateTimeField()
    newest_message = models.BigIntegerField(default=0)
    was_finished = models.BooleanField(default=False)
    held_for = models.CharField(max_length=10, choices=[(held.value, held.name) for held in Held], blank=True)
    submission_key = models.CharField(max_length=40, null=True, unique=True)
    created_at = models.DateTimeField()

    objects = LaterReplyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["send_at", "id"], name="helpdesk_later_due", condition=models.Q(held_for="")),
        ]


class LaterFile(models.Model):
    """A file that goes with a reply that is sent later."""

    reply = models.ForeignKey(LaterReply, models.CASCADE, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
