from __future__ import annotations

from django.db import models

from candor.helpdesk.models.tickets import Status, Ticket
from candor.people.public import Person


class BinReason(models.TextChoices):
    SPAM = "spam"
    MISTAKE = "mistake"
    SALES = "sales"
    """Its mails went to sales."""


class BinEntry(models.Model):
    """Why a ticket lies in the bin, who put it there, and how it stood before. When, stands on the ticket."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="bin_entry")
    reason = models.CharField(max_length=7, choices=BinReason.choices)
    binned_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    status_before = models.CharField(max_length=16, choices=Status.choices)
    due_before = models.DateTimeField(null=True)
    scheduled_before = models.DateTimeField(null=True)
