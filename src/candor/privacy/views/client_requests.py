"""A request that a client decides about: passing it on, and noting what the client has said."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.kernel.http.request import Request
from candor.people.public import Refused
from candor.privacy import access
from candor.privacy.actions import client_requests as actions
from candor.privacy.forms_clients import AnswerForm, CopyAnswerForm, PassedForm
from candor.privacy.models import ClientRequest, Copy, Erasure, SubjectRequest, ToldHow
from candor.privacy.queries.client_requests import whoever_asks
from candor.privacy.queries.registers import today
from candor.privacy.telling_clients import OF_COPIES, request_of
from candor.privacy.views.going import note_look, see
from candor.ui.public import page


@require_POST
def mail(request: Request, ref: str) -> HttpResponse:
    """Pass it on by mail, without waiting for the evening or for the plan to be confirmed."""
    row = access.client_request(request.actor, ref)
    if actions.mail_client(row, by=request.actor):
        messages.success(request, _("The request is on its way to the client."))
    else:
        messages.error(request, _("No mail was sent: it was passed on already, or nobody there can be written to."))
    return _back(row)


@require_POST
def passed(request: Request, ref: str) -> HttpResponse:
    """Somebody of us has told the client."""
    row, form = access.client_request(request.actor, ref), PassedForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how the client was told. Nothing was noted."))
    elif actions.note_passed_on(row, ToldHow(form.cleaned_data["how"]), by=request.actor):
        messages.success(request, _("It is noted that the client was told."))
    return _back(row)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, ref: str) -> HttpResponse:
    """Note what the client has said; the decision follows it."""
    row = access.client_request(request.actor, ref)
    asked, refused = request_of(row), ""
    form = _form(request, asked.carrier)
    note_look(request, asked.carrier)
    if form.is_bound and form.is_valid():
        try:
            go_on = _note(request, row, form.answer)
        except Refused as refusal:
            refused = str(refusal.reason)
        else:
            messages.success(request, _("The answer is noted. What is decided follows it."))
            return go_on
    shown = {"row": row, "asked": asked, "whom": whoever_asks(request.actor, row)}
    status = 409 if refused else 422 if form.is_bound else 200
    return page(request, "privacy/tech/client_answer.html", status=status, form=form, refused=refused, **shown)


def _form(request: Request, carrier: Erasure | Copy | SubjectRequest) -> AnswerForm:
    is_copy = isinstance(carrier, Copy) or (isinstance(carrier, SubjectRequest) and carrier.kind in OF_COPIES)
    kind = CopyAnswerForm if is_copy else AnswerForm
    form = kind(request.POST or None, initial={"said_on": today()})
    form.is_bound = request.method == "POST"
    return form


def _note(request: Request, row: ClientRequest, said: actions.Answer) -> HttpResponse:
    if row.erasure is not None:
        return see("tech:privacy-erasure", actions.note_answer(row, row.erasure, said, by=request.actor).ref)
    if row.copy is not None:
        actions.note_answer_about_copy(row, row.copy, said, by=request.actor)
    else:
        actions.note_answer_about_request(row, said, by=request.actor)
    return _back(row)


def _back(row: ClientRequest) -> HttpResponse:
    return HttpResponseRedirect(request_of(row).page, status=303)
