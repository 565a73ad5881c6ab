"""A request that a client decides about: passing it on, and noting what the client has said."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.kernel.http.request import Request
from candor.people.public import Refused
from candor.privacy import access
from candor.privacy.actions import client_requests as actions
from candor.privacy.forms_clients import AnswerForm, PassedForm
from candor.privacy.models import ToldHow
from candor.privacy.queries.erasures import person_of
from candor.privacy.queries.registers import today
from candor.privacy.rights import words_of
from candor.privacy.views.going import note_look, see
from candor.ui.public import page


@require_POST
def mail(request: Request, ref: str) -> HttpResponse:
    """Pass it on by mail, without waiting for the plan to be confirmed."""
    row = access.client_request(request.actor, ref)
    if actions.mail_client(row, by=request.actor):
        messages.success(request, _("The request is on its way to the client."))
    else:
        messages.error(request, _("No mail was sent: it was passed on already, or nobody there can be written to."))
    return see("tech:privacy-erasure", row.erasure.ref)


@require_POST
def passed(request: Request, ref: str) -> HttpResponse:
    """Somebody of us has told the client."""
    row, form = access.client_request(request.actor, ref), PassedForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how the client was told. Nothing was noted."))
    elif actions.note_passed_on(row, ToldHow(form.cleaned_data["how"]), by=request.actor):
        messages.success(request, _("It is noted that the client was told."))
    return see("tech:privacy-erasure", row.erasure.ref)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, ref: str) -> HttpResponse:
    """Note what the client has said; the decision follows it."""
    row = access.client_request(request.actor, ref)
    form, refused = AnswerForm(request.POST or None, initial={"said_on": today()}), ""
    form.is_bound = request.method == "POST"
    note_look(request, row.erasure)
    if form.is_bound and form.is_valid():
        try:
            erasure = actions.note_answer(row, form.answer, by=request.actor)
        except Refused as refusal:
            refused = str(refusal.reason)
        else:
            messages.success(request, _("The answer is noted. What is decided follows it."))
            return see("tech:privacy-erasure", erasure.ref)
    shown = {"row": row, "whom": person_of(request.actor, row.erasure), "right": words_of(row.erasure.right)}
    status = 409 if refused else 422 if form.is_bound else 200
    return page(request, "privacy/tech/client_answer.html", status=status, form=form, refused=refused, **shown)
