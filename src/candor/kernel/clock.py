"""The one source of time. Code asks here; tests set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_fixed: ContextVar[datetime | None] = ContextVar("candor_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)  # noqa: TID251 - this is the one place


def today(zone: str) -> date:
    """The calendar day in the named time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at an aware `moment` for the block."""
    if moment.tzinfo is None:
        raise ValueError("the clock takes an aware moment")
    token = _fixed.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)


@contextmanager
def later(**by: float) -> Iterator[None]:
    """Hold the clock at now + timedelta(**by) for the block: `with clock.later(days=3): ...`."""
    with at(now() + timedelta(**by)):
        yield
