"""The way every change of a ticket goes: hold its row, then store the next version. Nobody writes tickets elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, F

from candor.helpdesk.actions import counting
from candor.helpdesk.models import STAGES, UNFINISHED, Status, Ticket
from candor.helpdesk.refusals import CannotFollow, StaleTicket, TicketIsMerged
from candor.helpdesk.rules.transitions import may_follow, who_is
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.db.prepared import Given, Prepared

HELD = Prepared(lambda: Ticket.objects.select_for_update().filter(pk=Given("key", BigIntegerField())))


def hold(ticket: Ticket, expected_version: int | None = None) -> None:
    """Read the ticket's row afresh and lock it until the transaction ends, so that what follows builds on the truth.

    Raises StaleTicket when the actor looked at another version than the present one (None: they did not look), and
    TicketIsMerged for one that became part of another.
    """
    hold_even_merged(ticket, expected_version)
    if ticket.merged_into_id is not None:
        raise TicketIsMerged(ticket)


def hold_even_merged(ticket: Ticket, expected_version: int | None = None) -> None:
    """As `hold`, for what takes a merge back."""
    now = HELD.one(key=ticket.pk)
    if now is None:
        raise Ticket.DoesNotExist
    for field in Ticket._meta.concrete_fields:
        setattr(ticket, field.attname, getattr(now, field.attname))
        if field.is_relation:  # as `refresh_from_db` does, which composes the query anew
            ticket._state.fields_cache.pop(field.name, None)
    if expected_version is not None and ticket.version != expected_version:
        raise StaleTicket(ticket)


STANDING = (
    "status", "due_at", "scheduled_for", "solved_at", "closed_at", "last_customer_message_at", "last_staff_message_at",
    "message_count", "assignee_id",
)  # fmt: skip
"""How a ticket stands: what merging it or answering it changes and taking that back restores."""


def standing_of(ticket: Ticket) -> dict[str, Any]:
    """How the ticket stands, for a JSON column: moments in ISO 8601."""
    values = {name: getattr(ticket, name) for name in STANDING}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def as_it_stood(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The changes that bring back what `standing_of` kept."""
    moments = {name for name in STANDING if name.endswith(("_at", "_for"))}
    return {
        name: datetime.fromisoformat(value) if name in moments and value is not None else value
        for name, value in kept.items()
        if name in STANDING
    }


def store(ticket: Ticket, **changes: Any) -> None:
    """Write the changes as the next version of a held ticket, and keep the counters true."""
    before, now = counting.place_of(ticket), clock.now()
    if not Ticket.objects.filter(pk=ticket.pk, version=ticket.version).update(
        **changes, version=F("version") + 1, changed_at=now
    ):
        ticket.refresh_from_db()
        raise StaleTicket(ticket)
    for name, value in changes.items():
        setattr(ticket, name, value)
    ticket.stage = next(stage for stage, statuses in STAGES.items() if ticket.status in statuses)
    ticket.is_unfinished = ticket.status in UNFINISHED
    ticket.version, ticket.changed_at = ticket.version + 1, now
    counting.moved(before, counting.place_of(ticket))


def check_transition(ticket: Ticket, wanted: Status, by: Actor) -> None:
    """Raise CannotFollow unless the table lets this actor make `wanted` follow."""
    if not may_follow(ticket.status, wanted, who_is(by)):
        raise CannotFollow(ticket, wanted)
