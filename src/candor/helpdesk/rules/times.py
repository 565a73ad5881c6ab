"""Durations as people write them, and what is charged of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

LONGEST = 60_000
"""Minutes of one record: a thousand hours."""
HOUR = 60
PLACES = Decimal("0.0001")

_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)")
_UNITS = re.compile(
    r"(?:(?P<hours>\d{1,4}(?:[.,]\d{1,4})?)\s*(?:h|hrs?|hours?|std|stunden?)\.?)?"
    r"\s*(?:(?P<minutes>\d{1,5})\s*(?:m|min|mins|minutes?|minuten?)\.?)?"
)
_HOURS = re.compile(r"\d{1,4}[.,]\d{1,4}")
_MINUTES = re.compile(r"\d{1,5}")


class NotADuration(ValueError):
    """Nobody could say how long this is."""


def minutes_in(written: str) -> int:
    """Whole minutes of "1:30", "90m", "1.5h", "1,5 Std", "1h 30m"; a fraction alone is hours, a whole number minutes.

    Parts of a minute are rounded, a half up. Raises NotADuration, also for nothing and for more than LONGEST.
    """
    found = _read(written.strip().lower())
    if not 0 < found <= LONGEST:
        raise NotADuration(written)
    return found


def written(minutes: int) -> str:
    """The way in which every page says it: 1:30."""
    return f"{minutes // HOUR}:{minutes % HOUR:02}"


def billed(minutes: int, round_to: int) -> int:
    """The minutes that are charged: up to the next whole `round_to`."""
    step = max(1, round_to)
    return -(-minutes // step) * step


def hours_in(minutes: int) -> Decimal:
    """As the quantity of an invoice says it: four places, half away from zero."""
    return (Decimal(minutes) / HOUR).quantize(PLACES, ROUND_HALF_UP)


class Recorded(Protocol):
    """What totals look at."""

    kind: str
    minutes: int | None
    billed_minutes: int | None
    is_billable: bool
    standing: str


@dataclass(frozen=True, slots=True)
class Totals:
    """Minutes: estimated and not declined, authorised of these, worked, and charged as rounded."""

    estimated: int
    authorised: int
    done: int
    charged: int


def totals_of(records: Iterable[Recorded]) -> Totals:
    rows = [row for row in records if row.minutes is not None]
    estimates = [row for row in rows if row.kind == "estimate" and row.standing != "declined"]
    done = [row for row in rows if row.kind == "done"]
    return Totals(
        sum(row.minutes or 0 for row in estimates),
        sum(row.minutes or 0 for row in estimates if row.standing == "authorised"),
        sum(row.minutes or 0 for row in done),
        sum(row.billed_minutes or 0 for row in done if row.is_billable and row.standing != "declined"),
    )


def needs_word(minutes: int | None, above: int | None, *, is_covered: bool) -> bool:
    """Whether billable work needs the customer's word. Costs do wherever any work does.

    `is_covered`: together with what was worked before it stays within an estimate that they authorised.
    """
    if above is None or is_covered:
        return False
    return minutes is None or minutes > above


def _read(text: str) -> int:
    if found := _CLOCK.fullmatch(text):
        return int(found[1]) * HOUR + int(found[2])
    if _MINUTES.fullmatch(text):
        return int(text)
    if _HOURS.fullmatch(text):
        return _whole(text)
    found = _UNITS.fullmatch(text)
    if found is None or (found["hours"] is None and found["minutes"] is None):
        raise NotADuration(text)
    return _whole(found["hours"] or "0") + int(found["minutes"] or 0)


def _whole(hours: str) -> int:
    return int((Decimal(hours.replace(",", ".")) * HOUR).quantize(Decimal(1), ROUND_HALF_UP))
