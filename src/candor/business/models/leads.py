from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.business.models.sales_mail import Correspondence
from candor.kernel.ids import new_ref
from candor.kernel.registries import restricted
from candor.people.public import Import, Organisation, Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor

VIEW, WORK, CONFIGURE = "business.lead.view", "business.lead.work", "business.pipeline.change"
EXPORT = "people.person.export"
"""Who takes leads along takes people along."""


class Stage(models.Model):
    """A step of the pipeline that open leads stand in, in the order of `position`. Won and lost are no stages."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    name = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class LostReason(models.Model):
    """Why leads are lost, to choose from."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class Outcome(models.TextChoices):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class LeadSource(models.TextChoices):
    """How the lead came to us."""

    WEB = "web"
    MAIL = "mail"
    BY_HAND = "by-hand"
    IMPORT = "import"


class LeadQuerySet(models.QuerySet["Lead"]):
    def visible_to(self, actor: Actor) -> LeadQuerySet:
        """Staff whose role has to do with leads; a restricted person's for the office alone."""
        if actor.is_the_house:
            return self
        if actor.is_staff and actor.may(VIEW):
            return restricted.without_restricted(self, actor)
        return self.none()

    def restricted_for(self, actor: Actor) -> LeadQuerySet:
        """Those that the actor would see, were nobody in them restricted."""
        return self if actor.is_staff and actor.may(VIEW) else self.none()

    def open(self) -> LeadQuerySet:
        """Neither won nor lost yet."""
        return self.filter(outcome=Outcome.OPEN)

    def untold(self) -> LeadQuerySet:
        """People who have yet to be told from whom we have their data (GDPR Art. 14)."""
        return self.filter(notice_due_on__isnull=False, noticed_at=None)


class Lead(models.Model):
    """Somebody who may become a customer: a person, an organisation or both, and what they are interested in.

    `follow_up_on` is the day of the next open task, None without one; the actions keep it. `idle_since` is when
    something last happened, None once the lead is won: a customer's records have a period of their own. `origin` is the
    bought list that it came with, which says the vendor and the day; `notice_due_on` is the last day on which the
    person may be told of that (Art. 14(3)(a): one month).
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="leads", db_index=False)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="leads", db_index=False)
    interest = models.TextField()
    source = models.CharField(max_length=8, choices=LeadSource.choices)
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+", db_index=False)
    outcome = models.CharField(max_length=4, choices=Outcome.choices, default=Outcome.OPEN)
    lost_reason = models.ForeignKey(LostReason, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    """When it was won or lost, and who of us said so."""
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    value = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    follow_up_on = models.DateField(null=True)
    correspondence = models.ForeignKey(Correspondence, models.SET_NULL, null=True, related_name="leads")
    origin = models.ForeignKey(Import, models.SET_NULL, null=True, related_name="+")
    basis = models.CharField(max_length=8)
    """The ground of GDPR Art. 6(1) on which we hold it."""
    notice_version = models.CharField(max_length=20, blank=True)
    """The privacy notice that the form linked, or that the person was sent."""
    notice_due_on = models.DateField(null=True)
    noticed_at = models.DateTimeField(null=True)
    submission_key = models.CharField(max_length=40, null=True, unique=True)
    created_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    idle_since = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    objects = LeadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["outcome", "-touched_at", "-id"], name="business_lead_by_time"),
            models.Index(fields=["stage", "outcome", "-touched_at", "-id"], name="business_lead_board"),
            models.Index(fields=["owner", "outcome", "-touched_at", "-id"], name="business_lead_of_owner"),
            models.Index(fields=["person", "-id"], name="business_lead_of_person"),
            models.Index(fields=["organisation", "-id"], name="business_lead_of_company"),
            models.Index(fields=["created_at"], name="business_lead_by_birth"),
            models.Index(
                fields=["notice_due_on", "id"],
                name="business_lead_untold",
                condition=models.Q(notice_due_on__isnull=False, noticed_at=None),
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.outcome == Outcome.OPEN

    @property
    def name(self) -> str:
        """Whom it is about, for lists and headings."""
        named = self.person if self.person_id is not None else self.organisation
        return named.name if named is not None else ""


class EntryKind(models.TextChoices):
    NOTE = "note"
    CALL = "call"
    MEETING = "meeting"
    ENQUIRY = "enquiry"
    MOVED = "moved"
    WON = "won"
    LOST = "lost"
    REOPENED = "reopened"
    TOLD = "told"


class LeadEntry(models.Model):
    """What happened with a lead: what staff note, what the person wrote in a form, the steps of the pipeline.

    `by` is who of us, None for the person and for the software. `stage` is where it was moved to.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="entries", db_index=False)
    kind = models.CharField(max_length=8, choices=EntryKind.choices)
    text = models.TextField(blank=True)
    stage = models.ForeignKey(Stage, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["lead", "-at", "-id"], name="business_lead_entries")]


class TaskKind(models.TextChoices):
    CALL = "call"
    MAIL = "mail"
    MEETING = "meeting"
    OTHER = "other"


class LeadTaskQuerySet(models.QuerySet["LeadTask"]):
    def visible_to(self, actor: Actor) -> LeadTaskQuerySet:
        """Those of leads that the actor sees."""
        return self.filter(lead__in=Lead.objects.visible_to(actor))

    def open(self) -> LeadTaskQuerySet:
        return self.filter(done_at=None)


class LeadTask(models.Model):
    """What is to be done about a lead on a day, and who of us does it. `reminded_at` is when they were told by mail."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="tasks", db_index=False)
    kind = models.CharField(max_length=8, choices=TaskKind.choices)
    text = models.CharField(max_length=200)
    due_on = models.DateField()
    assignee = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+", db_index=False)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    objects = LeadTaskQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["lead", "due_on", "id"], name="business_task_of_lead"),
            models.Index(
                fields=["assignee", "due_on", "id"],
                name="business_task_open",
                condition=models.Q(done_at=None),
            ),
            models.Index(
                fields=["due_on", "id"],
                name="business_task_untold",
                condition=models.Q(done_at=None, reminded_at=None),
            ),
        ]


class RightChannel(models.TextChoices):
    MAIL = "mail"
    PHONE = "phone"


class RightGround(models.TextChoices):
    """Why we may advertise by this channel (for Germany § 7 UWG)."""

    CONSENT = "consent"
    CUSTOMER = "customer"
    PRESUMED = "presumed"


class ContactRight(models.Model):
    """The right to advertise to a person by one channel: on what ground, since when, and what shows it (mission B4)."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    person = models.ForeignKey(Person, models.CASCADE, related_name="contact_rights")
    channel = models.CharField(max_length=5, choices=RightChannel.choices)
    ground = models.CharField(max_length=8, choices=RightGround.choices)
    given_on = models.DateField()
    proof = models.TextField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
