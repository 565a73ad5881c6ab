"""Spans of time for which figures are told: chosen by a name, or by two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LONGEST = 36
"""Months: as many as a chart can show, and a page may ask for."""


class Span(StrEnum):
    """The spans to choose from. OWN is what two typed days make."""

    TWELVE_MONTHS = "12-months"
    THIS_YEAR = "this-year"
    LAST_YEAR = "last-year"
    THIS_QUARTER = "this-quarter"
    LAST_QUARTER = "last-quarter"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included."""

    since: date
    until: date

    @property
    def months(self) -> list[date]:
        """The first days of the months that it touches, in order."""
        found = [self.since.replace(day=1)]
        while (following := added(found[-1], 1)) <= self.until:
            found.append(following)
        return found

    @property
    def is_short_enough(self) -> bool:
        return self.since <= self.until and added(self.since.replace(day=1), LONGEST) > self.until


def period_of(span: Span, today: date) -> Period:
    """What the name means today. Running spans end with today. OWN has no meaning by itself: the last twelve months."""
    year = today.replace(month=1, day=1)
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    match span:
        case Span.THIS_YEAR:
            return Period(year, today)
        case Span.LAST_YEAR:
            return Period(added(year, -12), year - timedelta(days=1))
        case Span.THIS_QUARTER:
            return Period(quarter, today)
        case Span.LAST_QUARTER:
            return Period(added(quarter, -3), quarter - timedelta(days=1))
        case _:
            return Period(added(today.replace(day=1), -11), today)


def added(first: date, months: int) -> date:
    """The first day of the month that lies so many months from the month of `first`."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
