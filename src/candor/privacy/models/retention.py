from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from candor.kernel.ids import new_ref
from candor.people.public import Person

if TYPE_CHECKING:
    from candor.kernel.actor import Actor


class RunState(models.TextChoices):
    """How far a run of the retention rules is."""

    COUNTING = "counting", _("Counting")
    COUNTED = "counted", _("Counted")
    WAITING = "waiting", _("Waiting for a confirmation")
    RUNNING = "running", _("Deleting")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


OPEN_STATES = (RunState.COUNTING, RunState.WAITING, RunState.RUNNING)
"""A run that has an end before it."""


class Brake(models.TextChoices):
    """Why a run waits for somebody to confirm it."""

    NONE = "", ""
    FIRST = "first", _("It is the first one under these rules.")
    SHARE = "share", _("It would delete more than the set share of one kind.")


class RetentionQuerySet(models.QuerySet["RetentionRun"]):
    def visible_to(self, actor: Actor) -> RetentionQuerySet:
        """The privacy office and the software itself."""
        return self if actor.is_the_house or actor.may("privacy.office") else self.none()

    def unfinished(self) -> RetentionQuerySet:
        return self.filter(state__in=OPEN_STATES)


class RetentionRun(models.Model):
    """One application of the retention rules: what was counted, who confirmed it, what was done.

    A dry one ends when it has counted. `as_of` is the day on which periods had to be over; `rules` is the fingerprint
    of the rules that it went by. `share` (percent) and `floor` (records) are the brake as it was set then.
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref)
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.COUNTING)
    is_dry = models.BooleanField(default=False)
    as_of = models.DateField()
    rules = models.CharField(max_length=64)
    brake = models.CharField(max_length=5, choices=Brake.choices, blank=True, default="")
    share = models.PositiveSmallIntegerField()
    floor = models.PositiveIntegerField()
    tombstone = models.BigIntegerField(null=True)
    """The row that takes everybody's place in the records that stay without names."""
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = RetentionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_dry"],
                condition=models.Q(state__in=["counting", "waiting", "running"]),
                name="privacy_one_retention_run",
            )
        ]


class RetentionLine(models.Model):
    """One kind of record in a run: how many there are, how many are past their period, go, stay and on what ground.

    A record is a case with all that belongs to it, a mail, a person. `kind` is the label of its model; `rows` counts by
    table, `samples` are numbers of records with the ground that keeps them ("" for those that go). `done` counts what
    was carried out; `position` is the number of the last record looked at, so that a killed run goes on behind it.
    """

    run = models.ForeignKey(RetentionRun, models.CASCADE, related_name="lines")
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=60)
    is_counted = models.BooleanField(default=False)
    is_done = models.BooleanField(default=False)
    position = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    over = models.PositiveIntegerField(default=0)
    going = models.PositiveIntegerField(default=0)
    kept = models.JSONField(default=dict)
    rows = models.JSONField(default=dict)
    samples = models.JSONField(default=list)
    done = models.PositiveIntegerField(default=0)
    done_rows = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[RetentionLine]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "key", "kind"], name="privacy_one_line_a_kind")]


class RetentionMark(models.Model):
    """That a record whose row stays was dealt with, and from which day its period was counted then.

    Without it the same cases would be found past their period again every day; from their values it is never guessed.
    """

    kind = models.CharField(max_length=60)
    number = models.BigIntegerField()
    began_on = models.DateField()

    objects: ClassVar[models.Manager[RetentionMark]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="privacy_marked_once")]


class RetentionSettings(models.Model):
    """The one row of settings of the runs; without it the defaults count.

    A run that would delete more than `share` percent of one kind, and more than `floor` records of it, waits for
    somebody. Customers are told `days_before` their deletion; whoever cannot be told stays unless `erases_untold`.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    share = models.PositiveSmallIntegerField(default=5, db_default=5)
    floor = models.PositiveIntegerField(default=50, db_default=50)
    days_before = models.PositiveSmallIntegerField(default=30, db_default=30)
    erases_untold = models.BooleanField(default=False, db_default=False)
    version = models.PositiveIntegerField(default=0)

    objects: ClassVar[models.Manager[RetentionSettings]] = models.Manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="privacy_one_retention_settings")]


class InactivityNotice(models.Model):
    """That a customer was told of their deletion because nothing has happened for so long, or cannot be told.

    `last_sign_on` is the day from which their period was counted: with a later sign the notice counts no more.
    `told_at` is empty for who has no address that may be written to: the privacy office's list.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="+")
    last_sign_on = models.DateField()
    told_at = models.DateTimeField(null=True)
    noted_at = models.DateTimeField()

    objects: ClassVar[models.Manager[InactivityNotice]] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["id"], name="privacy_untold", condition=models.Q(told_at=None))]
