from __future__ import annotations

from django.db import models

from candor.kernel.ids import new_ref
from candor.kernel.models import StoredFile
from candor.people.models.organisations import Organisation
from candor.people.models.persons import Person


class ImportState(models.TextChoices):
    DRAFT = "draft"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    UNREADABLE = "unreadable"
    UNDOING = "undoing"
    UNDONE = "undone"


ENDED = (ImportState.DONE, ImportState.CANCELLED, ImportState.UNREADABLE)


class OnKnown(models.TextChoices):
    """What happens with rows about people who are known already."""

    FILL = "fill"
    SKIP = "skip"
    REPORT = "report"


class Basis(models.TextChoices):
    """On which ground of GDPR Art. 6(1) we hold what a list brings."""

    CONSENT = "6(1)(a)"
    CONTRACT = "6(1)(b)"
    INTEREST = "6(1)(f)"


class Import(models.Model):
    """A list of people and organisations that was, or is to be, taken in (mission A7).

    `columns` is what each column holds, by `rules.import_columns`; `headings` recognises a list of the same shape.
    `position` is how many rows have been dealt with, `undo_position` how far taking back has come. `source_name`,
    `received_on` and `basis` are what people are told under Art. 14.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    error_file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=255)
    encoding = models.CharField(max_length=10)
    delimiter = models.CharField(max_length=1)
    headings = models.CharField(max_length=64)
    columns = models.JSONField(default=list)
    source_name = models.CharField(max_length=200, blank=True)
    received_on = models.DateField(null=True)
    basis = models.CharField(max_length=8, choices=Basis.choices, blank=True)
    on_known = models.CharField(max_length=6, choices=OnKnown.choices, default=OnKnown.FILL)
    language = models.CharField(max_length=5, blank=True)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.DRAFT)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    undo_until = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    undo_position = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    becomes = models.CharField(max_length=20, blank=True, default="", db_default="")
    """What a slice above makes of the rows (`people.taking`), "" for people and organisations alone."""
    suppressed = models.PositiveIntegerField(default=0, db_default=0)
    """Rows that were left out because their address is on the list of those to whom nobody advertises."""
    kept = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["headings", "-id"], name="people_import_headings")]


class Outcome(models.TextChoices):
    CREATED = "created"
    UPDATED = "updated"
    SAME = "same"
    FAULTY = "faulty"


class ImportedRow(models.Model):
    """What became of one row of a list; `number` counts from 1. Rows that were blank leave none.

    `organisation` is set where the row was the first to name it, and it was written down for it.
    """

    source = models.ForeignKey(Import, models.CASCADE, related_name="outcomes")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=7, choices=Outcome.choices)
    fault = models.CharField(max_length=14, blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="people_imported_row_once")]
