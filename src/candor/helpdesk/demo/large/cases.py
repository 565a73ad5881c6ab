"""What a case of the large set looks like: how long it is, where it stands, and when its letters were written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from candor.helpdesk.models import AWAITING_US, MessageKind, Status

SPAN = timedelta(days=600)
"""From the first case until today."""

LENGTHS = (3, 1, 5, 2, 8, 4, 3, 20, 2, 4, 6, 3, 5, 10, 2, 4, 6, 3, 5, 4)
"""The messages of cases, in turn: five on average, and some have twenty."""

RECENT = 0.7
"""Where in the row of cases the recent ones begin, most of which are open; of the older ones a few are."""

OPEN_WHEN_RECENT, OPEN_WHEN_OLD = 0.6, 0.0286
"""Together a fifth of all."""

GAP_HOURS = 20.0
NOTES = 0.1
"""How many of the later messages are internal notes."""

STANDINGS = (Status.OPEN, Status.WAITING_CUSTOMER, Status.WAITING_OTHER, Status.SCHEDULED)
STANDING_WEIGHTS = (10, 7, 2, 2)


@dataclass(frozen=True, slots=True)
class Plan:
    """A case: its status, its messages with their moments, and when it was finished."""

    status: Status
    messages: Sequence[tuple[MessageKind, datetime]]
    finished_at: datetime | None

    @property
    def created_at(self) -> datetime:
        return self.messages[0][1]

    @property
    def changed_at(self) -> datetime:
        return self.finished_at or self.messages[-1][1]

    def last(self, kind: MessageKind) -> datetime | None:
        """When the last message of this kind was written."""
        return next((at for each, at in reversed(self.messages) if each == kind), None)


def plan_case(index: int, size: int, now: datetime, chance: Random) -> Plan:
    """The case of this index, counted from 0, of `size` cases that came in evenly."""
    position, length = (index + 0.5) / size, LENGTHS[index % len(LENGTHS)]
    status = _status(position, length, chance)
    moments = [now - SPAN * (1 - position)]
    for _ in range(length):
        moments.append(moments[-1] + _pause(moments[-1], now, chance))
    finished_at = moments[-1] if status in {Status.SOLVED, Status.CLOSED} else None
    return Plan(status, tuple(zip(_kinds(status, length, chance), moments, strict=False)), finished_at)


def _status(position: float, length: int, chance: Random) -> Status:
    if chance.random() >= (OPEN_WHEN_RECENT if position > RECENT else OPEN_WHEN_OLD):
        return Status.CLOSED if chance.random() < 0.85 else Status.SOLVED
    if length == 1:
        return Status.NEW
    return chance.choices(STANDINGS, STANDING_WEIGHTS)[0]


def _pause(since: datetime, now: datetime, chance: Random) -> timedelta:
    """Until the next thing happens, which is never in the future."""
    return min(timedelta(hours=chance.expovariate(1 / GAP_HOURS)), (now - since) / 2)


def _kinds(status: Status, length: int, chance: Random) -> list[MessageKind]:
    """The customer begins, and the last word is theirs where the next move is ours."""
    turns = (MessageKind.FROM_CUSTOMER, MessageKind.FROM_US)
    kinds = [MessageKind.INTERNAL if chance.random() < NOTES else turns[turn % 2] for turn in range(length)]
    kinds[-1] = MessageKind.FROM_CUSTOMER if status in AWAITING_US else MessageKind.FROM_US
    kinds[0] = MessageKind.FROM_CUSTOMER
    return kinds
