"""What the demo's customer has asked about her data: a copy, something that was wrong, something that still is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from candor.helpdesk.demo.company import Cast
from candor.privacy.public import (
    OwnWrong,
    RequestKind,
    contest_corrected_by_hand,
    contest_own,
    want_own_copy,
)

CUSTOMER, OFFICER = "olivia", "edith"
OFFICE_MOVED = OwnWrong(
    "The note says that we moved to Bath.", "We opened a second office there.", what="Note about you"
)
CANCELLED = OwnWrong(
    "It reads as if I had cancelled. I never did.", "That I asked how one would cancel.", what="What stands in a case"
)
PUT_RIGHT = "It says now: a second office in Bath since spring."


def days_of_rights(cast: Cast, now: datetime) -> list[tuple[datetime, Callable[[], object]]]:
    """What she asked, when, and what the officer decided."""
    olivia, edith = cast.people[CUSTOMER], cast.actors[OFFICER]
    hers = cast.actors[CUSTOMER]

    def put_right() -> None:
        for one in contest_own(olivia, OFFICE_MOVED, by=hers).contests.all():
            contest_corrected_by_hand(one, PUT_RIGHT, by=edith)

    return [
        (now - timedelta(days=34), put_right),
        (now - timedelta(days=3), lambda: contest_own(olivia, CANCELLED, by=hers)),
        (now - timedelta(minutes=50), lambda: want_own_copy(olivia, RequestKind.ACCESS, by=hers)),
    ]
