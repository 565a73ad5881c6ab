from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Coalesce, Concat

from candor.helpdesk.models.queues import Category, Queue, QueueQuerySet
from candor.kernel.actor import Channel
from candor.kernel.db.aggregates import JoinedText
from candor.kernel.ids import new_ref
from candor.kernel.registries import restricted
from candor.people.public import Organisation, Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor
    from candor.kernel.db.prepared import GivenMany


class Status(models.TextChoices):
    """Where a ticket stands. `rules/transitions.py` says which may follow which."""

    NEW = "new"
    OPEN = "open"
    WAITING_CUSTOMER = "waiting-customer"
    WAITING_OTHER = "waiting-other"
    SCHEDULED = "scheduled"
    SOLVED = "solved"
    CLOSED = "closed"


AWAITING_US = (Status.NEW, Status.OPEN)
UNFINISHED = (Status.NEW, Status.OPEN, Status.WAITING_CUSTOMER, Status.WAITING_OTHER, Status.SCHEDULED)


class Stage(models.TextChoices):
    """The statuses in the four groups that lists show, so that a list is one equality on one index."""

    WITH_US = "with-us"
    WAITING = "waiting"
    LATER = "later"
    DONE = "done"


STAGES: Mapping[Stage, tuple[Status, ...]] = {
    Stage.WITH_US: AWAITING_US,
    Stage.WAITING: (Status.WAITING_CUSTOMER, Status.WAITING_OTHER),
    Stage.LATER: (Status.SCHEDULED,),
    Stage.DONE: (Status.SOLVED, Status.CLOSED),
}


class Kind(models.TextChoices):
    PROBLEM = "problem"
    QUESTION = "question"
    REQUEST = "request"
    RECOMMENDATION = "recommendation"
    OTHER = "other"


class Priority(models.IntegerChoices):
    LOW = 1
    NORMAL = 2
    HIGH = 3
    URGENT = 4


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, actor: Actor) -> TicketQuerySet:
        """Staff: the queues they may see. Customers: their own, and as super customers their organisations'.

        What lies in the bin is there for nobody but the software itself, a restricted person's for the office.
        """
        if actor.is_the_house:
            return self
        return self._among(actor).filter(binned_at=None)

    def in_bin_visible_to(self, actor: Actor) -> TicketQuerySet:
        """What lies in the bin, for staff who would see it outside."""
        found = self._among(actor) if actor.is_staff else self.none()
        return found.filter(binned_at__isnull=False)

    def restricted_for(self, actor: Actor) -> TicketQuerySet:
        """Those that the actor would see, were nobody in them restricted."""
        return self._open_to(actor).filter(binned_at=None)

    def _among(self, actor: Actor) -> TicketQuerySet:
        return restricted.without_restricted(self._open_to(actor), actor)

    def _open_to(self, actor: Actor) -> TicketQuerySet:
        if actor.may("helpdesk.ticket.view_all_queues"):
            return self
        if actor.is_staff:
            return self.in_queues(Queue.objects.visible_to(actor))
        if actor.is_customer and actor.id is not None:
            return self.filter(models.Q(requester=actor.id) | models.Q(organisation__in=actor.organisation_ids))
        return self.none()

    def in_queues(self, queues: QueueQuerySet | list[int] | GivenMany) -> TicketQuerySet:
        """Those in the queues that somebody sees, usually most of them: sifted by queue, never searched by it.

        The sum keeps the databases from beginning with the queues' index and sorting all that it finds (measured with
        200,000 tickets: 711 ms against 3).
        """
        return self.alias(sifted_queue=models.F("queue") + 0).filter(sifted_queue__in=queues)

    def with_tags(self) -> TicketQuerySet:
        """With `joined_tags`: each ticket's tags in one text, `queries.tags.apart` takes them apart."""
        from candor.helpdesk.models.tags import TicketTag  # it imports this module

        names = TicketTag.objects.filter(ticket=models.OuterRef("pk")).order_by().values("ticket")
        joined = models.Subquery(names.annotate(all=JoinedText(Concat("tag__ref", "tag__name"))).values("all"))
        return self.annotate(joined_tags=Coalesce(joined, models.Value("", output_field=models.TextField())))

    def awaiting_us(self) -> TicketQuerySet:
        """New or open: the next move is ours."""
        return self.filter(status__in=AWAITING_US)

    def unfinished(self) -> TicketQuerySet:
        """Neither solved nor closed.

        Asked as a list of one: Django writes `= True` as the bare column, which no index of SQLite serves (measured
        with 200,000 tickets: 50 ms against 2).
        """
        return self.filter(is_unfinished__in=[True])

    def at_stage(self, stage: Stage) -> TicketQuerySet:
        return self.filter(stage=stage)

    def assigned_to(self, person_id: int) -> TicketQuerySet:
        return self.filter(assignee=person_id)

    def unassigned(self) -> TicketQuerySet:
        return self.filter(assignee=None)


