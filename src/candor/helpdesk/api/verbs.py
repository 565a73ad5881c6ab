"""What programs do with a ticket, each verb at its own address. All need the ticket's ETag."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

from candor.helpdesk.actions import progress, routing
from candor.helpdesk.api.operations import TICKETS, WRITE
from candor.helpdesk.api.schemas import AssigneeIn, QueueIn, ScheduleIn, TicketOut
from candor.helpdesk.api.tickets import shown_again, ticket_for, version_of, workable_for
from candor.helpdesk.forms import tech as forms
from candor.helpdesk.models import Ticket
from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import must_match
from candor.kernel.api.schemas import PathRef

Verb = TypeVar("Verb", bound=Callable[..., TicketOut])

TICKET = "tickets/{slug:ref}"


def _verb(path: str, summary: str, *, example: Any = None, takes_body: bool = False) -> Callable[[Verb], Verb]:
    return TICKETS.write(
        "POST",
        f"{TICKET}/{path}",
        scope=WRITE,
        response=TicketOut,
        summary=summary,
        match="must",
        problems=["conflict"],
        example=example,
        takes_body=takes_body,
    )


@_verb("taking", "Take a ticket")
def take_ticket(request: HttpRequest, ref: PathRef) -> TicketOut:
    """Give the ticket to the owner of the token. For staff."""
    asking: Any = request
    return _done(request, workable_for(request, ref), routing.assign, asking.person)


@_verb("assignee", "Assign a ticket", example={"assignee": None}, takes_body=True)
def assign_ticket(request: HttpRequest, ref: PathRef, payload: AssigneeIn) -> TicketOut:
    """Give the ticket to somebody who works its queue, or to nobody. For staff."""
    asking: Any = request
    ticket = workable_for(request, ref)
    clean = cleaned(forms.AssigneeForm(ticket, asking.actor, {"assignee": payload.assignee or ""}))
    return _done(request, ticket, routing.assign, clean["assignee"])


@_verb("queue", "Move a ticket", example={"queue": "0f3kq8z1v7n2m5ax"}, takes_body=True)
def move_ticket(request: HttpRequest, ref: PathRef, payload: QueueIn) -> TicketOut:
    """Put the ticket into another queue that the owner of the token sees. For staff.

    In a closed queue it may be out of sight afterwards: then the answer is 404, and the ticket stays where it was.
    """
    asking: Any = request
    ticket = workable_for(request, ref)
    clean = cleaned(forms.QueueForm(ticket, asking.actor, {"queue": payload.queue}))
    return _done(request, ticket, routing.move_to_queue, clean["queue"])


@_verb("waiting-for-customer", "Wait for the customer")
def wait_for_customer(request: HttpRequest, ref: PathRef) -> TicketOut:
    """The next move is the customer's. For staff."""
    return _done(request, workable_for(request, ref), progress.wait_for_customer)


@_verb("waiting-for-others", "Wait for others")
def wait_for_others(request: HttpRequest, ref: PathRef) -> TicketOut:
    """The next move is somebody else's. For staff."""
    return _done(request, workable_for(request, ref), progress.wait_for_other)


@_verb("schedule", "Put a ticket away", example={"until": "2037-05-04T10:00:00Z"}, takes_body=True)
def schedule_ticket(request: HttpRequest, ref: PathRef, payload: ScheduleIn) -> TicketOut:
    """Put the ticket away until a moment, when it opens by itself. For staff."""
    return _done(request, workable_for(request, ref), progress.schedule_until, payload.until)


@_verb("solution", "Solve a ticket")
def solve_ticket(request: HttpRequest, ref: PathRef) -> TicketOut:
    """We think that it is solved; the customer's next message opens it again. For staff."""
    return _done(request, workable_for(request, ref), progress.solve_ticket)


@_verb("closure", "Close a ticket")
def close_ticket(request: HttpRequest, ref: PathRef) -> TicketOut:
    """Close the ticket: staff theirs, customers their own."""
    return _done(request, _own_or_workable(request, ref), progress.close_ticket)


@_verb("reopening", "Reopen a ticket")
def reopen_ticket(request: HttpRequest, ref: PathRef) -> TicketOut:
    """It was not over after all: staff theirs, customers their own."""
    return _done(request, _own_or_workable(request, ref), progress.reopen_ticket)


def _own_or_workable(request: Any, ref: str) -> Ticket:
    return ticket_for(request, ref) if request.actor.is_customer else workable_for(request, ref)


def _done(request: Any, ticket: Ticket, verb: Callable[..., None], *values: Any) -> TicketOut:
    must_match(request, version_of(request, ticket))
    verb(ticket, *values, by=request.actor, expected_version=ticket.version)
    return shown_again(request, ticket)
