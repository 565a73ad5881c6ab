"""For how long customers open a closed case again; later their words become a new case that points to it."""

from __future__ import annotations

from datetime import datetime, timedelta


def reopens_until(closed_at: datetime | None, days: int) -> datetime | None:
    """The moment until which a case that was closed then comes back; None for one that never does.

    `days` is the queue's setting, 0 where every word after the closing becomes a new case.
    """
    return closed_at + timedelta(days=days) if closed_at is not None and days else None


def comes_back(closed_at: datetime | None, days: int, now: datetime) -> bool:
    """Whether a closed case may still be opened again by its customer."""
    until = reopens_until(closed_at, days)
    return until is not None and now < until
