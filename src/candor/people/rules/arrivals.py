"""When the owner of an account is told that somebody signed in."""

from __future__ import annotations

from datetime import datetime, timedelta

REMEMBERED = timedelta(days=180)
"""How long a place counts as known after its last use."""


def is_news(*, new_places: int, known_places: int, last_login: datetime | None, now: datetime) -> bool:
    """Whether a sign-in from so many places never seen before is worth a mail.

    The first sign-in ever is not. One without any known place is news only where the account had its time to get to
    know one: who signed in lately and knows no place comes from an older Candor, which noted none.
    """
    if last_login is None or not new_places:
        return False
    return known_places > 0 or last_login < now - REMEMBERED
