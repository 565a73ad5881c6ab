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


class BilledWork(models.Model):
    """That a record of work stands on a draft or on an invoice: on one at a time, whoever presses what at once.

    `record` is the reference by which the slice that keeps the record knows it. The row goes with its draft, which frees
    the record. It outlives its invoice: what was charged once is never charged again, but for a credit note that says so.
    """

    record = models.CharField(max_length=16, unique=True)
    draft = models.ForeignKey(InvoiceDraft, models.CASCADE, null=True, related_name="work")
    invoice = models.ForeignKey(Invoice, models.SET_NULL, null=True, related_name="work")
    position = models.PositiveIntegerField(null=True)
    """The line of the invoice."""

    objects = BilledWorkQuerySet.as_manager()


def is_on_paper(record: str) -> Exists:
    """Whether the record of this reference stands on a draft or an invoice, to stand in a query."""
    return Exists(BilledWork.objects.filter(record=OuterRef(record)))
