"""What sales does with a lead: each verb has an address of its own and takes POST only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from candor.business import access_leads as access
from candor.business.access import workable_correspondence
from candor.business.actions import lead_steps, lead_work, leads, notices, rights
from candor.business.forms_leads import ChangeLeadForm, LoseForm, NoteForm, RightForm, StageForm, TaskForm, WinForm
from candor.business.models import EntryKind, Lead
from candor.business.views.leads import lead_page
from candor.kernel.http.request import Request
from candor.ui.public import page

BOARDS = {"open": "", "mine": "?show=mine"}
"""From which board a card was moved, and its address there."""


@require_POST
def move(request: Request, ref: str) -> HttpResponse:
    """Move it to another stage, and back to where the button stood."""
    lead = access.workable_lead(request.actor, ref)
    form = StageForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This stage is gone. Choose another one."))
    elif not lead_steps.move_lead(lead, form.cleaned_data["stage"], by=request.actor) and not lead.is_open:
        messages.error(request, _("This lead is decided. Open it again first."))
    else:
        words = _("%(name)s now stands at “%(stage)s”.")
        messages.success(request, words % {"name": lead.name, "stage": form.cleaned_data["stage"].name})
    if (board := request.POST.get("from")) in BOARDS:
        return HttpResponseRedirect(reverse("business:board") + BOARDS[board], status=303)
    return _to(lead)


@require_POST
def take(request: Request, ref: str) -> HttpResponse:
    """See to it oneself."""
    lead = access.workable_lead(request.actor, ref)
    if not leads.take_lead(lead, by=request.actor):
        messages.error(request, _("A colleague has taken it already."))
    return _to(lead)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, ref: str) -> HttpResponse:
    """What is written about it."""
    lead = access.workable_lead(request.actor, ref)
    form, status = ChangeLeadForm(lead, request.POST or None), 422 if request.method == "POST" else 200
    if form.is_valid():
        clean = form.cleaned_data
        details = leads.LeadDetails(clean["interest"], clean["owner"], clean["value"], clean["currency"])
        try:
            leads.change_lead(lead, clean["version"], details, by=request.actor)
        except leads.ChangedMeanwhile:
            form, status = _overwriting(request, form, ref), 409
        else:
            messages.success(request, _("The lead is saved."))
            return _to(lead)
    access.note_look(request, lead)
    return page(request, "business/leads/change.html", status=status, found=lead, form=form)


@require_POST
def win(request: Request, ref: str) -> HttpResponse:
    """Make a customer of it."""

    def act(lead: Lead, clean: dict[str, Any]) -> None:
        if lead_steps.win_lead(lead, clean["organisation"], by=request.actor):
            undo = f"undo:{reverse('business:lead-reopen', args=[lead.ref])}"
            messages.success(request, _("%(name)s is a customer now.") % {"name": lead.name}, extra_tags=undo)

    return _done(request, ref, "winning", WinForm, act)


@require_http_methods(["GET", "HEAD", "POST"])
def lose(request: Request, ref: str) -> HttpResponse:
    """Put it down as lost, and say why."""
    lead = access.workable_lead(request.actor, ref)
    form = LoseForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        access.note_look(request, lead)
        status = 422 if form.is_bound else 200
        return page(request, "business/leads/lose.html", status=status, found=lead, form=form)
    if lead_steps.lose_lead(lead, form.cleaned_data["reason"], form.cleaned_data["text"], by=request.actor):
        undo = f"undo:{reverse('business:lead-reopen', args=[lead.ref])}"
        messages.success(request, _("The lead is put down as lost."), extra_tags=undo)
    return _to(lead)


@require_POST
def reopen(request: Request, ref: str) -> HttpResponse:
    """Take winning or losing back."""
    lead = access.workable_lead(request.actor, ref)
    if lead_steps.reopen_lead(lead, by=request.actor):
        messages.success(request, _("The lead is open again."))
    return _to(lead)


@require_POST
def note(request: Request, ref: str) -> HttpResponse:
    """Write down a note, a call, a meeting."""

    def act(lead: Lead, clean: dict[str, Any]) -> None:
        lead_work.note(lead, EntryKind(clean["kind"]), clean["text"], by=request.actor)

    return _done(request, ref, "noting", NoteForm, act)


@require_POST
def plan(request: Request, ref: str) -> HttpResponse:
    """Plan what is to be done."""

    def act(lead: Lead, clean: dict[str, Any]) -> None:
        lead_work.plan_task(lead, lead_work.NewTask(**clean), by=request.actor)
        messages.success(request, _("The task is planned."))

    return _done(request, ref, "planning", TaskForm, act)


@require_POST
def finish(request: Request, task: str) -> HttpResponse:
    """A task is done."""
    found = access.workable_task(request.actor, task)
    if lead_work.finish_task(found, by=request.actor):
        undo = f"undo:{reverse('business:task-open', args=[found.ref])}"
        messages.success(request, _("The task is done."), extra_tags=undo)
    if request.POST.get("from") == "start":
        return HttpResponseRedirect(reverse("business:start"), status=303)
    return _to(found.lead)


@require_POST
def unfinish(request: Request, task: str) -> HttpResponse:
    """It is still to be done after all."""
    found = access.workable_task(request.actor, task)
    lead_work.unfinish_task(found, by=request.actor)
    return _to(found.lead)


@require_POST
def grant(request: Request, ref: str) -> HttpResponse:
    """Write down by which right the person may be approached."""

    def act(lead: Lead, clean: dict[str, Any]) -> None:
        if lead.person is not None:
            rights.record_right(lead.person, rights.NewRight(**clean), by=request.actor)
            messages.success(request, _("The right is written down."))

    return _done(request, ref, "granting", RightForm, act)


@require_POST
def end_right(request: Request, ref: str, right: str) -> HttpResponse:
    """A right counts no more."""
    lead, found = access.workable_right(request.actor, ref, right)
    rights.end_right(found, by=request.actor)
    messages.success(request, _("The right counts no more."))
    return _to(lead)


@require_POST
def tell(request: Request, ref: str) -> HttpResponse:
    """Tell the person by mail where their data comes from."""
    lead = access.workable_lead(request.actor, ref)
    try:
        if notices.send_notice(lead, by=request.actor):
            messages.success(request, _("The notice is on its way."))
    except notices.NowhereToWrite:
        messages.error(request, _("No address is known to which mail may go. Tell them by letter or telephone."))
    return _to(lead)


@require_POST
def tell_otherwise(request: Request, ref: str) -> HttpResponse:
    """Note that the person was told another way."""
    lead = access.workable_lead(request.actor, ref)
    if notices.told_otherwise(lead, by=request.actor):
        messages.success(request, _("It is noted that they were told."))
    return _to(lead)


@require_POST
def of_mail(request: Request, ref: str) -> HttpResponse:
    """Make a lead of sales mail."""
    found = workable_correspondence(request.actor, ref)
    try:
        lead = leads.lead_of_mail(found, by=request.actor)
    except leads.MayNotBeUsed:
        messages.error(request, _("This person’s data is restricted. Ask the privacy office."))
        return HttpResponseRedirect(reverse("tech:sales-correspondence", args=[ref]), status=303)
    return _to(lead)


def told_why(refusal: Exception) -> str:
    """Why an action did nothing, in a sentence for the form."""
    if isinstance(refusal, lead_work.NoRight):
        return _(
            "Nobody recorded a right to approach this person by this channel. "
            "Write it down first, or plan something else."
        )
    if isinstance(refusal, rights.Suppressed):
        return _("This person asked not to be approached on this channel. Only they can take that back.")
    return _("The law knows no such ground for this channel (§ 7 UWG).")


def _done(
    request: Request, ref: str, name: str, kind: type[forms.Form], act: Callable[[Lead, dict[str, Any]], None]
) -> HttpResponse:
    """Do it and show the lead; a refused form comes back open, with what was typed (422)."""
    lead = access.workable_lead(request.actor, ref)
    form = kind(request.POST, auto_id=f"{AUTO_IDS[name]}_%s")
    if form.is_valid():
        try:
            act(lead, form.cleaned_data)
        except (lead_work.NoRight, rights.Suppressed, rights.DoesNotFit) as refusal:
            form.add_error(None, told_why(refusal))
        else:
            return _to(lead)
    return lead_page(request, lead, 422, **{name: form})


AUTO_IDS = {"noting": "note", "planning": "task", "winning": "win", "granting": "right"}


def _overwriting(request: Request, form: ChangeLeadForm, ref: str) -> ChangeLeadForm:
    """Somebody else saved first: what was typed stays, and sending it again overwrites knowingly."""
    present = access.workable_lead(request.actor, ref)
    data = request.POST.copy()
    data["version"] = str(present.version)
    again = ChangeLeadForm(present, data)
    again.add_error(
        None,
        _("A colleague has saved this lead meanwhile. Your words are still here: send them again to overwrite theirs."),
    )
    return again


def _to(lead: Lead) -> HttpResponse:
    return HttpResponseRedirect(reverse("business:lead", args=[lead.ref]), status=303)
