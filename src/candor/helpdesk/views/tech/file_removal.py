"""Removing a file of a message: choose it and say why, see every place that has it, remove it for good."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.helpdesk.actions.redacting import remove_file_around
from candor.helpdesk.models import Message
from candor.helpdesk.queries.redaction import cases_around, shown_holders
from candor.helpdesk.views.tech.answers import go_to
from candor.helpdesk.views.tech.redaction import REFUSALS, message_at, told
from candor.kernel.http.request import Request
from candor.privacy.public import FileForm
from candor.ui.public import page


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: Request, ref: str) -> HttpResponse:
    """The message's files and the reasons; then every place that has the chosen one. Nothing is changed yet."""
    message = message_at(request, ref)
    form = _form(request, message)
    if not form.is_valid():
        return _page(request, message, form, status=422 if form.is_bound else 200)
    places = shown_holders(request.actor, form.removal.file, cases_around(message.ticket))
    return _page(request, message, form, places=places)


@require_POST
def remove(request: Request, ref: str) -> HttpResponse:
    """Remove it for good."""
    message = message_at(request, ref)
    form = _form(request, message)
    if not form.is_valid():
        return _page(request, message, form, status=422)
    try:
        remove_file_around(message, form.removal, by=request.actor)
    except REFUSALS as refusal:
        problem, status = told(refusal)
        return _page(request, message, form, problem=problem, status=status)
    messages.success(request, _("The file is removed everywhere. The message says that it was."))
    return go_to("tech:ticket", message.ticket.ref, query=f"#m-{message.ref}")


def _form(request: Request, message: Message) -> FileForm:
    """404 where the message has no file: there is nothing to remove."""
    held = [each.file for each in message.attachments.select_related("file").order_by("id")]
    if not held:
        raise Http404
    return FileForm(held, request.POST if request.method == "POST" else None, read_by_customers=True)


def _page(request: Request, message: Message, form: FileForm, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    shown = {"places": None, "problem": "", **more}
    template = "helpdesk/tech/remove_file.html"
    return page(request, template, status=status, message=message, ticket=message.ticket, form=form, **shown)
