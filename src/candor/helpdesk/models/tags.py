from __future__ import annotations

from django.db import models

from candor.helpdesk.models.tickets import Ticket
from candor.kernel.ids import new_ref


class Tag(models.Model):
    """A word that technicians put on tickets, beside the one category.

    `key` is the name without its case: "VIP" and "vip" are one tag. `use_count` is how many tickets carry it, kept by
    the actions, never counted.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    name = models.CharField(max_length=40)
    key = models.CharField(max_length=80, unique=True)
    use_count = models.IntegerField(default=0)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class TicketTag(models.Model):
    """One tag on one ticket."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="taggings", db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "tag"], name="helpdesk_tag_once_a_ticket")]
        indexes = [models.Index(fields=["tag", "ticket"], name="helpdesk_by_tag")]
