"""The replies to be sent later, as the case page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from candor.helpdesk.actions.later import known_of, present_of
from candor.helpdesk.models import LaterReply, Ticket
from candor.helpdesk.rules.later import Held, hindrance
from candor.helpdesk.words import HELD_WORDS
from candor.kernel.actor import Actor

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Waiting:
    """One reply that waits. `why` says what keeps it from being sent by itself, "" where nothing does."""

    ref: str
    author: str
    text: str
    send_at: datetime
    files: Sequence[str]
    why: str
    is_late: bool


def waiting_replies(ticket: Ticket, *, by: Actor) -> list[Waiting]:
    """Those of the ticket and of what became part of it, the next to leave first. Three queries."""
    found = LaterReply.objects.visible_to(by).of_ticket(ticket).select_related("author")
    rows = list(found.prefetch_related("files__file").order_by("send_at", "id")[:MOST_SHOWN])
    if not rows:
        return []
    present = present_of(ticket)
    return [_waiting(row, _why(row, hindrance(known_of(row), present), ticket)) for row in rows]


def _why(row: LaterReply, changed: Held | None, ticket: Ticket) -> str:
    reason = Held.MERGED if row.ticket_id != ticket.pk else changed or row.held_for
    return str(HELD_WORDS[reason]) if reason else ""


def _waiting(row: LaterReply, why: str) -> Waiting:
    return Waiting(
        ref=row.ref,
        author=row.author.name,
        text=row.text,
        send_at=row.send_at,
        files=[each.file.name for each in row.files.all()],
        why=why,
        is_late=bool(row.held_for),
    )
