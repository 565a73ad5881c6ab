"""Until when a request has to be answered (Art. 12(3) GDPR, counted as Regulation 1182/71 says). Pure.

One month from receipt; the day of receipt is not counted, and what would end on a day that its month does not have ends
on that month's last one (Art. 3(2)(c)). An end on a Saturday, Sunday or public holiday is put off to the next working
day (Art. 3(4)). Two months more where we said so within the first, with reasons. From a prompt question about
somebody's identity to its answer the clock stands still (EDPB Guidelines 01/2022, no. 157).
"""

from __future__ import annotations

from datetime import date, timedelta

from candor.privacy.rules.holidays import is_working_day
from candor.privacy.rules.periods import months_later

MONTHS = 1
MONTHS_IF_EXTENDED = 3

BEFORE_DUE = (timedelta(days=7), timedelta(days=2))
"""So long before its last day the office is reminded of a request."""

PROMPT = timedelta(days=7)
"""A question about identity that is asked later does not stop the clock: whoever doubts has to say so at once."""


def due_on(received_on: date, country: str, *, paused_days: int = 0, is_extended: bool = False) -> date:
    """The last day on which the answer has to be with whoever asks. `paused_days` are those the clock stood still."""
    months = MONTHS_IF_EXTENDED if is_extended else MONTHS
    return _next_working_day(months_later(received_on, months) + timedelta(days=paused_days), country)


def pauses(received_on: date, asked_on: date) -> bool:
    """Whether a question about identity that is asked on that day stops the clock until it is answered."""
    return asked_on - received_on <= PROMPT


def paused_days(asked_on: date, answered_on: date) -> int:
    """How many days the clock stood still."""
    return max(0, (answered_on - asked_on).days)


def may_extend(received_on: date, country: str, today: date, *, paused_days: int = 0) -> bool:
    """Whether it may still be extended: the person has to know of it within the first month."""
    return today <= due_on(received_on, country, paused_days=paused_days)


def reminder_is_due(due_on: date, today: date, reminded_on: date | None) -> bool:
    """Whether the office is reminded: seven and two days before, and on the day after; once for each."""
    come = [day for day in (*(due_on - before for before in BEFORE_DUE), due_on + timedelta(days=1)) if day <= today]
    return bool(come) and (reminded_on is None or reminded_on < max(come))


def _next_working_day(day: date, country: str) -> date:
    while not is_working_day(day, country):
        day += timedelta(days=1)
    return day
