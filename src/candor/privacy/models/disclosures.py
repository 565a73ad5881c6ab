from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from candor.kernel.ids import new_ref
from candor.people.public import Person
from candor.privacy.models.recipients import Recipient
from candor.privacy.models.subjects import about

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class DisclosureGround(models.TextChoices):
    """By what right data went there (Art. 6(1)), or that a processor got it (Art. 28)."""

    PROCESSING = "processing", _("They process it for us (Art. 28)")
    CONSENT = "consent", _("The person agreed (Art. 6(1)(a))")
    CONTRACT = "contract", _("A contract with the person needs it (Art. 6(1)(b))")
    DUTY = "duty", _("The law asks for it (Art. 6(1)(c))")
    INTEREST = "interest", _("A legitimate interest (Art. 6(1)(f))")


class DisclosureWay(models.TextChoices):
    """How it went there."""

    FILE = "file", pgettext_lazy("disclosure", "A file that was handed over")
    MAIL = "mail", pgettext_lazy("disclosure", "By e-mail")
    LETTER = "letter", pgettext_lazy("disclosure", "By letter")
    PORTAL = "portal", pgettext_lazy("disclosure", "Into their portal")
    PHONE = "phone", pgettext_lazy("disclosure", "By telephone")


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    def visible_to(self, actor: Actor) -> DisclosureQuerySet:
        """The privacy office and the software itself."""
        return self if actor.is_the_house or actor.may("privacy.office") else self.none()

    def of_person(self, number: int) -> DisclosureQuerySet:
        """Those in which they stand, by the numbers of records that became part of theirs, too."""
        return self.filter(pk__in=DisclosedPerson.objects.of_person(number).values("disclosure"))


class Disclosure(models.Model):
    """That data of some people went to a recipient: when, what, for what, by what right, how.

    `recipient_name` is what the recipient was called then. `source` names the work of the house that handed it out by
    itself; "" where somebody noted it. `about_kind` and `about_id` are the row of the file that went there, such as an
    export. What it says names nobody: who they are stands in `people`.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="disclosures", db_index=False)
    recipient_name = models.CharField(max_length=200)
    on = models.DateField()
    groups = models.JSONField(default=list)
    what = models.CharField(max_length=300)
    purpose = models.CharField(max_length=300)
    ground = models.CharField(max_length=10, choices=DisclosureGround.choices)
    way = models.CharField(max_length=6, choices=DisclosureWay.choices)
    source = models.CharField(max_length=40, blank=True)
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)
    number_of_people = models.PositiveIntegerField(default=0)
    noted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField()

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-on", "-id"], name="privacy_disclosure_to"),
            models.Index(fields=["-on", "-id"], name="privacy_disclosure_on"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["about_kind", "about_id", "recipient", "on", "source"],
                condition=models.Q(about_id__isnull=False),
                name="privacy_disclosure_once",
            )
        ]

    def __str__(self) -> str:
        return self.ref


class DisclosedPersonQuerySet(models.QuerySet["DisclosedPerson"]):
    def of_person(self, number: int) -> DisclosedPersonQuerySet:
        return self.filter(about(number))


class DisclosedPerson(models.Model):
    """One person of a disclosure, by number: the row outlasts theirs, as the proof of who has to be told (Art. 19)."""

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="people", db_index=False)
    subject_number = models.BigIntegerField()

    objects: ClassVar[DisclosedPersonQuerySet] = DisclosedPersonQuerySet.as_manager()  # type: ignore[assignment] # its own

    class Meta:
        constraints = [models.UniqueConstraint(fields=["disclosure", "subject_number"], name="privacy_disclosed_once")]
        indexes = [models.Index(fields=["subject_number", "-id"], name="privacy_disclosed_subject")]
