"""Programs change what a ticket is: subject, kind, priority, category, follow-up date. Each needs the ticket's ETag."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from candor.helpdesk.actions import describing, progress
from candor.helpdesk.api.operations import TICKETS, WRITE
from candor.helpdesk.api.schemas import PRIORITY_BY_NAME, TicketIn, TicketOut
from candor.helpdesk.api.tickets import shown_again, version_of, workable_for
from candor.helpdesk.forms import tech as forms
from candor.helpdesk.models import Ticket
from candor.kernel.api.forms import cleaned
from candor.kernel.api.headers import must_match
from candor.kernel.api.schemas import PathRef


@TICKETS.write(
    "PATCH",
    "tickets/{slug:ref}",
    scope=WRITE,
    response=TicketOut,
    summary="Change a ticket",
    match="must",
    problems=["conflict"],
    example={"priority": "high"},
)
def change_ticket(request: HttpRequest, ref: PathRef, payload: TicketIn) -> TicketOut:
    """Change the fields that are sent; the others stay. For staff. All of it happens or nothing."""
    asking: Any = request
    ticket = workable_for(request, ref)
    must_match(request, version_of(request, ticket))
    seen = ticket.version
    for field in [name for name in CHANGES if name in payload.model_fields_set]:
        CHANGES[field](ticket, payload, asking.actor, seen)
        seen = ticket.version
    return shown_again(request, ticket)


def _rename(ticket: Ticket, payload: TicketIn, actor: Any, seen: int) -> None:
    clean = cleaned(forms.SubjectForm(ticket, actor, {"subject": payload.subject or ""}))
    describing.change_subject(ticket, clean["subject"], by=actor, expected_version=seen)


def _set_kind(ticket: Ticket, payload: TicketIn, actor: Any, seen: int) -> None:
    clean = cleaned(forms.KindForm(ticket, actor, {"kind": payload.kind or ""}))
    describing.set_kind(ticket, clean["kind"], by=actor, expected_version=seen)


def _prioritise(ticket: Ticket, payload: TicketIn, actor: Any, seen: int) -> None:
    number = PRIORITY_BY_NAME[payload.priority] if payload.priority else ""
    clean = cleaned(forms.PriorityForm(ticket, actor, {"priority": str(number and int(number))}))
    describing.set_priority(ticket, clean["priority"], by=actor, expected_version=seen)


def _categorise(ticket: Ticket, payload: TicketIn, actor: Any, seen: int) -> None:
    clean = cleaned(forms.CategoryForm(ticket, actor, {"category": payload.category or ""}))
    describing.set_category(ticket, clean["category"], by=actor, expected_version=seen)


def _follow_up(ticket: Ticket, payload: TicketIn, actor: Any, seen: int) -> None:
    progress.set_follow_up(ticket, payload.due_at, by=actor, expected_version=seen)


CHANGES: dict[str, Callable[[Ticket, TicketIn, Any, int], None]] = {
    "subject": _rename,
    "kind": _set_kind,
    "priority": _prioritise,
    "category": _categorise,
    "due_at": _follow_up,
}
"""How each field changes, in the order in which several are changed."""
