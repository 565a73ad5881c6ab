from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.public import Organisation, Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class BookkeepingSettings(models.Model):
    """What the accountant said for the export to DATEV: whose books, and which accounts. One row.

    `accounts` says the account of each `rules.datev.Heading`; one that is empty leaves its bookings out.
    """

    adviser = models.PositiveIntegerField(null=True)
    client = models.PositiveIntegerField(null=True)
    chart = models.CharField(max_length=2, default="03")
    account_length = models.PositiveSmallIntegerField(default=4)
    year_begins = models.PositiveSmallIntegerField(default=1)
    accounts = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)


class DebtorAccount(models.Model):
    """The account under which the accountant keeps one customer; one of the two is set. Others share one account."""

    person = models.OneToOneField(Person, models.CASCADE, null=True, related_name="debtor_account")
    organisation = models.OneToOneField(Organisation, models.CASCADE, null=True, related_name="debtor_account")
    number = models.PositiveIntegerField(unique=True)
    set_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")


class BookkeepingExportQuerySet(models.QuerySet["BookkeepingExport"]):
    def visible_to(self, actor: Actor) -> BookkeepingExportQuerySet:
        """Staff who may take invoices along."""
        from candor.business.models.invoices import EXPORT

        if actor.is_the_house or (actor.is_staff and actor.may(EXPORT)):
            return self
        return self.none()


class BookkeepingExport(models.Model):
    """Bookings that left the house once, and why. What they were names this row."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    since = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=200)
    entries = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    objects = BookkeepingExportQuerySet.as_manager()