class Ticket(models.Model):
    """A customer's case. Customers read "case"; the code says ticket.

    `version` grows with every change that a technician could overwrite. `due_at` is the follow-up date, None while
    the next move is not ours unless somebody set one. `last_*` and `message_count` are maintained by the actions,
    never counted.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    number = models.BigIntegerField(unique=True)
    subject = models.CharField(max_length=250)
    kind = models.CharField(max_length=14, choices=Kind.choices, default=Kind.QUESTION)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.NEW)
    stage = models.GeneratedField(
        expression=models.Case(
            *[models.When(status__in=statuses, then=models.Value(stage.value)) for stage, statuses in STAGES.items()]
        ),
        output_field=models.CharField(max_length=7, choices=Stage.choices),
        db_persist=True,
    )
    """The status's group, worked out by the database."""
    is_unfinished = models.GeneratedField(
        expression=models.Case(
            models.When(status__in=UNFINISHED, then=models.Value(True)),
            default=models.Value(False),
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    """Neither solved nor closed, worked out by the database."""
    channel = models.CharField(max_length=8, choices=[(channel.value, channel.name) for channel in Channel])
    requester = models.ForeignKey(Person, models.PROTECT, related_name="tickets", db_index=False)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="tickets", db_index=False)
    queue = models.ForeignKey(Queue, models.PROTECT, related_name="tickets", db_index=False)
    category = models.ForeignKey(Category, models.SET_NULL, null=True, related_name="+", db_index=False)
    assignee = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="assigned_tickets", db_index=False)
    is_sender_verified = models.BooleanField(default=True)
    """False while the requester's address has proven nothing (a first mail, a web form)."""
    due_at = models.DateTimeField(null=True)
    scheduled_for = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    last_customer_message_at = models.DateTimeField(null=True)
    last_staff_message_at = models.DateTimeField(null=True)
    message_count = models.PositiveIntegerField(default=0)
    follows = models.ForeignKey("self", models.SET_NULL, null=True, related_name="followed_by")
    """The earlier ticket that this one was opened after (a reply to a closed one, a mail naming its number)."""
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="merged")
    """The ticket that this one became part of; nothing happens in this one any more."""
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="children")
    """The ticket that this one is a part of. Parents have no parents."""
    notice_version = models.CharField(max_length=20, blank=True)
    """The version of the privacy notice that was linked when a form was sent."""
    version = models.PositiveIntegerField(default=0)
    binned_at = models.DateTimeField(null=True)
    """When it was moved to the bin; there it is closed, counted nowhere and seen by nobody."""

    objects = TicketQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["stage", "-changed_at", "-id"], name="helpdesk_by_stage"),
            models.Index(fields=["queue", "stage", "-changed_at", "-id"], name="helpdesk_by_queue"),
            models.Index(fields=["-changed_at", "-id"], name="helpdesk_by_change"),
            models.Index(fields=["assignee", "is_unfinished", "-changed_at", "-id"], name="helpdesk_by_assignee"),
            models.Index(
                fields=["assignee", "due_at", "id"],
                name="helpdesk_by_assignee_due",
                condition=models.Q(due_at__isnull=False),
            ),
            models.Index(fields=["requester", "-changed_at", "-id"], name="helpdesk_by_requester"),
            models.Index(fields=["organisation", "-changed_at", "-id"], name="helpdesk_by_organisation"),
            models.Index(fields=["due_at", "id"], name="helpdesk_by_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["created_at", "id"], name="helpdesk_sort_created"),
            models.Index(fields=["priority", "id"], name="helpdesk_sort_priority"),
            models.Index(fields=["is_unfinished", "-changed_at", "-id"], name="helpdesk_unfinished_changed"),
            models.Index(fields=["is_unfinished", "number"], name="helpdesk_unfinished_number"),
            models.Index(fields=["is_unfinished", "created_at", "id"], name="helpdesk_unfinished_created"),
            models.Index(fields=["is_unfinished", "priority", "id"], name="helpdesk_unfinished_priority"),
            models.Index(fields=["is_unfinished", "due_at", "id"], name="helpdesk_unfinished_due"),
            models.Index(fields=["category", "is_unfinished"], name="helpdesk_by_category"),
            models.Index(
                fields=["scheduled_for"],
                name="helpdesk_by_schedule",
                condition=models.Q(scheduled_for__isnull=False),
            ),
            models.Index(
                fields=["binned_at", "id"], name="helpdesk_in_bin", condition=models.Q(binned_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.subject}"

    @property
    def awaits_our_answer(self) -> bool:
        """The next move is ours and the last word is the customer's."""
        if self.status not in AWAITING_US or self.last_customer_message_at is None:
            return False
        return self.last_staff_message_at is None or self.last_staff_message_at < self.last_customer_message_at


class TicketCount(models.Model):
    """How many tickets stand in a queue, with an assignee, in a status: maintained, because pages never count.

    `assignee_id` 0 is nobody. Adjusted by `actions.counting` in the transaction of each change, as `QueueCount` is.
    """

    queue = models.ForeignKey(Queue, models.CASCADE, related_name="+", db_index=False)
    assignee_id = models.BigIntegerField(default=0)
    status = models.CharField(max_length=16, choices=Status.choices)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "assignee_id", "status"], name="helpdesk_one_count")]


class QueueCount(models.Model):
    """How many tickets stand in a queue in a status, whoever has them: pages don't add up a large house's assignees."""

    queue = models.ForeignKey(Queue, models.CASCADE, related_name="+", db_index=False)
    status = models.CharField(max_length=16, choices=Status.choices)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "status"], name="helpdesk_one_queue_count")]
