from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class LogReadQuerySet(models.QuerySet["LogRead"]):
    def visible_to(self, actor: Actor) -> LogReadQuerySet:
        """The privacy office and the software itself."""
        return self if actor.is_the_house or actor.may("privacy.office") else self.none()


class LogRead(models.Model):
    """One look at the access log: whose, about whom, for which reason. The log of who looked is looked at in the open.

    `subject_number` is the person at whom somebody looked, `staff_number` who looked; either may be left open. Without
    the former a reason is given.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    subject_number = models.BigIntegerField(null=True)
    staff_number = models.BigIntegerField(null=True)
    begins_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = LogReadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["subject_number"], name="privacy_log_read_subject"),
            models.Index(fields=["staff_number"], name="privacy_log_read_staff"),
        ]
