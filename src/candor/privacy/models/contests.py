from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.ids import new_ref
from candor.people.public import Person
from candor.privacy.models.requests import SubjectRequest

if TYPE_CHECKING:
    from candor.kernel.actor import Actor

MOST_IN_A_REQUEST = 50
"""Each stands on the request's page, in its answer and in its file."""


class ContestOutcome(models.TextChoices):
    """What became of something that a person says is wrong."""

    OPEN = "open", _("Being checked")
    CORRECTED = "corrected", pgettext_lazy("contest", "Corrected")
    ASKED = "asked", pgettext_lazy("contest", "Both mailboxes are asked")
    STATED = "stated", _("Your statement was added")
    REFUSED = "refused", pgettext_lazy("contest", "Not changed")


class ContestQuerySet(models.QuerySet["Contest"]):
    def visible_to(self, actor: Actor) -> ContestQuerySet:
        """The privacy office and the software itself; people their own."""
        if actor.is_the_house or actor.may("privacy.office"):
            return self
        return self.own_of(actor)

    def own_of(self, actor: Actor) -> ContestQuerySet:
        """What somebody says is wrong about themselves."""
        return self.filter(request__subject_number=actor.id) if actor.id else self.none()

    def open(self) -> ContestQuerySet:
        """Not decided."""
        return self.filter(outcome=ContestOutcome.OPEN)


class Contest(models.Model):
    """Something that is held about a person and that is wrong, as they say (Art. 16).

    `place` and `key` name the row by the map, both "" where the person told it in words alone; `what` is what it was
    called when they read it. `answer` is what they read of the decision; where their statement was added, it stands
    there.

    An e-mail address that was granted is `ASKED`: what counts is told by both mailboxes, and nothing is written before.

    `wished` is what the row's columns should say, by column, where the slice that it belongs to can write them;
    `written` is what was written into them when the correction was granted. Both are None elsewhere.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    request = models.ForeignKey(SubjectRequest, models.CASCADE, related_name="contests", db_index=False)
    place = models.CharField(max_length=100, blank=True)
    key = models.CharField(max_length=100, blank=True)
    what = models.CharField(max_length=200, blank=True)
    wrong = models.TextField()
    should = models.TextField()
    wished = models.JSONField(null=True)
    written = models.JSONField(null=True)
    outcome = models.CharField(max_length=9, choices=ContestOutcome.choices, default=ContestOutcome.OPEN)
    answer = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = ContestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["request", "id"], name="privacy_contest_request"),
            models.Index(fields=["place", "key"], name="privacy_contest_item"),
        ]
