"""What is true of licences: where one stands on a day, whether customers see its key, what codes a key can hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from candor.licences.models import Licence, Shows

NOT_OF_A_CODE = re.compile(r"[^a-z0-9.]+")
LONGEST_CODE = 32


class State(StrEnum):
    REVOKED = "revoked"
    ENDED = "ended"
    UNHELD = "unheld"
    MAINTAINED = "maintained"
    LAPSED = "lapsed"
    """It may be used for ever, and gets no new versions and no support."""


def state_of(licence: Licence, day: date) -> State:
    """Where it stands on the day."""
    if licence.is_revoked:
        return State.REVOKED
    if licence.is_unheld:
        return State.UNHELD
    if licence.has_ended(day):
        return State.ENDED
    return State.MAINTAINED if licence.is_maintained(day) or licence.expires_on is not None else State.LAPSED


def is_current(licence: Licence, day: date) -> bool:
    """Whether it is part of a contract that runs: maintenance, or a use that has an end."""
    return state_of(licence, day) is State.MAINTAINED


def last_day_of(licence: Licence) -> date | None:
    """The day on which its contract ends, None where none was agreed."""
    return max((day for day in (licence.expires_on, licence.maintenance_until) if day is not None), default=None)


def is_shown(shows: str, seats: int | None, shown_from: int) -> bool:
    """Whether the holder sees the key (mission D3). Any number of technicians is more than every other."""
    if shows == Shows.BY_SEATS:
        return seats is None or seats >= shown_from
    return shows == Shows.ALWAYS


def code_of(text: str) -> str:
    """How a key writes the name of an edition or a feature: lower case letters, digits, dots and dashes."""
    return NOT_OF_A_CODE.sub("-", text.lower()).strip("-.")[:LONGEST_CODE].rstrip("-.")


def codes_of(lines: str) -> Sequence[str]:
    """The codes of features, one on a line or between commas; what makes no code is left out."""
    return sorted({code for line in re.split(r"[\n,]", lines) if (code := code_of(line))})
