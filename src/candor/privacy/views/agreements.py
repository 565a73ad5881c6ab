"""Clients for whom we process: their agreements, recorded, changed, ended, and what they instructed us to do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.people.public import Refused
from candor.privacy import access
from candor.privacy.actions import agreements as actions
from candor.privacy.forms_clients import AgreementForm, EndForm, InstructionForm, NewAgreementForm, initial_of
from candor.privacy.models import ProcessingAgreement
from candor.privacy.queries import agreements as queries
from candor.privacy.queries.registers import today
from candor.privacy.views.going import see
from candor.ui.public import page

EDITOR, PAGE = "privacy/tech/agreement_form.html", "privacy/tech/agreement.html"
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def clients(request: Request) -> HttpResponse:
    """For whom we process now, or did."""
    ended = "ended" in request.GET
    rows, later = queries.agreements_page(request.actor, after=request.GET.get("after", ""), ended=ended)
    return page(request, "privacy/tech/clients.html", rows=rows, later=later, ended=ended)


@get_or_post
def new_agreement(request: Request, ref: str) -> HttpResponse:
    """Record that we process for an organisation."""
    organisation = access.organisation(request.actor, ref)
    form = NewAgreementForm(request.POST or None, initial={"version": 0, "begins_on": today()})
    shown: dict[str, Any] = {"form": form, "organisation": organisation, "row": None, "theirs": [], "refused": ""}
    if request.method != "POST" or not form.is_valid():
        return page(request, EDITOR, status=_status(request), **shown)
    try:
        row = actions.record_agreement(organisation, form.terms, form.cleaned_data["instruction"], by=request.actor)
    except Refused as refusal:
        return page(request, EDITOR, status=409, **shown | {"refused": str(refusal.reason)})
    messages.success(
        request, _("The agreement is recorded. From now on the client decides about requests of its people.")
    )
    return see("tech:privacy-client", row.ref)


@require_safe
def client(request: Request, ref: str) -> HttpResponse:
    """One agreement with its instructions, and what can be done."""
    return _page(request, access.agreement(request.actor, ref))


@get_or_post
def change(request: Request, ref: str) -> HttpResponse:
    """Other terms, or another contact."""
    row = access.agreement(request.actor, ref)
    form = AgreementForm(request.POST or None, initial=initial_of(row))
    shown: dict[str, Any] = {"form": form, "organisation": row.organisation, "row": row, "theirs": [], "refused": ""}
    if request.method != "POST" or not form.is_valid():
        return page(request, EDITOR, status=_status(request), **shown)
    try:
        actions.change_agreement(row, form.cleaned_data["version"], form.terms, by=request.actor)
    except Refused as refusal:
        return page(request, EDITOR, status=409, **shown | {"refused": str(refusal.reason)})
    except actions.AgreementChanged as conflict:
        theirs = _differences(form, conflict.present)
        form.data = {**request.POST.dict(), "version": str(conflict.present.version)}
        return page(request, EDITOR, status=409, **shown | {"theirs": theirs})
    messages.success(request, _("The agreement is saved."))
    return see("tech:privacy-client", ref)


@require_POST
def instruct(request: Request, ref: str) -> HttpResponse:
    """Document what the client told us to do."""
    row, form = access.agreement(request.actor, ref), InstructionForm(request.POST)
    if not form.is_valid():
        return _page(request, row, status=422, instruction_form=form)
    actions.document_instruction(row, form.cleaned_data["text"], form.cleaned_data["given_on"], by=request.actor)
    messages.success(request, _("The instruction is documented."))
    return see("tech:privacy-client", ref)


@require_POST
def end(request: Request, ref: str) -> HttpResponse:
    """Note the agreement's last day."""
    row = access.agreement(request.actor, ref)
    form = EndForm(request.POST, agreement=row)
    if not form.is_valid():
        return _page(request, row, status=422, end_form=form)
    if actions.end_agreement(row, form.cleaned_data["last_day"], by=request.actor):
        messages.success(request, _("The end is noted. What is theirs goes when the days after it are over."))
    return see("tech:privacy-client", ref)


@require_POST
def returned(request: Request, ref: str) -> HttpResponse:
    """Note that everything was handed back."""
    if actions.note_returned(access.agreement(request.actor, ref), today(), by=request.actor):
        messages.success(request, _("It is noted that everything was handed back."))
    return see("tech:privacy-client", ref)


def _page(request: Request, row: ProcessingAgreement, status: int = 200, **forms: Any) -> HttpResponse:
    shown = {
        "row": queries.agreement_row(row),
        "instructions": queries.instructions_of(row),
        "instruction_form": InstructionForm(initial={"given_on": today()}),
        "end_form": EndForm(initial={"last_day": today()}, agreement=row),
        "languages_of": {"en": "English", "de": "Deutsch"},
        **forms,
    }
    return page(request, PAGE, status=status, **shown)


def _differences(form: AgreementForm, present: ProcessingAgreement) -> list[tuple[str, str, str]]:
    """Field, what was typed, what somebody else saved."""
    return [
        (str(bound.label), str(form.cleaned_data[bound.name] or ""), str(getattr(present, bound.name) or ""))
        for bound in form.visible_fields()
        if form.cleaned_data[bound.name] != getattr(present, bound.name)
    ]


def _status(request: Request) -> int:
    return 422 if request.method == "POST" else 200
