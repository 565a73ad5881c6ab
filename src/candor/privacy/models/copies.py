from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.kernel.ids import new_ref
from candor.kernel.models import StoredFile
from candor.people.public import Person
from candor.privacy.models.requests import SubjectRequest

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class CopyState(models.TextChoices):
    """Where a copy of somebody's data stands. From `WITHDRAWN` on it is over, and its archive is gone."""

    WAITING = "waiting"
    """For the word of clients for whom the person's data is processed; nothing is made before."""
    ASKED = "asked"
    READY = "ready"
    HANDED_OUT = "handed-out"
    """Written by the command line straight to where the officer wanted it; the house keeps no archive."""
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REFUSED = "refused"
    """Whoever asked might no longer do so when it was made, or the person was gone."""
    WITHHELD = "withheld"
    """A client said that it answers the person itself. It may say otherwise."""


UNFINISHED = (CopyState.WAITING, CopyState.ASKED, CopyState.READY)
STILL_KEPT = models.Q(state=CopyState.ASKED) | models.Q(file__isnull=False)
"""What has to be cleared away once its time is over."""


class CopyQuerySet(models.QuerySet["Copy"]):
    def visible_to(self, actor: Actor) -> CopyQuerySet:
        """The privacy office and the software itself."""
        return self if actor.is_the_house or actor.may("privacy.office") else self.none()

    def own_of(self, actor: Actor) -> CopyQuerySet:
        """Those that somebody asked for of their own data."""
        return self.filter(person=actor.id, by=actor.id) if actor.id else self.none()


class Copy(models.Model):
    """A copy of all that is held about one person (Art. 15, 20): who asked for it, how far it is, and its archive.

    `language` is a code of ours. `is_unmasked` is an officer's decision to leave other people in texts that the person
    never saw; `reason` says why, and is empty otherwise. The request reached us on `received_on`. `done` of `total`
    steps are taken. `until` is when the archive goes.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    language = models.CharField(max_length=5)
    is_unmasked = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=CopyState.choices, default=CopyState.ASKED)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    received_on = models.DateField(null=True)
    made_at = models.DateTimeField(null=True)
    until = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)
    """When it was last fetched."""
    request = models.ForeignKey(SubjectRequest, models.SET_NULL, null=True, related_name="copies")
    """The request of the person's that it carries out, where there is a tracked one."""
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    objects = CopyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person"], name="privacy_copy_person"),
            models.Index(fields=["until"], name="privacy_copy_until", condition=STILL_KEPT),
            models.Index(fields=["asked_at"], name="privacy_copy_asked"),
        ]

    @property
    def is_own(self) -> bool:
        """Whether whoever it is of has asked for it themselves."""
        return self.by_id is not None and self.by_id == self.person_id
