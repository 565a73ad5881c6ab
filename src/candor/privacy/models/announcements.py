from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from candor.kernel.ids import new_ref
from candor.people.public import Organisation, Person
from candor.privacy.models.notices import NoticeKind

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def visible_to(self, actor: Actor) -> AnnouncementQuerySet:
        return self if actor.is_the_house or actor.may("privacy.office") else self.none()


class Announcement(models.Model):
    """That a version of the notice or the terms, which changes something that matters, is told to everybody.

    `told_up_to` and `clients_up_to` are the last person and the last agreement that were taken, so that whoever goes on
    after a crash writes to nobody twice. `banner_until` is the last day on which pages say so. `asks_anew`: consents
    that were given before count no more until they are given again.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    kind = models.CharField(max_length=6, choices=NoticeKind.choices)
    number = models.PositiveSmallIntegerField()
    asks_anew = models.BooleanField(default=False)
    banner_until = models.DateField()
    told_up_to = models.BigIntegerField(default=0)
    clients_up_to = models.BigIntegerField(default=0)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="privacy_announced_once")]
        indexes = [models.Index(fields=["banner_until"], name="privacy_announced_until")]

    def __str__(self) -> str:
        return self.ref


class Reached(models.TextChoices):
    """What is known of whether word reached somebody. From `MAILED` on it is the mail server's word."""

    WAITING = "waiting", _("Waits in the outbox")
    MAILED = "mailed", _("Delivered to the mail server")
    BOUNCED = "bounced", _("Came back")
    FAILED = "failed", _("Could not be sent")
    NO_ADDRESS = "none", _("No e-mail address")


UNREACHED = (Reached.BOUNCED, Reached.FAILED, Reached.NO_ADDRESS)


class ToldPersonQuerySet(models.QuerySet["ToldPerson"]):
    def visible_to(self, actor: Actor) -> ToldPersonQuerySet:
        """The privacy office, which sees restricted people too; people their own."""
        if actor.is_the_house or (actor.is_staff and actor.may("privacy.office")):
            return self
        return self.filter(person=actor.id) if actor.id else self.none()

    def unreached(self) -> ToldPersonQuerySet:
        """Whom somebody has to reach another way."""
        return self.filter(reached__in=UNREACHED, seen_at=None, told_on=None)


class ToldPerson(models.Model):
    """The proof for one person: what became of the mail, when they said they had read it, or how else they were told.

    `told_how` is what staff noted who wrote a letter or called, `told_on` the day.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="people", db_index=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    reached = models.CharField(max_length=7, choices=Reached.choices, default=Reached.WAITING)
    taken_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    told_on = models.DateField(null=True)
    told_how = models.CharField(max_length=200, blank=True)
    told_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    objects = ToldPersonQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["announcement", "person"], name="privacy_told_once")]
        indexes = [models.Index(fields=["announcement", "reached", "id"], name="privacy_told_reached")]


class ToldClient(models.Model):
    """A client organisation that was asked to tell its people (Art. 28): how it was asked, and when it said it had."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="clients", db_index=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    reached = models.CharField(max_length=7, choices=Reached.choices, default=Reached.WAITING)
    asked_at = models.DateTimeField()
    passed_on_on = models.DateField(null=True)
    noted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["announcement", "organisation"], name="privacy_client_told_once")
        ]
