"""The clock of a breach, and what has to be there before it can be closed. Pure questions; the moment comes in.

Sources: GDPR Art. 33 and 34. Hours run through nights, weekends and holidays: Reg. (EEC) 1182/71 Art. 3(4) moves the
end of a period to a working day, but not of one that is expressed in hours.
"""

from __future__ import annotations

from datetime import datetime, timedelta

HOURS = timedelta(hours=72)
REMINDERS = (timedelta(hours=24), timedelta(hours=6))
"""How long before the hours run out somebody is reminded."""


def deadline_of(noticed_at: datetime) -> datetime:
    """Until when the authority has to be told (Art. 33(1)): 72 hours, a day of 23 or 25 hours counted as what it is."""
    return noticed_at + HOURS


def reminders_due(noticed_at: datetime, now: datetime) -> int:
    """How many reminders should have gone out by now."""
    deadline = deadline_of(noticed_at)
    return sum(now >= deadline - before for before in REMINDERS)


def is_late(noticed_at: datetime, sent_at: datetime) -> bool:
    """Whether a first notice needs reasons for the delay (Art. 33(1), sentence 2)."""
    return sent_at > deadline_of(noticed_at)
