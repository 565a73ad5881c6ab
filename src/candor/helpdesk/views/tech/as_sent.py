"""Mails as they were sent and as they came: the sandboxed frame, its links, the header fields and the source."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from candor.helpdesk import as_sent
from candor.helpdesk.access import note_look, readable_message
from candor.helpdesk.models import Message
from candor.helpdesk.queries.as_sent import layout_of
from candor.helpdesk.queries.case import files_of_message
from candor.kernel.files import serve
from candor.kernel.http.request import Request
from candor.mail.public import original_to_save, shown_original
from candor.ui.public import page

MESSAGE = "helpdesk.message"


@require_safe
def message(request: Request, ref: str) -> HttpResponse:
    """One mail on a page of its own, with its links and files."""
    shown = _mail(request, ref)
    return page(
        request,
        "helpdesk/tech/as_sent.html",
        message=shown,
        ticket=shown.ticket,
        sent=layout_of(shown, face="tech"),
        links=as_sent.links_in(request, shown),
        files=files_of_message(shown, by=request.actor),
    )


@require_safe
def frame(request: Request, ref: str) -> HttpResponse:
    """A mail as it was sent, for the sandboxed frame."""
    return as_sent.frame(request, _mail(request, ref))


@require_POST
def pictures(request: Request, ref: str) -> HttpResponse:
    """The frame once more, with pictures from elsewhere."""
    return as_sent.frame_with_pictures(request, _mail(request, ref))


@require_safe
def original(request: Request, ref: str) -> HttpResponse:
    """The mail as it came: all header fields, and its source."""
    shown = _message(request, ref)
    found = shown_original(MESSAGE, shown.pk, by=request.actor)
    return page(request, "helpdesk/tech/original.html", message=shown, ticket=shown.ticket, original=found)


@require_safe
def original_file(request: Request, ref: str) -> HttpResponseBase:
    """The mail's bytes, to be saved."""
    found = original_to_save(MESSAGE, _message(request, ref).pk, ref, by=request.actor)
    if found is None:
        raise Http404
    return serve(found)


def _message(request: Request, ref: str) -> Message:
    shown = readable_message(request.actor, ref)
    note_look(request, shown.ticket)
    return shown


def _mail(request: Request, ref: str) -> Message:
    """404 for a message without a layout of its own."""
    shown = _message(request, ref)
    if not shown.html:
        raise Http404
    return shown
