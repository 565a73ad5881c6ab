"""When we should look at a ticket again, until service levels say more."""

from __future__ import annotations

from datetime import datetime, timedelta


def first_due(now: datetime, follow_up_hours: int) -> datetime:
    """The follow-up date of a ticket whose next move just became ours."""
    return now + timedelta(hours=follow_up_hours)


def due_after_customer_message(now: datetime, due_at: datetime | None, follow_up_hours: int) -> datetime:
    """A further message never puts off what was promised: the earlier of the standing date and a new one."""
    fresh = first_due(now, follow_up_hours)
    return fresh if due_at is None else min(due_at, fresh)
