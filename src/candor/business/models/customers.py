from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.business.models.leads import VIEW, TaskKind
from candor.kernel.ids import new_ref
from candor.kernel.registries import restricted
from candor.people.public import Organisation, Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class Care(models.Model):
    """Who of us looks after a person or an organisation; one of the two is set."""

    person = models.OneToOneField(Person, models.CASCADE, null=True, related_name="care")
    organisation = models.OneToOneField(Organisation, models.CASCADE, null=True, related_name="care")
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    since = models.DateTimeField()


class ContactTag(models.Model):
    """A word that sales puts on people and organisations. `key` is the name without its case."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    name = models.CharField(max_length=40)
    key = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """One tag on one person or organisation."""

    tag = models.ForeignKey(ContactTag, models.CASCADE, related_name="taggings", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="taggings", db_index=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="taggings", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "tag"], name="business_tag_once_a_person"),
            models.UniqueConstraint(fields=["organisation", "tag"], name="business_tag_once_a_company"),
        ]
        indexes = [models.Index(fields=["tag", "person", "organisation"], name="business_by_tag")]


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, actor: Actor) -> FollowUpQuerySet:
        """Staff whose role has to do with leads; a restricted person's for the office alone."""
        if actor.is_the_house:
            return self
        if actor.is_staff and actor.may(VIEW):
            return restricted.without_restricted(self, actor)
        return self.none()

    def open(self) -> FollowUpQuerySet:
        return self.filter(done_at=None)


class FollowUp(models.Model):
    """What is to be done about a person or an organisation on a day, beside any lead, and who of us does it.

    `reminded_at` is when they were told by mail.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="follow_ups", db_index=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="follow_ups", db_index=False)
    kind = models.CharField(max_length=8, choices=TaskKind.choices)
    text = models.CharField(max_length=200)
    due_on = models.DateField()
    assignee = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "due_on", "id"], name="business_follow_person"),
            models.Index(fields=["organisation", "due_on", "id"], name="business_follow_company"),
            models.Index(
                fields=["assignee", "due_on", "id"], name="business_follow_open", condition=models.Q(done_at=None)
            ),
            models.Index(
                fields=["due_on", "id"],
                name="business_follow_untold",
                condition=models.Q(done_at=None, reminded_at=None),
            ),
        ]

    @property
    def name(self) -> str:
        """Whom it is about."""
        named = self.person if self.person_id is not None else self.organisation
        return named.name if named is not None else ""


class SegmentQuerySet(models.QuerySet["Segment"]):
    def visible_to(self, actor: Actor) -> SegmentQuerySet:
        """All of sales see all segments."""
        return self if actor.is_the_house or (actor.is_staff and actor.may(VIEW)) else self.none()


class Segment(models.Model):
    """A saved choice of people or organisations: the conditions of `rules.segments`, asked anew each time."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    name = models.CharField(max_length=60)
    about = models.CharField(max_length=13)
    conditions = models.JSONField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects = SegmentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about", "name"], name="business_segment_name")]
