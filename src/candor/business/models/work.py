from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef

from candor.business.models.invoices import VIEW, Invoice, InvoiceDraft

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class BilledWorkQuerySet(models.QuerySet["BilledWork"]):
    def visible_to(self, actor: Actor) -> BilledWorkQuerySet:
        """Staff whose role has to do with invoices."""
        return self if actor.is_the_house or (actor.is_staff and actor.may(VIEW)) else self.none()

    def standing(self) -> BilledWorkQuerySet:
        """Those that keep their record from being charged elsewhere."""
        return self.filter(models.Q(draft__isnull=False) | models.Q(is_invoiced=True))

    def left_over(self) -> BilledWorkQuerySet:
        """Those whose draft was erased with its person."""
        return self.filter(draft=None, is_invoiced=False)


class BilledWork(models.Model):
    """That a record of work stands on a draft or on an invoice: on one at a time, whoever presses what at once.

    `record` is the reference by which the slice that keeps the record knows it. The row goes with its draft, or loses
    it by erasure, which frees the record. With `is_invoiced` it outlives its invoice: what was charged once is charged
    again only where a credit note took it back and somebody said so.
    """

    record = models.CharField(max_length=16, unique=True)
    draft = models.ForeignKey(InvoiceDraft, models.CASCADE, null=True, related_name="work")
    invoice = models.ForeignKey(Invoice, models.SET_NULL, null=True, related_name="work")
    is_invoiced = models.BooleanField(default=False)
    position = models.PositiveIntegerField(null=True)
    """The line of the invoice."""

    objects = BilledWorkQuerySet.as_manager()


def is_on_paper(record: str) -> Exists:
    """Whether the record of this reference stands on a draft or an invoice, to stand in a query."""
    return Exists(BilledWork.objects.standing().filter(record=OuterRef(record)))
