"""What is true about leads: when people have to be told of a list, and by which channel they may be approached."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from candor.business.models import LeadSource, RightChannel, RightGround, TaskKind

NOTICE_AHEAD = timedelta(days=7)
"""So long before its last day the notice goes out by itself, whatever the list said."""

GROUNDS_FOR: Mapping[RightChannel, tuple[RightGround, ...]] = {
    RightChannel.MAIL: (RightGround.CONSENT, RightGround.CUSTOMER),
    RightChannel.PHONE: (RightGround.CONSENT, RightGround.PRESUMED),
}
"""Mail: § 7 (2) no. 2 and (3) UWG; a presumed consent does not do. Telephone: § 7 (2) no. 1 UWG."""

CHANNEL_OF: Mapping[TaskKind, RightChannel] = {
    TaskKind.MAIL: RightChannel.MAIL,
    TaskKind.CALL: RightChannel.PHONE,
}
"""The kinds of task that approach somebody; a meeting was agreed with them."""


def last_day_of_notice(received_on: date) -> date:
    """One month after we got the data (GDPR Art. 14(3)(a)), a month without that day ends sooner."""
    year, month = received_on.year + received_on.month // 12, received_on.month % 12 + 1
    return date(year, month, min(received_on.day, monthrange(year, month)[1]))


def asked_us(source: str) -> bool:
    """Whether they came to us: then answering is no advertising. Nobody on a list did, whatever its basis."""
    return source != LeadSource.IMPORT


def may_approach(
    channel: RightChannel, *, source: str, recorded: Collection[RightChannel], suppressed: Collection[RightChannel]
) -> bool:
    """Whether we may write or call of our own accord. Having told people of the list gives no right to it."""
    return asked_us(source) or (channel in recorded and channel not in suppressed)


def moved(numbers: list[int], number: int, *, by: int) -> list[int]:
    """The order after one of them went `by` places down, or up for a negative number; it stops at the ends."""
    order = [each for each in numbers if each != number]
    place = min(max(numbers.index(number) + by, 0), len(order))
    return [*order[:place], number, *order[place:]]
