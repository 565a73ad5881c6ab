"""Moving a ticket through its statuses, by the transition table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from candor.helpdesk.actions.changing import check_transition, hold, store
from candor.helpdesk.actions.notifying import tell_came_back
from candor.helpdesk.models import Status, Ticket
from candor.helpdesk.refusals import CannotFollow, NotInThePast, TicketIsClosed
from candor.helpdesk.rules.due import first_due
from candor.helpdesk.rules.reopening import comes_back
from candor.helpdesk.rules.transitions import Who, who_is
from candor.kernel import clock
from candor.kernel.actor import Actor, ActorKind
from candor.kernel.audit import facts_about, record


@transaction.atomic
def wait_for_customer(ticket: Ticket, *, by: Actor, expected_version: int | None = None) -> None:
    """The next move is the customer's. Doing it twice changes nothing."""
    _move(ticket, Status.WAITING_CUSTOMER, "helpdesk.ticket.waits_for_customer", by, expected_version)


@transaction.atomic
def wait_for_other(ticket: Ticket, *, by: Actor, expected_version: int | None = None) -> None:
    """The next move is somebody else's: a supplier, another department. Doing it twice changes nothing."""
    _move(ticket, Status.WAITING_OTHER, "helpdesk.ticket.waits_for_other", by, expected_version)


@transaction.atomic
def solve_ticket(ticket: Ticket, *, by: Actor, expected_version: int | None = None) -> None:
    """We think that it is solved; the customer's next message opens it again. Doing it twice changes nothing."""
    _move(ticket, Status.SOLVED, "helpdesk.ticket.solved", by, expected_version, solved_at=clock.now())


@transaction.atomic
def close_ticket(ticket: Ticket, *, by: Actor, expected_version: int | None = None) -> None:
    """Close the ticket, by staff or by the customer. Closing twice changes nothing."""
    _move(ticket, Status.CLOSED, "helpdesk.ticket.closed", by, expected_version, closed_at=clock.now())


@transaction.atomic
def reopen_ticket(ticket: Ticket, *, by: Actor, expected_version: int | None = None) -> None:
    """The next move is ours again, whatever it waited for. Doing it twice changes nothing.

    Raises TicketIsClosed for a customer whose days for it are over: open a new ticket that follows it.
    """
    hold(ticket, expected_version)
    in_time = comes_back(ticket.closed_at, ticket.queue.reopens_for_days, clock.now())
    if ticket.status == Status.CLOSED and who_is(by) is Who.CUSTOMER and not in_time:
        raise TicketIsClosed(ticket)
    _move(
        ticket,
        Status.OPEN,
        "helpdesk.ticket.reopened",
        by,
        ticket.version,
        due_at=first_due(clock.now(), ticket.queue.follow_up_hours),
        solved_at=None,
        closed_at=None,
    )


@transaction.atomic
def schedule_until(ticket: Ticket, moment: datetime, *, by: Actor, expected_version: int | None = None) -> None:
    """Put the ticket away until `moment`, when it opens by itself. Doing it twice changes nothing.

    Raises NotInThePast.
    """
    hold(ticket, expected_version)
    if (ticket.status, ticket.scheduled_for) == (Status.SCHEDULED, moment):
        return
    if moment <= clock.now():
        raise NotInThePast
    check_transition(ticket, Status.SCHEDULED, by)
    before = ticket.status
    store(ticket, status=Status.SCHEDULED, scheduled_for=moment, due_at=None, solved_at=None)
    record("helpdesk.ticket.scheduled", ticket, by=by, before=before, until=_minute(moment))


@transaction.atomic
def wake_ticket(ticket: Ticket, *, by: Actor) -> None:
    """Open a scheduled ticket whose time has come. Waking one that is not due or not scheduled changes nothing."""
    hold(ticket)
    is_due = ticket.scheduled_for is not None and ticket.scheduled_for <= clock.now()
    if ticket.status != Status.SCHEDULED or not is_due:
        return
    check_transition(ticket, Status.OPEN, by)
    due_at = first_due(clock.now(), ticket.queue.follow_up_hours)
    store(ticket, status=Status.OPEN, scheduled_for=None, due_at=due_at)
    record("helpdesk.ticket.woken", ticket, by=by)
    last = facts_about(ticket).filter(name="helpdesk.ticket.scheduled", actor_kind=ActorKind.STAFF.value).last()
    tell_came_back(ticket, last.actor_id if last is not None else None, by=by)


@transaction.atomic
def set_follow_up(ticket: Ticket, moment: datetime | None, *, by: Actor, expected_version: int | None = None) -> None:
    """Set the date by which we look again; None takes it away. Raises CannotFollow for a finished ticket."""
    hold(ticket, expected_version)
    if not ticket.is_unfinished:
        raise CannotFollow(ticket, Status.OPEN)
    if ticket.due_at == moment:
        return
    store(ticket, due_at=moment)
    record("helpdesk.ticket.follow_up_set", ticket, by=by, due=_minute(moment) if moment else None)


def _move(ticket: Ticket, wanted: Status, fact: str, by: Actor, expected_version: int | None, **changes: Any) -> None:
    hold(ticket, expected_version)
    if ticket.status == wanted:
        return
    check_transition(ticket, wanted, by)
    before = ticket.status
    store(ticket, **{"status": wanted, "due_at": None, "scheduled_for": None, **changes})
    record(fact, ticket, by=by, before=before)


def _minute(moment: datetime) -> str:
    """A moment as a fact's detail: `2026-11-21T20:15Z`, short of free text."""
    return moment.strftime("%Y-%m-%dT%H:%MZ")
