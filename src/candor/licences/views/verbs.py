"""What staff do with a licence: each verb has an address of its own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.kernel.http.request import Request
from candor.licences import access
from candor.licences.actions import changing
from candor.licences.actions.activating import free_place
from candor.licences.actions.issuing import ChangedMeanwhile, MayNotBeUsed
from candor.licences.forms import ChangeForm, ExtendForm, RevokeForm, TransferForm, VersionForm
from candor.licences.models import RevokeReason
from candor.licences.views.business import companion, licence_page, people_found, see
from candor.ui.public import page

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
def change(request: Request, ref: str) -> HttpResponse:
    """Its terms."""
    licence = access.workable_licence(request.actor, ref)
    access.note_look(request, licence)
    form, status = ChangeForm(licence, request.POST or None), 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            is_new = changing.change_terms(licence, form.cleaned_data["version"], form.terms, by=request.actor)
        except ChangedMeanwhile:
            form, status = _overwriting(request, ref), 409
        else:
            messages.success(request, _("The licence has a new key.") if is_new else _("The licence is saved."))
            return see(licence)
    return page(request, "licences/business/change.html", status=status, found=licence, form=form)


@require_POST
def extend(request: Request, ref: str) -> HttpResponse:
    """Maintenance goes on."""
    licence = access.workable_licence(request.actor, ref)
    form = ExtendForm(licence, request.POST, auto_id="extend_%s")
    if not form.is_valid():
        return licence_page(request, licence, 422, extending=form)
    if changing.extend_maintenance(licence, form.cleaned_data["until"], by=request.actor):
        messages.success(request, _("Maintenance is extended, with a new key."))
    return see(licence)


@get_or_post
def transfer(request: Request, ref: str) -> HttpResponse:
    """Somebody else holds it."""
    licence = access.workable_licence(request.actor, ref)
    typed = request.POST if request.method == "POST" else request.GET
    person = access.person_meant(request.actor, typed.get("person", ""))
    organisation = companion(person) if person is not None else None
    data = request.POST if request.method == "POST" else None
    form = TransferForm(person, organisation, data) if person is not None else None
    if person is not None and form is not None and form.is_valid():
        try:
            held_by = organisation if form.cleaned_data["holder"] else None
            if changing.transfer(licence, person, held_by, by=request.actor):
                messages.success(request, _("The licence is transferred. Earlier keys count no more."))
        except MayNotBeUsed:
            form.add_error(None, _("This person’s data is restricted. Ask the privacy office."))
        else:
            return see(licence)
    access.note_look(request, licence)
    refused = 400 if person is None else 422
    status = refused if request.method == "POST" else 200
    shown = {"found": licence, "whom": person, "form": form, **people_found(request)}
    return page(request, "licences/business/transfer.html", status=status, **shown)


@require_POST
def replace_key(request: Request, ref: str) -> HttpResponse:
    """A new key; earlier ones count no more."""
    licence = access.workable_licence(request.actor, ref)
    form = VersionForm(request.POST)
    if form.is_valid() and changing.replace_key(licence, form.cleaned_data["version"], by=request.actor):
        messages.success(request, _("The licence has a new key. Earlier ones count no more."))
    return see(licence)


@get_or_post
def revoke(request: Request, ref: str) -> HttpResponse:
    """It counts no more."""
    licence = access.workable_licence(request.actor, ref)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        access.note_look(request, licence)
        status = 422 if form.is_bound else 200
        return page(request, "licences/business/revoke.html", status=status, found=licence, form=form)
    if changing.revoke(licence, RevokeReason(form.cleaned_data["reason"]), by=request.actor):
        messages.success(request, _("The licence is revoked."))
    return see(licence)


@require_POST
def reinstate(request: Request, ref: str) -> HttpResponse:
    """It counts again."""
    licence = access.workable_licence(request.actor, ref)
    if changing.reinstate(licence, by=request.actor):
        messages.success(request, _("The licence counts again."))
    return see(licence)


@require_POST
def free_machine(request: Request, ref: str, machine: str) -> HttpResponse:
    """A machine's place is free for another one."""
    licence = access.workable_licence(request.actor, ref)
    if free_place(access.machine_of(licence, machine), by=request.actor):
        messages.success(request, _("The place is free."))
    return see(licence)


def _overwriting(request: Request, ref: str) -> ChangeForm:
    """Somebody else saved first: what was typed stays, and sending it again overwrites knowingly."""
    present = access.workable_licence(request.actor, ref)
    data = request.POST.copy()
    data["version"] = str(present.version)
    again = ChangeForm(present, data)
    again.add_error(
        None,
        _(
            "A colleague has changed this licence meanwhile. Your entries are still here: send them again to overwrite"
            " theirs."
        ),
    )
    return again
