from __future__ import annotations

from django.db import models

from candor.kernel.actor import Actor
from candor.kernel.ids import new_ref
from candor.kernel.models import StoredFile
from candor.people.models.persons import Person


class ExportQuerySet(models.QuerySet["Export"]):
    def visible_to(self, actor: Actor) -> ExportQuerySet:
        """One's own; those who decide who works here see that the others were there, and why."""
        if actor.may("people.staff.change"):
            return self
        return self.none() if actor.id is None else self.filter(by=actor.id)


class ExportKind(models.TextChoices):
    """What the rows are about."""

    PEOPLE = "people"
    ORGANISATIONS = "organisations"
    LEADS = "leads"
    """Made and fetched at once by the slice of sales; the row says who took them along, and why."""


class ExportFormat(models.TextChoices):
    CSV = "csv"
    VCARD = "vcf"


class ExportState(models.TextChoices):
    ASKED = "asked"
    READY = "ready"
    FETCHED = "fetched"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REFUSED = "refused"
    """Whoever asked might no longer export when the file was made."""


OPEN = (ExportState.ASKED, ExportState.READY)
STILL_THERE = models.Q(state=ExportState.ASKED) | models.Q(file__isnull=False)
"""What has to be cleared away once its time is over."""


class Export(models.Model):
    """A list of people or organisations that somebody takes out of the house (mission B9).

    `typed` is what they had searched for, "" for everything they may see; it is forgotten with the file, as is
    `choice`: what a list of sales was narrowed to, None where it was not (`choosing`). `choice_words` tell it and stay.
    `columns` are those of `rules.import_columns`, so that an import can read the file. `rows` counts what is written so
    far, of `total`. `until` is when the file goes.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    kind = models.CharField(max_length=13, choices=ExportKind.choices)
    file_format = models.CharField(
        max_length=3, choices=ExportFormat.choices, default=ExportFormat.CSV, db_default=ExportFormat.CSV
    )
    columns = models.JSONField(default=list)
    typed = models.CharField(max_length=100, blank=True)
    choice = models.JSONField(null=True)
    choice_words = models.CharField(max_length=200, blank=True, db_default="")
    reason = models.CharField(max_length=200)
    language = models.CharField(max_length=5, blank=True)
    state = models.CharField(max_length=9, choices=ExportState.choices, default=ExportState.ASKED)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    until = models.DateTimeField()
    rows = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    objects = ExportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["until"], name="people_export_until", condition=STILL_THERE),
            models.Index(fields=["by", "-id"], name="people_export_by"),
            models.Index(fields=["asked_at"], name="people_export_asked"),
        ]

    @property
    def file_name(self) -> str:
        """What the file is called, of a list that a job makes."""
        return f"{self.kind}-{self.asked_at:%Y-%m-%d}.{self.file_format}"
