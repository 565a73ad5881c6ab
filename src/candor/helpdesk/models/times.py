from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models

from candor.business.public import is_on_paper
from candor.catalogue.public import Edition
from candor.helpdesk.models.tickets import Ticket
from candor.kernel.ids import new_ref
from candor.kernel.registries import restricted
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor

RECORD = "helpdesk.time.work"
"""Write down time and costs."""


class TimeSettings(models.Model):
    """How time is counted and what customers are asked first. One row; the defaults without one.

    Minutes that are charged are rounded up to whole `round_to`. Billable work of more than `authorise_above` minutes
    needs the customer's word: 0 is always, None never.
    """

    round_to = models.PositiveSmallIntegerField(default=1)
    authorise_above = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(default=0)


class TimeKind(models.TextChoices):
    ESTIMATE = "estimate"
    DONE = "done"


class Standing(models.TextChoices):
    """What the customer says to a record as it reads now."""

    NOT_ASKED = "not-asked"
    ASKED = "asked"
    AUTHORISED = "authorised"
    DECLINED = "declined"


class TimeRecordQuerySet(models.QuerySet["TimeRecord"]):
    def visible_to(self, actor: Actor) -> TimeRecordQuerySet:
        """Those of the tickets that the actor sees; customers none that are internal."""
        if actor.is_the_house:
            return self
        seen = self.filter(ticket__in=Ticket.objects.visible_to(actor))
        return seen if actor.is_staff else seen.filter(is_internal=False)

    def billed_by(self, actor: Actor) -> TimeRecordQuerySet:
        """What sales see of work in cases: what is charged, and the words that are meant for the invoice."""
        if not (actor.is_the_house or (actor.is_staff and actor.may("business.invoice.view"))):
            return self.none()
        charged = self.filter(kind=TimeKind.DONE, is_billable=True, ticket__binned_at=None)
        return restricted.without(charged, "ticket__requester", actor=actor)

    def to_invoice(self) -> TimeRecordQuerySet:
        """Billable work that nobody need authorise any more, and that stands on no draft and no invoice."""
        agreed = (Standing.NOT_ASKED, Standing.AUTHORISED)
        charged = self.filter(kind=TimeKind.DONE, is_billable=True, standing__in=agreed, ticket__binned_at=None)
        return charged.exclude(is_on_paper("ref"))


class TimeRecord(models.Model):
    """Time that somebody worked on a ticket or thinks it will take, or a cost of it.

    Of time there are `minutes`, and `billed_minutes` as the settings rounded them when it was saved; a cost has none,
    but a `quantity`. `price` is net for an hour or for one of it, as it was known when the record was saved, None where
    nobody knew. `note` is written for the customer and stands on the invoice. `version` grows with what the customer
    reads: their answer counts for one version.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="times")
    kind = models.CharField(max_length=8, choices=TimeKind.choices)
    worker = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    day = models.DateField()
    minutes = models.PositiveIntegerField(null=True)
    billed_minutes = models.PositiveIntegerField(null=True)
    quantity = models.DecimalField(max_digits=9, decimal_places=2, default=Decimal(1))
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+")
    """The kind of work, as the catalogue has it."""
    price = models.DecimalField(max_digits=13, decimal_places=4, null=True)
    currency = models.CharField(max_length=3)
    tax = models.CharField(max_length=20)
    """A code of `business.rules.invoices.TAX_CODES`."""
    note = models.TextField(blank=True)
    is_billable = models.BooleanField(default=True)
    is_internal = models.BooleanField(default=False)
    """Customers do not see it; it is never charged."""
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.NOT_ASKED)
    written_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submission_key = models.CharField(max_length=40, null=True, unique=True)
    version = models.PositiveIntegerField(default=0)

    objects = TimeRecordQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["day", "id"],
                name="helpdesk_time_charged",
                condition=models.Q(kind="done", is_billable=True),
            )
        ]

    @property
    def is_cost(self) -> bool:
        return self.minutes is None

    @property
    def units(self) -> Decimal:
        """How many are charged: hours, rounded to four places, or pieces."""
        from candor.helpdesk.rules.times import hours_in

        return self.quantity if self.billed_minutes is None else hours_in(self.billed_minutes)


class TimeAnswer(models.Model):
    """What a customer said to one version of a record: the very words that they read, who they are, and when.

    `name` is as they typed it. A record that reads differently afterwards needs another answer; this one stays.
    """

    record = models.ForeignKey(TimeRecord, models.CASCADE, related_name="answers", db_index=False)
    version = models.PositiveIntegerField()
    is_authorised = models.BooleanField()
    text = models.TextField()
    reason = models.TextField(blank=True)
    name = models.CharField(max_length=200)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "version"], name="helpdesk_one_answer_a_version")]
