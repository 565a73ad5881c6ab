from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from candor.kernel.ids import new_ref
from candor.people.models.persons import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor

SHARE = "people.list_view.share"


class OfferedTo(models.TextChoices):
    """Who is offered a view."""

    MINE = "mine"
    SHARED = "shared"


class ListViewQuerySet(models.QuerySet["ListView"]):
    def visible_to(self, actor: Actor) -> ListViewQuerySet:
        """One's own and the shared ones. What they show is another question, which the list itself answers."""
        if not actor.is_staff:
            return self.none()
        return self.filter(Q(owner=actor.id) | Q(audience=OfferedTo.SHARED))

    def changeable_by(self, actor: Actor) -> ListViewQuerySet:
        """One's own; shared ones for those who share."""
        if not actor.is_staff:
            return self.none()
        own = Q(owner=actor.id, audience=OfferedTo.MINE)
        return self.filter(own | Q(audience=OfferedTo.SHARED) if actor.may(SHARE) else own)


class ListView(models.Model):
    """A list of the Business Center as somebody likes to see it: its filters under a name.

    `place` is the name of a `list_places.ListPlace`, which also says what `asked` may hold: the filters as the list's
    address carries them. `owner` made it; shared views outlive them.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    place = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    audience = models.CharField(max_length=6, choices=OfferedTo.choices, default=OfferedTo.MINE)
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    asked = models.JSONField()
    created_at = models.DateTimeField()

    objects = ListViewQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "place", "name"], name="people_list_view_name")]
        indexes = [models.Index(fields=["place"], name="people_list_view_shared", condition=Q(audience="shared"))]

    def __str__(self) -> str:
        return self.name

    @property
    def is_shared(self) -> bool:
        return self.audience == OfferedTo.SHARED
