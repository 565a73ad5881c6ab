from __future__ import annotations

from django.db import models

from candor.kernel.ids import new_ref
from candor.people.models.organisations import Organisation
from candor.people.models.persons import Person


class MergeState(models.TextChoices):
    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    SETTLED = "settled"
    """Past its time: what was remembered for taking it back is gone, and what was left of the former record too."""


UNDER_WAY = (MergeState.RUNNING, MergeState.UNDOING)


class Merge(models.Model):
    """Two records of one person, or of one organisation, that became one.

    `person` (or `organisation`) is the record that stayed, the former one that which went. `moved` counts the rows that
    followed, `kept` those that taking back left as they were because somebody had changed them in the meantime.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    former_person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    former_organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=MergeState.choices, default=MergeState.RUNNING)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField()
    undo_until = models.DateTimeField()
    moved = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["state", "undo_until"], name="people_merge_undo")]

    @property
    def stayed(self) -> Person | Organisation:
        """The record that everything belongs to now."""
        return self.person or self.organisation  # type: ignore[return-value] # one of both is always set

    @property
    def former(self) -> Person | Organisation:
        return self.former_person or self.former_organisation  # type: ignore[return-value] # one of both is always set


class Deed(models.TextChoices):
    MOVED = "moved"
    DROPPED = "dropped"
    CHANGED = "changed"
    MADE = "made"


class Remembered(models.Model):
    """One row that a merge touched, by its id, so that taking back restores exactly.

    `label` is a reference (`slice.model.field`) for what moved, else a model (`slice.model`). `before` and `after` hold
    changed values as JSON; `before` of a dropped row, which had a twin at the record that stayed, holds the whole row.
    """

    merge = models.ForeignKey(Merge, models.CASCADE, related_name="memory")
    deed = models.CharField(max_length=7, choices=Deed.choices)
    label = models.CharField(max_length=100)
    row_id = models.BigIntegerField()
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["merge", "-id"], name="people_remembered_order")]
