"""When a reply that was to be sent later is not sent by itself. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

FURTHEST = timedelta(days=366)
"""How far ahead a reply may be put off."""


class Held(StrEnum):
    """Why a reply waits for its writer's word, although its time has come or will come."""

    CUSTOMER = "customer"
    COLLEAGUE = "colleague"
    FINISHED = "finished"
    MERGED = "merged"
    BINNED = "binned"
    RESTRICTED = "restricted"
    SENDER = "sender"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Known:
    """What the writer knew when they last said that the reply shall go: the newest message, and whether it was done."""

    newest_message: int
    was_finished: bool


@dataclass(frozen=True, slots=True)
class Present:
    """How the case stands now. `newest_*` are the newest messages of either side, 0 where there is none."""

    newest_customer: int
    newest_staff: int
    is_finished: bool
    is_merged: bool
    is_binned: bool
    is_restricted: bool = False


def hindrance(known: Known, present: Present) -> Held | None:
    """What has changed in the case since, the weightiest first; None where nothing that matters has."""
    reasons = {
        Held.BINNED: present.is_binned,
        Held.RESTRICTED: present.is_restricted,
        Held.MERGED: present.is_merged,
        Held.CUSTOMER: present.newest_customer > known.newest_message,
        Held.COLLEAGUE: present.newest_staff > known.newest_message,
        Held.FINISHED: present.is_finished and not known.was_finished,
    }
    return next((reason for reason, is_so in reasons.items() if is_so), None)
