"""Activation by files, for machines without a network: the request comes up, the signed answer goes down."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from candor.kernel.http.request import Request
from candor.licences import access
from candor.licences.actions.activating import Machine, Refusal, Why, activate, believed
from candor.licences.forms import OfflineForm
from candor.licences.models import Licence
from candor.licences.refusals import sentence_of
from candor.ui.public import page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def for_staff(request: Request, ref: str) -> HttpResponse:
    """For a customer on the telephone or by mail."""
    return _offline(request, access.workable_licence(request.actor, ref), "licences/business/offline.html")


@get_or_post
def for_customer(request: Request, ref: str) -> HttpResponse:
    """By the holder."""
    return _offline(request, access.own_licence(request.actor, ref), "licences/customer/offline.html")


def _offline(request: Request, licence: Licence, template: str) -> HttpResponse:
    form = OfflineForm(request.POST, request.FILES) if request.method == "POST" else OfflineForm()
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data["file"]
        try:
            if believed(asked["key"]).licence != licence.number:
                raise Refusal(Why.UNKNOWN)
            return _file(activate(asked["key"], Machine(asked["machine"], asked["label"]), by=request.actor), licence)
        except Refusal as refusal:
            form.add_error(None, _not_this(refusal))
    if licence.person_id is not None and request.actor.is_staff:
        access.note_look(request, licence)
    return page(request, template, status=422 if form.is_bound else 200, found=licence, form=form)


def _not_this(refusal: Refusal) -> str:
    if refusal.why is Why.UNKNOWN:
        return _("The file was made for another licence. Open that licence and bring the file there.")
    return sentence_of(refusal)


def _file(answer: bytes, licence: Licence) -> HttpResponse:
    response = HttpResponse(answer, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="activation-{licence.number}.json"'
    response["Cache-Control"] = "no-store"
    return response
