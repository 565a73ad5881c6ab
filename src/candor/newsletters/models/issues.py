from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import models

from candor.kernel.ids import new_ref
from candor.kernel.models import StoredFile
from candor.newsletters.models.lists import VIEW, MailingList
from candor.people.public import Identifier

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class IssueState(models.TextChoices):
    """Where an issue stands. From `SENDING` on its words never change."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    CANCELLED = "cancelled"


BEGUN = (IssueState.SENDING, IssueState.PAUSED, IssueState.SENT, IssueState.CANCELLED)
UNDER_WAY = (IssueState.SENDING, IssueState.PAUSED)


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, actor: Actor) -> IssueQuerySet:
        """Those who write newsletters see all of them; everybody else what went out to public lists."""
        if actor.is_the_house or (actor.is_staff and actor.may(VIEW)):
            return self
        return self.in_archive()

    def in_archive(self) -> IssueQuerySet:
        """What everybody may read: numbered, on its way or gone."""
        return self.filter(list__is_public=True, number__isnull=False, state__in=BEGUN)


class Issue(models.Model):
    """One newsletter to a list, in one language or both. Its number is given when sending begins.

    `prepared_up_to` is the last subscription that was taken into the recipients, `prepared_at` when all were.
    `audience` are the conditions of the segment that it is for, as they were when it was chosen; None is everybody on
    the list. `domain_pace` is how many mails a minute one mail domain gets at most.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    list = models.ForeignKey(MailingList, models.PROTECT, related_name="issues", db_index=False)
    number = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=9, choices=IssueState.choices, default=IssueState.DRAFT)
    subject_en = models.CharField(max_length=200, blank=True)
    body_en = models.TextField(blank=True)
    subject_de = models.CharField(max_length=200, blank=True)
    body_de = models.TextField(blank=True)
    key = models.CharField(max_length=40, unique=True)
    domain_pace = models.PositiveIntegerField(default=600)
    audience = models.JSONField(null=True)
    audience_name = models.CharField(max_length=120, blank=True, db_default="")
    send_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    prepared_up_to = models.BigIntegerField(default=0)
    prepared_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    objects = IssueQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["list", "number"], name="newsletters_issue_number")]
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="newsletters_issue_by_time"),
            models.Index(
                fields=["send_at"],
                name="newsletters_issue_due",
                condition=models.Q(state__in=("scheduled", "sending")),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_open(self) -> bool:
        """Whether its words may still change."""
        return self.state == IssueState.DRAFT

    def languages(self) -> Sequence[str]:
        """Those in which it has words."""
        return [code for code, text in (("en", self.body_en), ("de", self.body_de)) if text.strip()]

    def language_for(self, wanted: str) -> str:
        """The language in which somebody reads it who wants this one."""
        written = self.languages()
        return wanted if wanted in written or not written else written[0]

    def title_in(self, language: str) -> str:
        """What our pages call it: its subject in the language of who looks, else in the other one."""
        return self.subject_in(language) or self.subject_en or self.subject_de

    def subject_in(self, language: str) -> str:
        return self.subject_de if language == "de" else self.subject_en

    def body_in(self, language: str) -> str:
        return self.body_de if language == "de" else self.body_en


class IssuePicture(models.Model):
    """A picture that an issue's words may show. Who of us sent it, the audit log knows."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="pictures")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = models.Manager["IssuePicture"]()


class TemplateQuerySet(models.QuerySet["IssueTemplate"]):
    def visible_to(self, actor: Actor) -> TemplateQuerySet:
        """Those who write newsletters see all of them."""
        return self if actor.is_the_house or (actor.is_staff and actor.may(VIEW)) else self.none()


class IssueTemplate(models.Model):
    """An issue's words that the house saved to begin others with. Its pictures stay with the issue."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    name = models.CharField(max_length=80, unique=True)
    subject_en = models.CharField(max_length=200, blank=True)
    body_en = models.TextField(blank=True)
    subject_de = models.CharField(max_length=200, blank=True)
    body_de = models.TextField(blank=True)
    created_at = models.DateTimeField()

    objects = TemplateQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Fate(models.TextChoices):
    """What became of an issue for one recipient. `UNKNOWN`: we were cut off while handing it over; never sent again."""

    WAITING = "waiting"
    HANDED = "handed"
    SENT = "sent"
    BOUNCED = "bounced"
    FAILED = "failed"
    UNKNOWN = "unknown"
    LEFT_OUT = "left-out"


class Recipient(models.Model):
    """One address that an issue goes to, at most once. `opted_out`, `replied`: what it led to."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="recipients", db_index=False)
    identifier = models.ForeignKey(Identifier, models.CASCADE, related_name="+")
    language = models.CharField(max_length=5)
    domain = models.CharField(max_length=253)
    fate = models.CharField(max_length=8, choices=Fate.choices, default=Fate.WAITING)
    opted_out = models.BooleanField(default=False)
    replied = models.BooleanField(default=False)
    prepared_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "identifier"], name="newsletters_once_each")]
        indexes = [
            models.Index(fields=["issue", "fate", "id", "domain"], name="newsletters_recipient_next"),
            models.Index(fields=["issue", "handed_at"], name="newsletters_recipient_handed"),
        ]
