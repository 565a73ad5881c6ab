from __future__ import annotations

from django.db import models

from candor.helpdesk.models.tickets import Ticket
from candor.kernel.ids import new_ref
from candor.people.public import Person


class BulkState(models.TextChoices):
    """A bulk is chosen, runs, and may be taken back."""

    CHOSEN = "chosen"
    RUNNING = "running"
    CANCELLED = "cancelled"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class RowState(models.TextChoices):
    """One ticket's part in a bulk."""

    WAITING = "waiting"
    DONE = "done"
    LEFT = "left"
    UNDONE = "undone"
    KEPT = "kept"


class Bulk(models.Model):
    """One change of many tickets, by one person.

    `changes` maps a field of `actions.bulk.steps` to its value: ids and enums. The figures are kept by the actions in
    the transaction of each row.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    owner = models.ForeignKey(Person, models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=BulkState.choices, default=BulkState.CHOSEN)
    changes = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    left_count = models.PositiveIntegerField(default=0)
    undone_count = models.PositiveIntegerField(default=0)
    kept_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="helpdesk_bulk_age")]


class BulkRow(models.Model):
    """One ticket in a bulk: the version that was seen when it was chosen, what was before, why it was left as it is.

    `after_version` is the version that the change made; undoing leaves tickets that moved on since.
    """

    bulk = models.ForeignKey(Bulk, models.CASCADE, related_name="rows", db_index=False)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=RowState.choices, default=RowState.WAITING)
    seen_version = models.PositiveIntegerField()
    after_version = models.PositiveIntegerField(null=True)
    before = models.JSONField(default=dict)
    reason = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bulk", "ticket"], name="helpdesk_ticket_once_a_bulk")]
        indexes = [models.Index(fields=["bulk", "state", "id"], name="helpdesk_bulk_rows")]
