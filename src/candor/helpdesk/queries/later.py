"""The replies to be sent later, as the case page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from candor.helpdesk.actions.later import FINISHED
from candor.helpdesk.models import Ticket
from candor.helpdesk.queries.beside import Beside, Line
from candor.helpdesk.queries.case import Saying
from candor.helpdesk.rules.later import Held, Known, Present, hindrance
from candor.helpdesk.words import HELD_WORDS


@dataclass(frozen=True, slots=True)
class Waiting:
    """One reply that waits. `why` says what keeps it from being sent by itself, "" where nothing does."""

    ref: str
    author: str
    text: str
    send_at: datetime
    files: Sequence[str]
    why: str


def waiting_replies(ticket: Ticket, around: Beside, sayings: Sequence[Saying]) -> list[Waiting]:
    """Those of the ticket and of what became part of it, the next to leave first; told from what the page has read."""
    present = Present(
        max((saying.id for saying in sayings if saying.side == "theirs"), default=0),
        max((saying.id for saying in sayings if saying.is_ours), default=0),
        is_finished=ticket.status in FINISHED,
        is_merged=ticket.merged_into_id is not None,
        is_binned=ticket.binned_at is not None,
    )
    return [
        Waiting(
            line.key, line.name, line.words, line.at, around.later_files.get(line.key, ()), _why(line, present, ticket)
        )
        for line in sorted(around.later, key=lambda line: (line.at, line.key))
        if line.at is not None
    ]


def _why(line: Line, present: Present, ticket: Ticket) -> str:
    was_finished, _bar, held_for = line.mark.partition("|")
    changed = hindrance(Known(line.number, bool(was_finished)), present)
    reason = Held.MERGED if line.person_id != ticket.pk else changed or held_for
    return str(HELD_WORDS[reason]) if reason else ""
