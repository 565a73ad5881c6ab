"""The case page: reading a ticket, its files, its printed form."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from candor.helpdesk.access import note_look, readable_attachment, readable_ticket
from candor.helpdesk.content import file_response
from candor.helpdesk.queries.case import contact_of, conversation
from candor.helpdesk.queries.times import times_of
from candor.helpdesk.views.shown_times import shown_time, shown_totals
from candor.helpdesk.views.tech.context import case_context, state_context
from candor.kernel.files import show_picture
from candor.kernel.http.request import Request
from candor.ui.public import page


@require_safe
def ticket(request: Request, ref: str) -> HttpResponse:
    """The conversation, the composer, and all about the case beside it."""
    case = readable_ticket(request.actor, ref)
    note_look(request, case)
    return page(request, "helpdesk/tech/ticket.html", **case_context(request, case))


@require_safe
def ticket_print(request: Request, ref: str) -> HttpResponse:
    """The whole case on clean paper; internal notes only when asked for."""
    case = readable_ticket(request.actor, ref)
    note_look(request, case)
    with_notes = request.GET.get("notes") == "yes"
    sayings = conversation(case, by=request.actor, whole=True)
    records = times_of(case, request.actor) if case.has_times else []  # type: ignore[attr-defined] # read with it
    return page(
        request,
        "helpdesk/tech/ticket_print.html",
        **state_context(request, case),
        contact=contact_of(case.requester_id),
        sayings=[saying for saying in sayings if with_notes or saying.side != "note"],
        with_notes=with_notes,
        times=[shown_time(record, sees_prices=False) for record in records],
        totals=shown_totals(records),
    )


@require_safe
def attachment(request: Request, ref: str) -> HttpResponseBase:
    """One file of a ticket that the actor may read, to be saved."""
    held = readable_attachment(request.actor, ref)
    note_look(request, held.message.ticket)
    return file_response(held.file)


@require_safe
def attachment_preview(request: Request, ref: str) -> HttpResponse:
    """A picture of a ticket that the actor may read, to be looked at."""
    held = readable_attachment(request.actor, ref)
    note_look(request, held.message.ticket)
    return show_picture(held.file)
