from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from candor.kernel.ids import new_ref
from candor.people.public import Organisation, Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor

KEEP_AGREEMENTS = ("privacy.office", "people.organisation.change")


class AtEnd(models.TextChoices):
    """What the client has chosen for what is theirs when the agreement has ended (Art. 28(3)(g))."""

    DELETE = "delete", _("Delete it")
    RETURN = "return", _("Return it, then delete it")


class AgreementQuerySet(models.QuerySet["ProcessingAgreement"]):
    def visible_to(self, actor: Actor) -> AgreementQuerySet:
        """The privacy office, who keeps organisations, and the software itself."""
        return self if actor.is_the_house or any(map(actor.may, KEEP_AGREEMENTS)) else self.none()

    def running(self, today: date) -> AgreementQuerySet:
        """In force on that day. None is recorded before it begins."""
        return self.exclude(ends_on__lt=today)


class ProcessingAgreement(models.Model):
    """That we process an organisation's data on its behalf (Art. 28): from when to when, whom to turn to, what then.

    `ends_on` is its last day, None while no end is agreed; `days_kept` how many more days everything stays. An
    organisation that agreed anew has several, which is their history.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    begins_on = models.DateField()
    ends_on = models.DateField(null=True)
    days_kept = models.PositiveSmallIntegerField(default=30)
    at_end = models.CharField(max_length=6, choices=AtEnd.choices, default=AtEnd.DELETE)
    returned_on = models.DateField(null=True)
    """When everything was handed back."""
    file_mark = models.CharField(max_length=200, blank=True)
    """Where the signed agreement lies."""
    contact_name = models.CharField(max_length=200, blank=True)
    contact_address = models.CharField(max_length=254, blank=True)
    """Whom requests of its people are passed on to, by e-mail."""
    contact_language = models.CharField(max_length=10, blank=True)
    noted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "begins_on"], name="privacy_agreement_whose"),
            models.Index(fields=["ends_on"], name="privacy_agreement_ended", condition=models.Q(ends_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def last_day(self) -> date | None:
        """The last day on which anything of theirs stays; None while that is not known.

        What is to be returned stays until it was.
        """
        if self.ends_on is None or (self.at_end == AtEnd.RETURN and self.returned_on is None):
            return None
        over = self.ends_on + timedelta(days=self.days_kept)
        return max(over, self.returned_on) if self.returned_on else over


class Instruction(models.Model):
    """What the client told us to do with its data, as it is documented (Art. 28(3)(a)). Never changed, only added."""

    agreement = models.ForeignKey(ProcessingAgreement, models.CASCADE, related_name="instructions")
    text = models.TextField()
    given_on = models.DateField()
    noted_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["agreement", "-given_on", "-id"], name="privacy_instructions")]
