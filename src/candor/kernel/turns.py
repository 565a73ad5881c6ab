"""What must not happen twice at the same moment: a button pressed twice, two requests from the same new address."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from candor.kernel import clock
from candor.kernel.models import NumberSeries

A_MOMENT = timedelta(seconds=10)
"""Whoever writes the very same thing down again within this time has pressed the button twice."""


def one_at_a_time(what: str) -> bool:
    """Let one transaction at a time go on from here. SQLite's writers queue anyway; PostgreSQL's meet at this row.

    True where somebody may have written since the transaction began, so that the caller looks once more.
    """
    if not connection.features.has_select_for_update:
        return False
    NumberSeries.objects.get_or_create(name=what)
    NumberSeries.objects.select_for_update().get(name=what)
    return True


def a_moment_ago() -> datetime:
    """What was made after this may come from the first press of the same button."""
    return clock.now() - A_MOMENT
