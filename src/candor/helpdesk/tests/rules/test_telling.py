"""When a notification's mail may go out: quiet hours across midnight and across the change of clocks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.helpdesk.rules.telling import BUNDLED_FOR, Quiet, after_quiet, digest_moment, mail_moment

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from([BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata"), ZoneInfo("UTC")])
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
TIMES = st.integers(0, 24 * 60 - 1).map(lambda minutes: time(minutes // 60, minutes % 60))
NIGHT = Quiet(time(20), time(7))


@pytest.mark.parametrize(
    ("now", "out"),
    [
        (datetime(2026, 11, 23, 12, tzinfo=BERLIN), datetime(2026, 11, 23, 12, tzinfo=BERLIN)),
        (datetime(2026, 11, 23, 20, tzinfo=BERLIN), datetime(2026, 11, 24, 7, tzinfo=BERLIN)),
        (datetime(2026, 11, 24, 6, 59, tzinfo=BERLIN), datetime(2026, 11, 24, 7, tzinfo=BERLIN)),
        (datetime(2026, 11, 24, 7, tzinfo=BERLIN), datetime(2026, 11, 24, 7, tzinfo=BERLIN)),
        # The nights in which the clocks change: still seven in the morning, as the clock on the wall says.
        (datetime(2026, 10, 24, 23, tzinfo=BERLIN), datetime(2026, 10, 25, 6, tzinfo=UTC)),
        (datetime(2026, 3, 28, 23, tzinfo=BERLIN), datetime(2026, 3, 29, 5, tzinfo=UTC)),
    ],
)
def test_quiet_hours_pass_midnight(now: datetime, out: datetime):
    assert after_quiet(now, BERLIN, NIGHT) == out


@given(MOMENTS, ZONES, TIMES, TIMES)
def test_no_mail_in_quiet_hours_and_none_later_than_a_day(moment: datetime, zone: ZoneInfo, begins: time, ends: time):
    quiet = Quiet(begins, ends)
    out = after_quiet(moment, zone, quiet)
    assert moment <= out <= moment + timedelta(hours=26)
    assert after_quiet(out, zone, quiet) == out, "what goes out then is not held back again"


@given(MOMENTS, ZONES)
def test_a_digest_comes_at_the_next_eight_o_clock(now: datetime, zone: ZoneInfo):
    out = digest_moment(now, zone)
    assert now < out <= now + timedelta(hours=25)
    assert out.astimezone(zone).hour == 8


def test_a_mail_waits_to_be_bundled():
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert mail_moment(now, BERLIN, None) == now + BUNDLED_FOR
    assert mail_moment(now, BERLIN, Quiet(time(9), time(9))) == now + BUNDLED_FOR
