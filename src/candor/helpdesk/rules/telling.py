"""When somebody may be told by mail, and in which order things matter. Pure; moments are aware."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

BUNDLED_FOR = timedelta(minutes=2)
"""A mail waits this long, so that three replies in a row are one mail."""

DIGEST_AT = time(8)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours without mail, in the person's zone. `begins` after `ends` passes midnight; equal ones are no hours."""

    begins: time
    ends: time


def mail_moment(now: datetime, zone: ZoneInfo, quiet: Quiet | None) -> datetime:
    """When a mail about something that happened now goes out: shortly, or when the quiet hours end."""
    return after_quiet(now + BUNDLED_FOR, zone, quiet)


def digest_moment(now: datetime, zone: ZoneInfo) -> datetime:
    """The next eight o'clock in the person's zone."""
    today = now.astimezone(zone).date()
    moments = (datetime.combine(today + timedelta(days=days), DIGEST_AT, zone) for days in (0, 1))
    return next(moment for moment in moments if moment > now)


def after_quiet(moment: datetime, zone: ZoneInfo, quiet: Quiet | None) -> datetime:
    """The moment itself, or the end of the quiet hours that it lies in."""
    if quiet is None or quiet.begins == quiet.ends:
        return moment
    local = moment.astimezone(zone)
    clock = local.time().replace(tzinfo=None)
    if quiet.begins < quiet.ends:
        is_quiet, ends_on = quiet.begins <= clock < quiet.ends, local.date()
    else:
        is_quiet = clock >= quiet.begins or clock < quiet.ends
        ends_on = local.date() + timedelta(days=1) if clock >= quiet.begins else local.date()
    if not is_quiet:
        return moment
    return max(moment, datetime.combine(ends_on, quiet.ends, zone))
