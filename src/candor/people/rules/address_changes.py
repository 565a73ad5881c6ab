"""When a new e-mail address of somebody who signs in counts: both ends say so, or one end, an officer and time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LIVES = timedelta(days=7)
"""So long the links of both mailboxes count."""

WAIT = timedelta(days=14)
"""So long the old mailbox can still say no, where an officer has made sure who asks."""

KEPT = timedelta(days=90)
"""So long it can be shown who said what. Then the row goes."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Who has said yes. `asks_old` is whether there is an old mailbox at all; `from_when` an officer's decision."""

    new: bool
    old: bool
    asks_old: bool = True
    from_when: datetime | None = None


def counts(consent: Consent, now: datetime) -> bool:
    """Whether the address is the person's from now on. The new mailbox is never done without."""
    if not consent.new:
        return False
    if consent.old or not consent.asks_old:
        return True
    return consent.from_when is not None and consent.from_when <= now


def expiry(asked_at: datetime, from_when: datetime | None) -> datetime:
    """Until when it may still become something: a day beyond the wait, so that the work of that hour finds it."""
    return asked_at + LIVES if from_when is None else from_when + timedelta(days=1)
