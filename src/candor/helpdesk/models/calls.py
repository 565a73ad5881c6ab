from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.helpdesk.models.tickets import Ticket
from candor.kernel.ids import new_ref
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class CallBackQuerySet(models.QuerySet["CallBack"]):
    def visible_to(self, actor: Actor) -> CallBackQuerySet:
        """Those of the tickets that the actor, being staff, sees."""
        if not (actor.is_staff or actor.is_the_house):
            return self.none()
        return self.filter(ticket__in=Ticket.objects.visible_to(actor))

    def open(self) -> CallBackQuerySet:
        """Promised and not made yet."""
        return self.filter(done_at=None)


class CallBack(models.Model):
    """That somebody promised to call a number at a time. `told_at` is when they were reminded of this time.

    `number` is as written, `attempts` counts the calls that reached nobody.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="call_backs")
    caller = models.ForeignKey(Person, models.CASCADE, related_name="+")
    """The member of staff who promised to call."""
    number = models.CharField(max_length=40)
    note = models.CharField(max_length=250, blank=True)
    at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = CallBackQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["caller", "at", "id"], name="helpdesk_my_calls", condition=models.Q(done_at=None)),
            models.Index(fields=["at"], name="helpdesk_calls_to_tell", condition=models.Q(done_at=None, told_at=None)),
        ]
