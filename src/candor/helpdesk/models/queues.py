from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class QueueQuerySet(models.QuerySet["Queue"]):
    def visible_to(self, actor: Actor) -> QueueQuerySet:
        """Staff see the queues open to all and those they belong to; who oversees all queues sees every one."""
        if actor.is_the_house or actor.may("helpdesk.ticket.view_all_queues"):
            return self
        if not actor.may("helpdesk.ticket.view"):
            return self.none()
        own = QueueMember.objects.filter(person=actor.id).values("queue")
        return self.filter(models.Q(is_open_to_all=True) | models.Q(pk__in=own))

    def active(self) -> QueueQuerySet:
        """Not archived: new tickets may stand in it."""
        return self.filter(archived_at=None)


class Queue(models.Model):
    """Where tickets wait for a group of technicians. A closed queue is seen by its members only."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    name = models.CharField(max_length=80, unique=True)
    is_open_to_all = models.BooleanField(default=True)
    is_default = models.BooleanField(default=False)
    default_assignee = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    follow_up_hours = models.PositiveSmallIntegerField(default=24)
    """Hours after which a ticket that awaits us is due, until service levels say more."""
    keeps_words_inside = models.BooleanField(default=False, db_default=False)
    """Notification mails to staff say that something is new in a case of this queue, never what."""
    reopens_for_days = models.PositiveSmallIntegerField(default=30, db_default=30)
    """Days in which a customer opens a closed case of this queue again; 0 makes each later word a new case."""
    archived_at = models.DateTimeField(null=True)
    signature = models.TextField(blank=True, default="", db_default="")
    """What stands below every reply from this queue; variables in braces (`rules/variables.py`)."""

    objects = QueueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="helpdesk_one_default_queue"
            )
        ]

    def __str__(self) -> str:
        return self.name


class QueueMember(models.Model):
    """A member of staff who works a queue."""

    queue = models.ForeignKey(Queue, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "person"], name="helpdesk_queue_member_once")]


class CategoryQuerySet(models.QuerySet["Category"]):
    def below(self, category: Category) -> CategoryQuerySet:
        """Those below the category, however deep."""
        return self.filter(path__startswith=category.trail)

    def at_or_below(self, category: Category) -> CategoryQuerySet:
        """The category and those below it: what a filter by it means. One range, however deep the tree."""
        return self.filter(models.Q(pk=category.pk) | models.Q(path__startswith=category.trail))

    def active(self) -> CategoryQuerySet:
        """Not archived: new tickets may get it."""
        return self.filter(archived_at=None)


class Category(models.Model):
    """What a ticket is about, in a tree of at most four levels; chosen by technicians and customers.

    `path` holds the ids of those above, outermost first, as `/12/45/`; "" at the top.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=100, blank=True, default="", db_default="")
    is_offered_to_customers = models.BooleanField(default=True)
    queue = models.ForeignKey(Queue, models.SET_NULL, null=True, related_name="+")
    """Where tickets of this category go unless somebody says otherwise."""
    archived_at = models.DateTimeField(null=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "name"], name="helpdesk_category_once_a_place")]

    def __str__(self) -> str:
        return self.name

    @property
    def trail(self) -> str:
        """The `path` of those directly below."""
        return f"{self.path or '/'}{self.pk}/"

    @property
    def level(self) -> int:
        """1 at the top."""
        return max(self.path.count("/"), 1)
