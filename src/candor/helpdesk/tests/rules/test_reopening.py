"""Until when a closed case comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from candor.helpdesk.rules.reopening import comes_back, reopens_until

CLOSED = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "later", "expected"),
    [
        (30, timedelta(), True),
        (30, timedelta(days=30, seconds=-1), True),
        (30, timedelta(days=30), False),
        (1, timedelta(hours=23), True),
        (1, timedelta(hours=25), False),
        (0, timedelta(), False),
    ],
)
def test_it_comes_back_within_the_queues_days(days: int, later: timedelta, *, expected: bool) -> None:
    assert comes_back(CLOSED, days, CLOSED + later) is expected


def test_what_was_never_closed_or_never_comes_back_has_no_end() -> None:
    assert reopens_until(None, 30) is None
    assert reopens_until(CLOSED, 0) is None
    assert not comes_back(None, 30, CLOSED)
