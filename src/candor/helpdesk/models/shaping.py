"""What cases have to do with each other: merged ones, linked ones, parents and children (those stand on `Ticket`)."""

from __future__ import annotations

from django.db import models

from candor.helpdesk.models.messages import Message
from candor.helpdesk.models.tickets import Ticket
from candor.kernel.ids import new_ref
from candor.people.public import Person


class Merge(models.Model):
    """One case that became part of another, and what both were before, so that it can be taken back exactly.

    `source_was` and `target_was` hold statuses, dates and counts, never words. `target_version` is the target's
    version right after the merge: while it stands there, nothing has happened to the target since.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    source = models.ForeignKey(Ticket, models.CASCADE, related_name="merges")
    target = models.ForeignKey(Ticket, models.CASCADE, related_name="taken_in")
    merged_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    keeps_informed = models.BooleanField(default=False)
    """Whether the source's requester gets our further replies, too."""
    source_was = models.JSONField(default=dict)
    target_was = models.JSONField(default=dict)
    target_version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=models.Q(undone_at=None), name="helpdesk_merged_once_at_a_time"
            )
        ]


class MovedMessage(models.Model):
    """A message that a merge moved. It keeps its identity; the row tells where it came from."""

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="moved")
    message = models.ForeignKey(Message, models.CASCADE, related_name="moves")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merge", "message"], name="helpdesk_moved_once")]


class LinkKind(models.TextChoices):
    """How `ticket` stands to `other`; read from the other side each has its mirror word."""

    RELATES = "relates"
    DUPLICATES = "duplicates"
    BLOCKED = "blocked"
    SPLIT = "split"


class TicketLink(models.Model):
    """`ticket` relates to, duplicates, is blocked by, or was split from `other`. One row for both sides."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="links")
    other = models.ForeignKey(Ticket, models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=10, choices=LinkKind.choices)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "other", "kind"], name="helpdesk_linked_once")]


class GroupAnswer(models.Model):
    """One answer written in a parent for all its children, each in its own thread. A job delivers it.

    `done` counts the parts that are settled, so that progress is read and never counted.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    parent = models.ForeignKey(Ticket, models.CASCADE, related_name="group_answers")
    author = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    solves = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    submission_key = models.CharField(max_length=40, null=True, unique=True)


class PartState(models.TextChoices):
    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    STOPPED = "stopped"


class GroupAnswerPart(models.Model):
    """What became of a group answer in one child."""

    answer = models.ForeignKey(GroupAnswer, models.CASCADE, related_name="parts")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=PartState.choices, default=PartState.WAITING)
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "ticket"], name="helpdesk_one_part_each")]
