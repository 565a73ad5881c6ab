"""Where a recipient's task stands (Art. 19 GDPR), where it may go from there, and when it is asked about again.

Only what is proven ends it: the recipient confirms, or a named person says why telling them is impossible or takes
disproportionate effort, which is the one exception that the law knows. A refusal is an answer and no end: the office
has to look at it.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class TaskState(StrEnum):
    OPEN = "open"
    TOLD = "told"
    REFUSED = "refused"
    CONFIRMED = "confirmed"
    EXCUSED = "excused"


WAITING = frozenset({TaskState.OPEN, TaskState.TOLD, TaskState.REFUSED})
"""What the office must not forget."""

MAILED_BY_ITSELF = frozenset({TaskState.OPEN, TaskState.TOLD})

NEXT: dict[TaskState, frozenset[TaskState]] = {
    TaskState.OPEN: frozenset({TaskState.TOLD, TaskState.REFUSED, TaskState.CONFIRMED, TaskState.EXCUSED}),
    TaskState.TOLD: frozenset({TaskState.OPEN, TaskState.REFUSED, TaskState.CONFIRMED, TaskState.EXCUSED}),
    TaskState.REFUSED: frozenset({TaskState.CONFIRMED, TaskState.EXCUSED}),
    TaskState.CONFIRMED: frozenset(),
    TaskState.EXCUSED: frozenset(),
}

ANSWER_WITHIN = timedelta(days=14)
"""What the notice asks for. The law says no number; it says that each recipient is told."""

TRY_AGAIN = timedelta(days=1)
"""After a mail of which nothing was heard, or that came back."""

ASK_AGAIN = timedelta(days=14)
MOST_MAILS = 6


def may_become(present: TaskState, wanted: TaskState) -> bool:
    return wanted in NEXT[present]


def next_mail(state: TaskState, mails: int) -> timedelta | None:
    """How long after the last mail the next one goes by itself; None where nobody is written to any more."""
    if state not in MAILED_BY_ITSELF or mails >= MOST_MAILS:
        return None
    return TRY_AGAIN if state is TaskState.OPEN else ASK_AGAIN
