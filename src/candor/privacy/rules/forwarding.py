"""When a request that a client decides about goes to it by itself: in the evening of the day on which its plan stands.

The day before that belongs to the office, which may look at the plan, write itself or drop it.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo

EVENING = time(18)
A_LOOK = timedelta(hours=1)
"""So long the office can look at what was planned in the evening itself."""

LAST_MOMENT = time(23, 30)


def leaves_at(planned_at: datetime, zone: tzinfo) -> datetime:
    """The moment, in UTC; on the same day in `zone` as `planned_at`, and not before it.

    A processor tells its client without delay (Art. 28(3)(e) GDPR), which we take to be the same day.
    """
    day = planned_at.astimezone(zone).date()
    evening, last = (datetime.combine(day, hour, tzinfo=zone).astimezone(UTC) for hour in (EVENING, LAST_MOMENT))
    planned = planned_at.astimezone(UTC)
    return max(planned, min(last, max(evening, planned + A_LOOK)))
