"""A request that a client decides about leaves on the day of its plan, wherever that day is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.privacy.rules.forwarding import leaves_at

ZONES = ("Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu", "UTC", "Africa/Casablanca")
moments = st.datetimes(datetime(2018, 1, 1), datetime(2038, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - its bounds


@pytest.mark.parametrize(
    ("planned", "leaves"),
    [
        ("2026-11-20T09:00", "2026-11-20T18:00"),
        ("2026-11-20T00:00", "2026-11-20T18:00"),
        ("2026-11-20T17:30", "2026-11-20T18:30"),
        ("2026-11-20T20:15", "2026-11-20T21:15"),
        ("2026-11-20T22:45", "2026-11-20T23:30"),
        ("2026-11-20T23:45", "2026-11-20T23:45"),
        ("2026-03-29T01:30", "2026-03-29T18:00"),  # the clocks go forward
        ("2026-10-25T01:30", "2026-10-25T18:00"),  # and back
    ],
)
def test_it_leaves_in_the_evening_and_an_hour_after_the_plan_at_the_earliest(planned: str, leaves: str) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    at, expected = (datetime.fromisoformat(text).replace(tzinfo=berlin) for text in (planned, leaves))
    assert leaves_at(at.astimezone(UTC), berlin) == expected.astimezone(UTC)


@given(moments, st.sampled_from(ZONES))
def test_it_is_the_same_day_and_never_before_the_plan(planned: datetime, zone: str) -> None:
    here, leaves = ZoneInfo(zone), leaves_at(planned, ZoneInfo(zone))
    assert leaves.tzinfo is UTC
    assert leaves >= planned
    assert leaves.astimezone(here).date() == planned.astimezone(here).date()
    assert leaves.astimezone(here).hour >= 18


@given(moments, st.sampled_from(ZONES), st.timedeltas(timedelta(0), timedelta(days=2)))
def test_what_was_planned_first_leaves_first(planned: datetime, zone: str, after: timedelta) -> None:
    """So that the oldest alone tells whether anything has to leave."""
    assert leaves_at(planned, ZoneInfo(zone)) <= leaves_at(planned + after, ZoneInfo(zone))
