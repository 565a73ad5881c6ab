"""What comes round by the clock. Wiring only: the tasks stand in the slices' `tasks.py`."""

from __future__ import annotations

from candor.kernel.jobs.schedule import Scheduled

SCHEDULE: list[Scheduled] = []
