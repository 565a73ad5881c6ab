"""The register of recipients: who gets people's data, and what they were asked to do about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.people.public import Refused
from candor.privacy import access
from candor.privacy.actions import recipients as actions
from candor.privacy.disclosure_sources import sources, what_to_enter
from candor.privacy.forms_recipients import RecipientForm, initial_of
from candor.privacy.models import Recipient
from candor.privacy.queries import recipients as queries
from candor.privacy.queries.received import names_in_office
from candor.privacy.views.going import see
from candor.ui.public import page

LIST, EDITOR, ONE = (f"privacy/tech/{name}.html" for name in ("recipients", "recipient_form", "recipient"))


@require_safe
def recipients(request: Request) -> HttpResponse:
    """Those that get data, or those that get none any more."""
    ended = "ended" in request.GET
    found = queries.recipients_page(request.actor, after=request.GET.get("after", "")[:16], ended=ended)
    return page(request, LIST, found=found, ended=ended)


@require_http_methods(["GET", "HEAD", "POST"])
def new_recipient(request: Request) -> HttpResponse:
    """Enter one."""
    form = RecipientForm(request.POST or None, initial={"version": 0})
    form.is_bound = request.method == "POST"
    if not form.is_bound or not form.is_valid():
        return _editor(request, form, None, 422 if form.is_bound else 200)
    try:
        recipient = actions.add_recipient(form.words, by=request.actor)
    except Refused as refusal:
        form.add_error("feeds_from", str(refusal.reason))
        return _editor(request, form, None, 409)
    messages.success(request, _("The recipient stands on the register."))
    return see("tech:privacy-recipient", recipient.ref)


@require_safe
def recipient(request: Request, ref: str) -> HttpResponse:
    """What the register says, what went there, and what they were asked to do."""
    found = access.recipient(request.actor, ref)
    return page(
        request,
        ONE,
        found=found,
        groups=names_in_office(found.groups),
        feeds=sources().get(found.feeds_from, ""),
        to_enter=what_to_enter(found.feeds_from),
        disclosures=queries.last_disclosures_to(request.actor, found),
        tasks=queries.last_tasks_of(request.actor, found),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, ref: str) -> HttpResponse:
    """Something about them is different now."""
    found = access.recipient(request.actor, ref)
    form = RecipientForm(request.POST or None, initial=initial_of(found))
    form.is_bound = request.method == "POST"
    if not form.is_bound or not form.is_valid():
        return _editor(request, form, found, 422 if form.is_bound else 200)
    try:
        actions.change_recipient(found, form.cleaned_data["version"], form.words, by=request.actor)
    except actions.RecipientChanged as conflict:
        return _overtaken(request, form, conflict.present)
    except Refused as refusal:
        form.add_error("feeds_from", str(refusal.reason))
        return _editor(request, form, found, 409)
    messages.success(request, _("Saved."))
    return see("tech:privacy-recipient", ref)


@require_POST
def end(request: Request, ref: str) -> HttpResponse:
    """They get no more data."""
    found = access.recipient(request.actor, ref)
    if actions.end_recipient(found, by=request.actor):
        messages.success(request, _("Nothing more goes there. What they received stays on record."))
    return see("tech:privacy-recipient", ref)


def _editor(request: Request, form: RecipientForm, found: Recipient | None, status: int, **more: Any) -> HttpResponse:
    return page(request, EDITOR, status=status, form=form, found=found, **{"theirs": (), **more})


def _overtaken(request: Request, form: RecipientForm, present: Recipient) -> HttpResponse:
    """Somebody else saved first: both are shown, and sending again overwrites knowingly."""
    theirs = [
        (form.fields[name].label, form[name].value(), getattr(present, name))
        for name in form.fields
        if name != "version" and form.cleaned_data[name] != getattr(present, name)
    ]
    form.data = {**{key: request.POST.getlist(key) if key == "groups" else request.POST[key] for key in request.POST},
                 "version": str(present.version)}  # fmt: skip
    return _editor(request, form, present, 409, theirs=theirs)
