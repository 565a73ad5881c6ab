from __future__ import annotations

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.models.organisations import Organisation
from candor.people.models.persons import Person


class ActivityKind(models.TextChoices):
    CALL = "call"
    MEETING = "meeting"
    NOTE = "note"


class Activity(models.Model):
    """What staff note about a person or an organisation beside cases: a call, a meeting, a note.

    One of `person` and `organisation` is set.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="activities")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="activities", db_index=False)
    kind = models.CharField(max_length=7, choices=ActivityKind.choices)
    text = models.TextField()
    happened_at = models.DateTimeField()
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-happened_at", "-id"], name="people_activity_order"),
            models.Index(fields=["organisation", "-happened_at", "-id"], name="people_activity_company"),
        ]
