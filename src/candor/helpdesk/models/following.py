from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.helpdesk.models.messages import Message
from candor.helpdesk.models.tickets import Ticket
from candor.kernel.ids import new_ref
from candor.kernel.registries import restricted
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class Part(models.TextChoices):
    """How somebody besides the requester takes part: staff who follow, others who get our replies as a copy."""

    FOLLOWER = "follower"
    COPY = "copy"


class Standing(models.TextChoices):
    """A copy that a mail's Cc suggests means nothing until a technician confirms it; a removed one nothing more."""

    SUGGESTED = "suggested"
    PRESENT = "present"
    REMOVED = "removed"


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def visible_to(self, actor: Actor) -> ParticipantQuerySet:
        """Those of the tickets that the actor, being staff, sees; customers are never told who else takes part."""
        if actor.is_the_house or actor.is_staff:
            seen = self.filter(ticket__in=Ticket.objects.visible_to(actor))
            return restricted.without_restricted(seen, actor)
        return self.none()

    def copied(self) -> ParticipantQuerySet:
        """Those who get our replies as a copy at present."""
        return self.filter(part=Part.COPY, standing=Standing.PRESENT)

    def followers(self) -> ParticipantQuerySet:
        return self.filter(part=Part.FOLLOWER, standing=Standing.PRESENT)


class Participant(models.Model):
    """Somebody besides the requester who takes part in a ticket.

    A follower is a member of staff and has no `address`. A copy has the normalised `address` that our replies go to,
    and a `person` once it was confirmed. `is_from_unverified` tells that the mail which suggested it proved nothing.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="participants")
    part = models.CharField(max_length=8, choices=Part.choices)
    standing = models.CharField(max_length=9, choices=Standing.choices, default=Standing.PRESENT)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    address = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=200, blank=True)
    is_from_unverified = models.BooleanField(default=False)
    added_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    since = models.DateTimeField()

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "person"], condition=models.Q(part="follower"), name="helpdesk_follows_once"
            ),
            models.UniqueConstraint(
                fields=["ticket", "address"], condition=models.Q(part="copy"), name="helpdesk_copied_once"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "part", "standing"], name="helpdesk_takes_part"),
            models.Index(fields=["address"], name="helpdesk_part_address"),
        ]


class SentCopy(models.Model):
    """That a message of ours went to somebody as a copy: what they may read afterwards, and how its mail fared."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="copies")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="copies")
    delivery = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "participant"], name="helpdesk_sent_once")]
