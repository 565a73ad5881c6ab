from __future__ import annotations

from django.db import models

from candor.helpdesk.models.tickets import Ticket
from candor.people.public import Person


class Presence(models.Model):
    """That a member of staff has a case open at this moment. It counts for half a minute and is deleted soon after."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    is_writing = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="helpdesk_present_once")]
        indexes = [models.Index(fields=["seen_at"], name="helpdesk_present_at")]
