from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.ids import new_ref
from candor.people.public import Organisation, Person
from candor.privacy.rules.breaches import deadline_of

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class BreachRisk(models.TextChoices):
    """What the office has decided about a breach (Art. 33(1), 34(1))."""

    OPEN = "open", _("Not decided yet")
    NONE = "none", _("No risk to anybody: neither authority nor people are told")
    RISK = "risk", _("A risk: the authority is told")
    HIGH = "high", _("A high risk: the authority and the people are told")


TO_THE_AUTHORITY = (BreachRisk.OPEN, BreachRisk.RISK, BreachRisk.HIGH)
"""While nothing is decided the clock runs as if it had to be told."""


class NoticeWay(models.TextChoices):
    """How the authority was told."""

    PORTAL = "portal", _("The authority’s online form")
    MAIL = "mail", _("By e-mail")
    LETTER = "letter", _("By letter")
    PHONE = "phone", _("By telephone")


class BreachQuerySet(models.QuerySet["Breach"]):
    def visible_to(self, actor: Actor) -> BreachQuerySet:
        """The privacy office and the software itself."""
        return self if actor.is_the_house or actor.may("privacy.office") else self.none()

    def running(self) -> BreachQuerySet:
        return self.filter(closed_at=None)

    def untold(self) -> BreachQuerySet:
        """Of which the authority has to hear and has heard nothing."""
        told = BreachNotice.objects.filter(breach=models.OuterRef("pk"))
        owed = self.running().filter(is_clients_alone=False, risk__in=TO_THE_AUTHORITY)
        return owed.exclude(models.Exists(told))


class Breach(models.Model):
    """A personal data breach (Art. 4 no. 12) as the office documents it, whatever comes of it (Art. 33(5)).

    `noticed_at` is when we became aware: the 72 hours run from it. `is_clients_alone`: the data is that of clients for
    whom we process, who tell the authority and the people themselves (Art. 33(2)). `reminded` counts the reminders
    that went out before the 72 hours were over. `letter_de` and `letter_en` are what the people are told (Art. 34(2)).
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    title = models.CharField(max_length=120)
    what_happened = models.TextField()
    began_at = models.DateTimeField(null=True)
    noticed_at = models.DateTimeField()
    people_kinds = models.CharField(max_length=500, blank=True)
    people_number = models.PositiveIntegerField(null=True)
    record_kinds = models.CharField(max_length=500, blank=True)
    records_number = models.PositiveIntegerField(null=True)
    consequences = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    delay_reasons = models.TextField(blank=True)
    is_clients_alone = models.BooleanField(default=False)
    risk = models.CharField(max_length=4, choices=BreachRisk.choices, default=BreachRisk.OPEN)
    risk_reasons = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    untold_reasons = models.TextField(blank=True)
    """Why the people need not be told one by one although the risk is high (Art. 34(3))."""
    letter_de = models.TextField(blank=True)
    letter_en = models.TextField(blank=True)
    letters_asked_at = models.DateTimeField(null=True)
    reminded = models.PositiveSmallIntegerField(default=0)
    recorded_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    closed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    objects = BreachQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["noticed_at", "id"], name="privacy_breach_noticed"),
            models.Index(fields=["noticed_at"], name="privacy_breach_running", condition=models.Q(closed_at=None)),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def deadline(self) -> datetime:
        """Until when the authority has to be told."""
        return deadline_of(self.noticed_at)


class BreachNotice(models.Model):
    """One notice to the authority, the first or a further one (Art. 33(4)): its words as they were sent."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    breach = models.ForeignKey(Breach, models.CASCADE, related_name="notices")
    sent_at = models.DateTimeField()
    way = models.CharField(max_length=6, choices=NoticeWay.choices)
    file_mark = models.CharField(max_length=80, blank=True)
    """Under which the authority answers."""
    text = models.TextField()
    noted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField()


class LetterFate(models.TextChoices):
    """What became of the word to somebody. From `MAILED` on it is the mail server's word."""

    LISTED = "listed", _("Not told yet")
    WAITING = "waiting", _("Waits in the outbox")
    MAILED = "mailed", _("Delivered to the mail server")
    BOUNCED = "bounced", _("Came back")
    FAILED = "failed", _("Could not be sent")
    NO_ADDRESS = "none", _("No e-mail address")
    GONE = "gone", _("No longer there")


BY_HAND = (LetterFate.BOUNCED, LetterFate.FAILED, LetterFate.NO_ADDRESS)
"""Whom somebody has to reach another way."""


class BreachClient(models.Model):
    """A client whose data the breach concerns, and the proof that it was told without undue delay (Art. 33(2))."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    breach = models.ForeignKey(Breach, models.CASCADE, related_name="clients", db_index=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    fate = models.CharField(max_length=7, choices=LetterFate.choices, default=LetterFate.LISTED)
    listed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    told_on = models.DateField(null=True)
    told_how = models.CharField(max_length=200, blank=True)
    told_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["breach", "organisation"], name="privacy_breach_client_once"),
        ]


class FoundBy(models.TextChoices):
    """How affected people were found."""

    TABLES = "tables", _("Everybody who stands in these records")
    ORGANISATION = "company", _("The people of an organisation")
    ACCOUNT = "account", _("Everybody at whom a member of staff’s account looked")
    HAND = "hand", pgettext_lazy("affected", "Chosen by hand")


class AffectedSearch(models.Model):
    """A question by which affected people were found: kept, so that it can be shown how the list came about.

    `up_to` is the number of the last person who was taken; who goes on after a crash takes nobody twice.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    breach = models.ForeignKey(Breach, models.CASCADE, related_name="searches")
    way = models.CharField(max_length=7, choices=FoundBy.choices)
    tables = models.JSONField(default=list)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    staff_number = models.BigIntegerField(null=True)
    begins_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    found = models.PositiveIntegerField(default=0)
    up_to = models.BigIntegerField(default=0)
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)


class AffectedQuerySet(models.QuerySet["Affected"]):
    def visible_to(self, actor: Actor) -> AffectedQuerySet:
        """The privacy office and the software itself."""
        return self if actor.is_the_house or actor.may("privacy.office") else self.none()

    def unreached(self) -> AffectedQuerySet:
        """Whom somebody has to reach another way."""
        return self.filter(fate__in=BY_HAND, told_on=None)

    def to_write(self) -> AffectedQuerySet:
        """To whom nobody has written, and who were not told otherwise."""
        return self.filter(fate=LetterFate.LISTED, told_on=None)


class Affected(models.Model):
    """The proof for one person whom a breach concerns: what became of the letter (Art. 34), or how else they were told.

    They are named by their number, so that the proof outlasts them. `name` and `address` are those that were written
    to, noted when the letter was.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    breach = models.ForeignKey(Breach, models.CASCADE, related_name="people", db_index=False)
    subject_number = models.BigIntegerField()
    search = models.ForeignKey(AffectedSearch, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=254, blank=True)
    fate = models.CharField(max_length=7, choices=LetterFate.choices, default=LetterFate.LISTED)
    listed_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    told_on = models.DateField(null=True)
    told_how = models.CharField(max_length=200, blank=True)
    told_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    objects = AffectedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["breach", "subject_number"], name="privacy_affected_once"),
        ]
        indexes = [
            models.Index(fields=["breach", "fate", "id"], name="privacy_affected_fate"),
            models.Index(fields=["subject_number"], name="privacy_affected_subject"),
        ]
