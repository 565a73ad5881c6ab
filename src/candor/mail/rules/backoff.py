"""When to try a mail again: soon at first, every four hours in the end, for five days (RFC 5321, 4.5.4.1)."""

from __future__ import annotations

from datetime import datetime, timedelta

GIVE_UP_AFTER = timedelta(days=5)
LONGEST_PAUSE = timedelta(hours=4)
FIRST_PAUSE = timedelta(minutes=1)


def next_try(attempts: int, queued_at: datetime, now: datetime) -> datetime | None:
    """When to try again after so many attempts; None when the mail has been tried long enough."""
    if now - queued_at >= GIVE_UP_AFTER:
        return None
    pause: timedelta = FIRST_PAUSE * (1 << min(max(attempts, 1) - 1, 10))
    return now + min(pause, LONGEST_PAUSE)
