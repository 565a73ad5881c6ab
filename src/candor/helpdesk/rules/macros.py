"""What a macro will do in a case and what it will not, worked out before anything is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from candor.helpdesk.models.tickets import UNFINISHED, Status
from candor.helpdesk.rules.transitions import Who, may_follow


class Step(StrEnum):
    """The steps in the order in which they are taken. The reply comes late, because it carries the status."""

    QUEUE = "queue"
    ASSIGNEE = "assignee"
    CATEGORY = "category"
    PRIORITY = "priority"
    TAGS = "tags"
    NOTE = "note"
    REPLY = "reply"
    STATUS = "status"
    FOLLOW_UP = "follow-up"


class Why(StrEnum):
    """Why a step is not taken."""

    NOT_YOURS = "not-yours"
    ARCHIVED = "archived"
    CANNOT_WORK = "cannot-work"
    NOT_FROM_HERE = "not-from-here"
    NO_WORDS = "no-words"
    DONE_ALREADY = "done-already"
    FINISHED = "finished"


STATUSES = (Status.OPEN, Status.WAITING_CUSTOMER, Status.WAITING_OTHER, Status.SOLVED, Status.CLOSED)
"""The statuses that a macro may set; "scheduled" needs a date of its own."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One step: its words for people, and why it will not be taken ("" when it will)."""

    step: Step
    words: str
    why: str = ""

    @property
    def is_taken(self) -> bool:
        return not self.why


def status_after_reply(before: str, wanted: str) -> tuple[Status, str]:
    """The status that a reply leads to, and why it cannot be sent from here ("" when it can)."""
    then = Status(wanted) if wanted else Status.WAITING_CUSTOMER
    is_possible = before == then or may_follow(before, then, Who.STAFF)
    return then, "" if is_possible and before != Status.CLOSED else Why.NOT_FROM_HERE.value


def why_not_status(before: str, wanted: str) -> str:
    """Why a status does not follow, "" when it does."""
    if before == wanted:
        return Why.DONE_ALREADY.value
    return "" if may_follow(before, wanted, Who.STAFF) else Why.NOT_FROM_HERE.value


def why_no_follow_up(after: str) -> str:
    return "" if after in UNFINISHED else Why.FINISHED.value


def taken(plan: Mapping[Step, Planned], step: Step) -> bool:
    """Whether this step is in the plan and will be taken."""
    return step in plan and plan[step].is_taken
