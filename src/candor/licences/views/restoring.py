"""Restoring licences by staff, and what is chosen for the time after an erasure."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.kernel.http.request import Request
from candor.licences import access, queries
from candor.licences.actions import restoring
from candor.licences.actions.issuing import MayNotBeUsed
from candor.licences.forms import ChoiceForm, ReceiptForm
from candor.licences.models import Licence
from candor.licences.views.business import people_found, see
from candor.licences.views.customer import choose_for, try_to_restore
from candor.licences.words import choices_told as told
from candor.ui.public import page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def restore(request: Request) -> HttpResponse:
    """Give a licence back to somebody who brings a receipt, or whose name was kept."""
    typed = request.POST if request.method == "POST" else request.GET
    person = access.person_meant(request.actor, typed.get("person", ""))
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    if person is not None and form.is_valid():
        try:
            licence = try_to_restore(request, form, person)
        except MayNotBeUsed:
            licence = None
            form.add_error(None, _("This person’s data is restricted. Ask the privacy office."))
        if licence is not None:
            return see(licence)
    text = request.GET.get("q", "").strip()[:100]
    kept = queries.kept_names(request.actor, text) if text else []
    shown = {"whom": person, "form": form, "kept": kept, "text": text, **people_found(request)}
    refused = 400 if person is None else 422
    return page(request, "licences/business/restore.html", status=refused if form.is_bound else 200, **shown)


@require_POST
def restore_kept(request: Request, kept: str) -> HttpResponse:
    """Give it to the person who is back, recognised by what was kept."""
    row = access.kept_name(request.actor, kept)
    person = access.person_meant(request.actor, request.POST.get("person", ""))
    if person is None:
        messages.error(request, _("Say who is back: choose a person first."))
        return HttpResponseRedirect(reverse("business:restore-licence"), status=303)
    try:
        restoring.restore_by_name(row, person, by=request.actor)
    except restoring.StillHeld:
        messages.error(request, _("Somebody holds this licence: there is nothing to restore."))
    except MayNotBeUsed:
        messages.error(request, _("This person’s data is restricted. Ask the privacy office."))
    else:
        messages.success(request, _("The licence is restored, with a new key."))
    return see(row.licence)


@get_or_post
def choose(request: Request, ref: str) -> HttpResponse:
    """Note what the holder wants to be able to come back with."""
    licence = _of_a_person(request, ref)
    form = ChoiceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code = choose_for(licence, form, request)
        if code:
            return page(request, "licences/business/receipt.html", found=licence, code=code)
        messages.success(request, _("The choice is noted."))
        return see(licence)
    access.note_look(request, licence)
    shown = {"found": licence, "choice": queries.choice_of(licence), "choices_told": told(), "form": form}
    return page(request, "licences/business/choose.html", status=422 if form.is_bound else 200, **shown)


@require_POST
def take_back(request: Request, ref: str) -> HttpResponse:
    """Forget what was chosen, and what is kept for it."""
    licence = access.workable_licence(request.actor, ref)
    choice = queries.choice_of(licence)
    if choice is not None and restoring.take_choice_back(choice, by=request.actor):
        messages.success(request, _("The choice is taken back."))
    return see(licence)


def _of_a_person(request: Request, ref: str) -> Licence:
    """A company's licence, or one that is nobody's, has no holder whose data could be erased."""
    licence = access.workable_licence(request.actor, ref)
    if licence.organisation_id is not None or licence.person_id is None:
        raise Http404
    return licence
