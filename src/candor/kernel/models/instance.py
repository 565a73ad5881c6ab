from __future__ import annotations

from django.db import models


class Instance(models.Model):
    """The one row about this installation that administrators edit: who runs it and how it looks."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    organisation_name = models.CharField(max_length=120)
    brand_hue = models.PositiveSmallIntegerField(default=195)
    language = models.CharField(max_length=5, default="en")
    time_zone = models.CharField(max_length=50, default="Europe/Berlin")
    postal_address = models.TextField(blank=True)
    contact_email = models.CharField(max_length=254, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    set_up_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="kernel_one_instance")]
