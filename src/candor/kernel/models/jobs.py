from __future__ import annotations

from django.db import models


class JobState(models.TextChoices):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(models.Model):
    """Work to be done once after the transaction that asked for it. Arguments are ids and enums only.

    `unique_key` holds back a second job of the same key while one waits. `leased_until` makes a job of a worker
    that died available again. `error` is the exception's class and place, never its text.
    """

    task = models.CharField(max_length=120)
    arguments = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=JobState.choices, default=JobState.WAITING)
    unique_key = models.CharField(max_length=160, null=True)
    run_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=40, blank=True)
    error = models.CharField(max_length=200, blank=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unique_key"],
                condition=models.Q(state="waiting"),
                name="kernel_one_waiting_job_per_key",
            )
        ]
        indexes = [
            models.Index(fields=["run_at", "id"], name="kernel_job_due", condition=models.Q(state="waiting")),
            models.Index(fields=["leased_until"], name="kernel_job_leased", condition=models.Q(state="running")),
            models.Index(fields=["state", "-id"], name="kernel_job_state"),
            models.Index(fields=["finished_at"], name="kernel_job_finished", condition=models.Q(state="done")),
        ]


class ScheduledRun(models.Model):
    """When a scheduled task was last asked for; claimed by a conditional update, so one scheduler wins."""

    task = models.CharField(max_length=120, primary_key=True)
    last_run_at = models.DateTimeField()


class Heartbeat(models.Model):
    """A part of the house that runs somewhere says now and then that it lives. One row per part, whoever beats."""

    part = models.CharField(max_length=60, primary_key=True)
    beaten_at = models.DateTimeField()
