"""What is true about terms: when one ends, by which day notice has to be given, which reminder is due.

Every renewal is counted from the first day, so that what began on 31 January renews on 28 February and on 31 March.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from decimal import Decimal
from enum import StrEnum

DAY = timedelta(days=1)
MONTHS_A_YEAR = 12
FARTHEST_STEP = 366
MOST_STEPS = 8
AFTER_THE_LAST = 30
"""So many days after its day the last reminder still goes out; whoever comes later is not written to any more."""


class Unit(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class NoSteps(ValueError):
    """These are no days of reminders."""


@dataclass(frozen=True, slots=True)
class Span:
    """So many days, months or years. None of it is a notice that may be given up to the last day."""

    count: int
    unit: Unit

    @property
    def months(self) -> int:
        """How many months it has; days are none."""
        return {Unit.DAY: 0, Unit.MONTH: 1, Unit.YEAR: MONTHS_A_YEAR}[self.unit] * self.count


def after(day: date, span: Span, times: int = 1) -> date:
    """The day so much later; where the month is too short, its last day (§ 188 Abs. 3 BGB)."""
    if span.unit is Unit.DAY:
        return day + times * span.count * DAY
    years, month = divmod(day.month - 1 + times * span.months, MONTHS_A_YEAR)
    year = min(day.year + years, MAXYEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def first_renewal(starts_on: date, term: Span, today: date) -> int:
    """How many terms begin up to today, at least one: after so many the next renewal comes."""
    passed = (today.year - starts_on.year) * MONTHS_A_YEAR + today.month - starts_on.month
    number = max(passed // term.months - 1, 1)
    while after(starts_on, term, number) <= today:
        number += 1
    return number


def last_notice_day(renews_on: date, notice: Span) -> date:
    """The last day on which notice still ends the contract before it renews."""
    day = after(renews_on, Span(-notice.count, notice.unit)) + 3 * DAY
    while after(day, notice) >= renews_on:
        day -= DAY
    return day


def last_day_by_notice(starts_on: date, term: Span, number: int, notice: Span, on: date) -> date:
    """The last day of what renews by itself, where notice is given on this day: of this term, else of a later one."""
    while last_notice_day(after(starts_on, term, number), notice) < on:
        number += 1
    return after(starts_on, term, number) - DAY


def steps_from(text: str) -> tuple[int, ...]:
    """Days before the renewal, negative ones after it, the farthest ahead first. Raises NoSteps."""
    try:
        steps = {int(each) for each in text.replace(",", " ").replace("/", " ").split()}
    except ValueError:
        raise NoSteps from None
    if len(steps) > MOST_STEPS or any(abs(step) > FARTHEST_STEP for step in steps):
        raise NoSteps
    return tuple(sorted(steps, reverse=True))


def windows(steps: Sequence[int]) -> Iterable[tuple[int, int]]:
    """Each step with the least number of days ahead at which it is still the latest; `steps` as `steps_from` says."""
    for place, step in enumerate(steps):
        is_last = place + 1 == len(steps)
        yield step, step - AFTER_THE_LAST if is_last else steps[place + 1] + 1


def step_on(steps: Sequence[int], renews_on: date, today: date) -> int | None:
    """The one reminder that is due today: of several whose day has passed, as after a standstill, the latest alone."""
    ahead = (renews_on - today).days
    return next((step for step, least in windows(steps) if least <= ahead <= step), None)


def units_in(term: Span, unit: str) -> Decimal:
    """How many of the catalogue's units (UN/ECE Rec 20) a term has: months, years, or one of anything else."""
    if unit == "MON":
        return Decimal(term.months)
    return Decimal(term.months) / MONTHS_A_YEAR if unit == "ANN" else Decimal(1)
