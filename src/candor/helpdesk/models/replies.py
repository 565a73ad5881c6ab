"""Prepared words and prepared steps: reply templates and macros, each one's own, a queue's, or everybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from candor.helpdesk.models.queues import Category, Queue
from candor.helpdesk.models.tags import Tag
from candor.helpdesk.models.tickets import Priority, Status
from candor.kernel.ids import new_ref
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class PreparedQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> PreparedQuerySet:
        """One's own, those of the queues that one sees, and those for everybody. Nobody sees another's own."""
        if not actor.may("helpdesk.ticket.work"):
            return self.none()
        shared = models.Q(owner=None) & (models.Q(queue=None) | models.Q(queue__in=Queue.objects.visible_to(actor)))
        return self.filter(models.Q(owner=actor.id) | shared)

    def changeable_by(self, actor: Actor) -> PreparedQuerySet:
        """Among those that one sees: one's own; with the right, everybody's and the queues'."""
        visible = self.visible_to(actor)
        return visible if actor.may("helpdesk.reply.change") else visible.filter(owner=actor.id)

    def in_use(self) -> PreparedQuerySet:
        """Not archived, and not of an archived queue, in their order."""
        return self.filter(models.Q(queue=None) | models.Q(queue__archived_at=None), archived_at=None).in_order()

    def in_order(self) -> PreparedQuerySet:
        return self.order_by("position", "id")

    def fitting(self, queue_id: int) -> PreparedQuerySet:
        """Those that a case of this queue is offered."""
        return self.filter(models.Q(queue=None) | models.Q(queue=queue_id))


class Prepared(models.Model):
    """What templates and macros share. With an `owner` it is theirs alone; with a `queue` it is offered there only.

    `used_count` is maintained by the actions that use it.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    name = models.CharField(max_length=80)
    owner = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    queue = models.ForeignKey(Queue, models.CASCADE, null=True, related_name="+")
    position = models.PositiveIntegerField(default=0)
    used_count = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    objects = PreparedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class ReplyTemplate(Prepared):
    """Prepared words for a reply, one text per language; variables stand in braces (`rules/variables.py`)."""


class ReplyText(models.Model):
    """A template's words in one language."""

    template = models.ForeignKey(ReplyTemplate, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "language"], name="helpdesk_one_text_a_language")]


class Macro(Prepared):
    """Prepared steps for a case, taken together in one order. An empty column is a step that is not taken.

    `assigns` is "", "me" or "person". `follow_up_days` counts from the moment of use.
    """

    template = models.ForeignKey(ReplyTemplate, models.SET_NULL, null=True, related_name="macros")
    note = models.TextField(blank=True)
    status = models.CharField(max_length=16, choices=Status.choices, blank=True)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, null=True)
    category = models.ForeignKey(Category, models.SET_NULL, null=True, related_name="+")
    to_queue = models.ForeignKey(Queue, models.SET_NULL, null=True, related_name="+")
    assigns = models.CharField(max_length=6, blank=True)
    assignee = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    follow_up_days = models.PositiveSmallIntegerField(null=True)


class MacroTag(models.Model):
    """A tag that a macro puts on a case, or takes off it. A tag that is deleted goes from the macros, too."""

    macro = models.ForeignKey(Macro, models.CASCADE, related_name="tag_steps", db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="+")
    takes_off = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["macro", "tag"], name="helpdesk_tag_once_a_macro")]
