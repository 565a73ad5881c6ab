"""When a contractor's time ends, and by how much one press extends it."""

from __future__ import annotations

from datetime import date, timedelta

TOLD_AHEAD = timedelta(days=7)
EXTENSION_MONTHS = 3


def is_told_of(ends_on: date, today: date) -> bool:
    """Whether the administrators are reminded now: from seven days before the last day."""
    return today <= ends_on <= today + TOLD_AHEAD


def extended(ends_on: date, today: date) -> date:
    """The last day three months later; counted from today where the contract is over already.

    The 31st becomes the last day of a shorter month.
    """
    begin = max(ends_on, today)
    months = begin.month - 1 + EXTENSION_MONTHS
    first = date(begin.year + months // 12, months % 12 + 1, 1)
    next_month = (first + timedelta(days=31)).replace(day=1)
    return min(first + timedelta(days=begin.day - 1), next_month - timedelta(days=1))
