from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.business.models.invoices import Amount, Invoice
from candor.kernel.models import StoredFile
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class DunningSettings(models.Model):
    """How we dun. One row. `levels` are `rules.dunning.Level` as JSON; empty: as shipped.

    Fees are in `currency`. The rates of interest are percent a year, as the owner wrote them; empty: none is charged.
    """

    levels = models.JSONField(default=list)
    currency = models.CharField(max_length=3, default="EUR")
    pay_within_days = models.PositiveSmallIntegerField(default=10)
    interest_private = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    interest_business = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    flat_fee = models.BooleanField(default=False)
    """€ 40 of businesses in the place of fees (§ 288 Abs. 5 BGB)."""
    proposes = models.BooleanField(default=False)
    sends = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)


class DunningState(models.TextChoices):
    PROPOSED = "proposed"
    APPROVED = "approved"
    """Somebody let it go, or the settings did: its paper is being made."""
    TO_POST = "to-post"
    """Its paper is made, and no mail may go to the recipient."""
    SENT = "sent"


class DunningLetterQuerySet(models.QuerySet["DunningLetter"]):
    def visible_to(self, actor: Actor) -> DunningLetterQuerySet:
        """Those of the invoices that the actor sees; customers once they were sent."""
        seen = self.filter(invoice__in=Invoice.objects.visible_to(actor).order_by().values("pk"))
        return seen.sent() if actor.is_customer else seen

    def waiting(self) -> DunningLetterQuerySet:
        """Those with which staff have something to do. Who has paid meanwhile gets none."""
        return self.filter(invoice__is_settled=False, state__in=(DunningState.PROPOSED, DunningState.TO_POST))

    def sent(self) -> DunningLetterQuerySet:
        return self.filter(state=DunningState.SENT)


class DunningLetter(models.Model):
    """A letter that asks for the money of an invoice. Of each level there is one at most.

    `left` is what was still to be paid of the invoice, `fee` all fees asked for up to this letter, `interest` that up
    to its day. The figures of a proposal are those of the day it was made; approving it reckons them anew.
    """

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="letters", db_index=False)
    level = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=DunningState.choices, default=DunningState.PROPOSED)
    left = Amount()
    fee = Amount()
    interest = Amount()
    total = Amount()
    written_on = models.DateField()
    pay_by = models.DateField()
    proposed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    approved_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    by_mail = models.BooleanField(default=False)

    objects = DunningLetterQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invoice", "level"], name="business_one_letter_a_level")]
        indexes = [
            models.Index(
                fields=["state", "id"], name="business_letters_waiting", condition=~models.Q(state=DunningState.SENT)
            )
        ]
        ordering = ["level"]


class PauseReason(models.TextChoices):
    DISPUTED = "disputed"
    INSTALMENTS = "instalments"
    PROMISED = "promised"
    OTHER = "other"


class DunningPause(models.Model):
    """Nobody is dunned for this invoice, until a day or until somebody lifts it."""

    invoice = models.OneToOneField(Invoice, models.CASCADE, related_name="dunning_pause")
    reason = models.CharField(max_length=11, choices=PauseReason.choices)
    note = models.CharField(max_length=200, blank=True)
    until = models.DateField(null=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    paused_at = models.DateTimeField()
