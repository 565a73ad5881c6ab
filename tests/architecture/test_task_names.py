"""The job monitor speaks of tasks in words that people understand, not in the names of functions."""

from __future__ import annotations

from candor.config.schedule import SCHEDULE
from candor.kernel.jobs.tasks import title_of


def test_every_scheduled_task_has_a_title() -> None:
    assert [entry.task.name for entry in SCHEDULE if title_of(entry.task.name) == entry.task.name] == []
