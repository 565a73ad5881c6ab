from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.helpdesk.models.queues import Queue
from candor.kernel.ids import new_ref
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class Audience(models.TextChoices):
    """Who is offered a view."""

    MINE = "mine"
    SHARED = "shared"
    QUEUE = "queue"


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, actor: Actor) -> SavedViewQuerySet:
        """One's own, the shared ones, and those of the queues that one sees. What they show is another question."""
        if not (actor.is_staff and actor.may("helpdesk.ticket.view")):
            return self.none()
        queues = Queue.objects.visible_to(actor).values("pk")
        return self.filter(deleted_at=None).filter(
            models.Q(audience=Audience.MINE, owner=actor.id)
            | models.Q(audience=Audience.SHARED)
            | models.Q(audience=Audience.QUEUE, queue__in=queues)
        )

    def changeable_by(self, actor: Actor) -> SavedViewQuerySet:
        """One's own; the others for those who share views. Deleted ones too, so that a deletion can be undone."""
        own = models.Q(audience=Audience.MINE, owner=actor.id)
        if not actor.may("helpdesk.view.share"):
            return self.filter(own)
        queues = Queue.objects.visible_to(actor).values("pk")
        return self.filter(
            own | models.Q(audience=Audience.SHARED) | models.Q(audience=Audience.QUEUE, queue__in=queues)
        )


class SavedView(models.Model):
    """A list of tickets that somebody named: which ones, in which order, with which columns.

    `definition` is the JSON of `rules.filters.Definition`; what it shows is always cut to what the looker may see.
    `owner` made it; shared views outlive them.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    name = models.CharField(max_length=60)
    audience = models.CharField(max_length=6, choices=Audience.choices, default=Audience.MINE)
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    queue = models.ForeignKey(Queue, models.CASCADE, null=True, related_name="+")
    definition = models.JSONField()
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)

    objects = SavedViewQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class ViewPlace(models.Model):
    """Where a person keeps a view: its place in their own order, pinned before the others, opened first of all."""

    view = models.ForeignKey(SavedView, models.CASCADE, related_name="places")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    position = models.IntegerField(default=0)
    is_pinned = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "view"], name="helpdesk_one_place_a_view"),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(is_default=True), name="helpdesk_one_default_view"
            ),
        ]
