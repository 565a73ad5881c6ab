from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models

from candor.business.models.quotes import DIGITS, PLACES, VIEW, Quote
from candor.kernel.ids import new_ref
from candor.kernel.registries import restricted
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class OrderState(models.TextChoices):
    OPEN = "open"
    PARTLY_INVOICED = "partly"
    INVOICED = "invoiced"
    CANCELLED = "cancelled"


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, actor: Actor) -> OrderQuerySet:
        """Staff whose role has to do with quotes; a restricted person's for the office alone."""
        if actor.is_the_house:
            return self
        return restricted.without_restricted(self.restricted_for(actor), actor)

    def restricted_for(self, actor: Actor) -> OrderQuerySet:
        """Those that the actor would see, were nobody in them restricted."""
        return self if actor.is_staff and actor.may(VIEW) else self.none()


class Order(models.Model):
    """What was ordered by accepting a quote: the lines of the very version that was accepted, for the quote's person.

    `invoiced` is the net amount that stands on invoices so far.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    number = models.CharField(max_length=20, unique=True)
    quote = models.OneToOneField(Quote, models.CASCADE, related_name="order")
    state = models.CharField(max_length=9, choices=OrderState.choices, default=OrderState.OPEN)
    currency = models.CharField(max_length=3)
    net = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    gross = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    invoiced = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, default=Decimal(0))
    ordered_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    cancel_reason = models.TextField(blank=True)
    touched_at = models.DateTimeField()

    objects = OrderQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "-ordered_at", "-id"], name="business_order_by_state"),
            models.Index(fields=["-ordered_at", "-id"], name="business_order_by_time"),
        ]

    def __str__(self) -> str:
        return self.number
