"""Redacting a message: mark a span, see every place where it stands, take it away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.helpdesk.access import note_look, workable_message
from candor.helpdesk.actions.redacting import redact_around
from candor.helpdesk.forms.redaction import SpanForm
from candor.helpdesk.models import Message
from candor.helpdesk.queries.redaction import cases_around, shown_places
from candor.helpdesk.refusals import TicketIsHeld
from candor.helpdesk.views.tech.answers import go_to
from candor.kernel.http.request import Request
from candor.privacy.public import LedgerBroken, LedgerBusy, NothingToRedact
from candor.ui.public import page

REFUSALS = (TicketIsHeld, NothingToRedact, LedgerBusy, LedgerBroken)


@require_http_methods(["GET", "HEAD", "POST"])
def redact(request: Request, ref: str) -> HttpResponse:
    """The message's text to mark a span in; then every place where it stands. Nothing is changed yet."""
    message = message_at(request, ref)
    form = SpanForm(message, request.POST or None)
    if not form.is_valid():
        return _page(request, message, form, status=422 if request.method == "POST" else 200)
    places = shown_places(request.actor, form.variants, cases_around(message.ticket))
    return _page(request, message, form, places=places)


@require_POST
def take_away(request: Request, ref: str) -> HttpResponse:
    """Take it away for good."""
    message = message_at(request, ref)
    form = SpanForm(message, request.POST)
    if not form.is_valid():
        return _page(request, message, form, status=422)
    try:
        redact_around(message, form.variants, by=request.actor)
    except REFUSALS as refusal:
        problem, status = told(refusal)
        return _page(request, message, form, problem=problem, status=status)
    messages.success(request, _("It is taken away everywhere. The message says that it was redacted."))
    return go_to("tech:ticket", message.ticket.ref, query=f"#m-{message.ref}")


def told(refusal: Exception) -> tuple[str, int]:
    """Why nothing was taken away, and the status of the answer."""
    match refusal:
        case TicketIsHeld():
            held = _(
                "A legal hold covers this case or one joined with it. Nothing was changed: ask the privacy office."
            )
            return held, 409
        case NothingToRedact():
            return _("It stands nowhere any more: somebody else was quicker."), 409
    failed = _("The privacy ledger could not be written. Nothing was changed: try again or tell the administrator.")
    return failed, 503


def message_at(request: Request, ref: str) -> Message:
    """The message of a case that the reader may work on, or 404. The look is noted."""
    message = workable_message(request.actor, ref)
    note_look(request, message.ticket)
    return message


def _page(request: Request, message: Message, form: SpanForm, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    shown = {"places": None, "problem": "", **more}
    return page(
        request, "helpdesk/tech/redact.html", status=status, message=message, ticket=message.ticket, form=form, **shown
    )
