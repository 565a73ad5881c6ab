"""Handy moments for putting a case away, on ordinary days and where the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.helpdesk.rules.snooze import When, presets

BERLIN = ZoneInfo("Europe/Berlin")


def told(now: datetime, zone: ZoneInfo = BERLIN) -> dict[str, str]:
    return {preset.when.value: f"{preset.moment:%a %d %b %H:%M %z}" for preset in presets(now, zone)}


@pytest.mark.parametrize(
    ("now", "moments"),
    [
        (
            datetime(2026, 11, 18, 14, 20, 31, tzinfo=BERLIN),
            {
                "soon": "Wed 18 Nov 17:20 +0100",
                "tomorrow": "Thu 19 Nov 09:00 +0100",
                "monday": "Mon 23 Nov 09:00 +0100",
            },
        ),
        (
            datetime(2026, 11, 22, 14, tzinfo=BERLIN),
            {"soon": "Sun 22 Nov 17:00 +0100", "tomorrow": "Mon 23 Nov 09:00 +0100"},
        ),
        (
            datetime(2026, 11, 23, 8, tzinfo=BERLIN),
            {
                "soon": "Mon 23 Nov 11:00 +0100",
                "tomorrow": "Tue 24 Nov 09:00 +0100",
                "monday": "Mon 30 Nov 09:00 +0100",
            },
        ),
        # The clock goes back at three: three hours are three hours, nine is nine.
        (
            datetime(2026, 10, 25, 0, 30, tzinfo=BERLIN),
            {"soon": "Sun 25 Oct 02:30 +0100", "tomorrow": "Mon 26 Oct 09:00 +0100"},
        ),
        # The clock goes forward at two, in the night after this Saturday.
        (
            datetime(2026, 3, 28, 23, 30, tzinfo=BERLIN),
            {
                "soon": "Sun 29 Mar 03:30 +0200",
                "tomorrow": "Sun 29 Mar 09:00 +0200",
                "monday": "Mon 30 Mar 09:00 +0200",
            },
        ),
    ],
)
def test_the_moments(now: datetime, moments: dict[str, str]):
    assert told(now) == moments


MINUTES = st.integers(0, 2 * 365 * 24 * 60)
ZONES = st.sampled_from([BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")])


@given(MINUTES, ZONES)
def test_every_moment_lies_ahead_and_mornings_are_at_nine(minutes: int, zone: ZoneInfo):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    for preset in presets(now, zone):
        assert now < preset.moment <= now + timedelta(days=8)
        if preset.when is When.SOON:
            assert preset.moment.astimezone(UTC) - now == timedelta(hours=3)
        else:
            assert (preset.moment.hour, preset.moment.minute) == (9, 0)
            assert preset.moment.astimezone(UTC).astimezone(zone).hour == 9, "a moment that exists"
        if preset.when is When.MONDAY:
            assert preset.moment.weekday() == 0
