"""Handy moments for putting a case away. Pure; each is meant as the clock on the person's wall shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MORNING = time(9)


class When(StrEnum):
    SOON = "soon"
    TOMORROW = "tomorrow"
    MONDAY = "monday"


@dataclass(frozen=True, slots=True)
class Preset:
    """One moment to choose, aware, in the person's zone."""

    when: When
    moment: datetime


def presets(now: datetime, zone: ZoneInfo) -> list[Preset]:
    """In three hours, tomorrow at nine, on Monday at nine; the last is left out where tomorrow is that Monday.

    Three hours are three hours of waiting even where the clocks change; nine is nine on the wall.
    """
    local = now.astimezone(zone)
    tomorrow = local.date() + timedelta(days=1)
    monday = tomorrow + timedelta(days=-tomorrow.weekday() % 7)
    found = [
        Preset(When.SOON, (now.astimezone(UTC) + timedelta(hours=3)).astimezone(zone).replace(second=0, microsecond=0)),
        Preset(When.TOMORROW, morning_of(tomorrow, zone)),
    ]
    return found if monday == tomorrow else [*found, Preset(When.MONDAY, morning_of(monday, zone))]


def morning_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, MORNING, zone)
