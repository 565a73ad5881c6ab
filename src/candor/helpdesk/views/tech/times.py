"""Time and costs of a case, for staff: the list with its totals, writing one down, correcting, deleting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.helpdesk.access import WORK, note_look, readable_ticket
from candor.helpdesk.access_times import recordable_ticket, workable_time
from candor.helpdesk.actions import times as actions
from candor.helpdesk.forms.times import PRICES, TimeForm, TimeSettingsForm
from candor.helpdesk.models import RECORD, Ticket, TimeRecord
from candor.helpdesk.queries.times import time_settings, times_of
from candor.helpdesk.refusals import StaleTime, TicketIsMerged, TimeIsBilled
from candor.helpdesk.views.shown_times import shown_time, shown_totals
from candor.helpdesk.views.tech.going import see
from candor.helpdesk.views.tech.sentences import sentence_for
from candor.kernel.http.request import Request
from candor.kernel.ids import new_ref
from candor.ui.public import fragment, is_htmx, page

LIST = "helpdesk/tech/times.html"


@require_safe
def times(request: Request, ref: str) -> HttpResponse:
    """What was written down for a case; the panel beside the case fetches its totals."""
    case = readable_ticket(request.actor, ref)
    note_look(request, case)
    if is_htmx(request):
        return fragment(request, "helpdesk/tech/times_panel.html#panel", **_told(request, case))
    return page(request, LIST, **_told(request, case), form=_form(request, case))


@require_POST
def add(request: Request, ref: str) -> HttpResponse:
    """Write time or costs down."""
    case = recordable_ticket(request.actor, ref)
    form = _form(request, case, request.POST)
    if not form.is_valid():
        return page(request, LIST, status=422, **_told(request, case), form=form)
    try:
        actions.write_time(case, form.new(request.person), by=request.actor, key=form.cleaned_data["key"] or None)
    except TicketIsMerged as refusal:
        form.add_error(None, sentence_for(refusal))
        return page(request, LIST, status=422, **_told(request, case), form=form)
    messages.success(request, _("It is written down."))
    return see("tech:ticket-times", case.ref)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, time: str) -> HttpResponse:
    """Correct a record."""
    found = workable_time(request.actor, time)
    if request.method != "POST":
        note_look(request, found.ticket)
        return _editor(request, found, _form(request, found.ticket, of=found))
    form = _form(request, found.ticket, request.POST, of=found)
    if not form.is_valid():
        return _editor(request, found, form, 422)
    version = form.cleaned_data["version"]
    try:
        actions.change_time(found, form.new(request.person), -1 if version is None else version, by=request.actor)
    except TimeIsBilled as refusal:
        form.add_error(None, sentence_for(refusal))
        return _editor(request, found, form, 409)
    except StaleTime:
        return _meanwhile(request, found, form)
    messages.success(request, _("The record is changed."))
    return see("tech:ticket-times", found.ticket.ref)


@require_POST
def delete(request: Request, time: str) -> HttpResponse:
    """Take a record away."""
    found = workable_time(request.actor, time)
    try:
        actions.delete_time(found, by=request.actor)
    except TimeIsBilled as refusal:
        messages.error(request, sentence_for(refusal))
    else:
        messages.success(request, _("The record is deleted."))
    return see("tech:ticket-times", found.ticket.ref)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: Request) -> HttpResponse:
    """How time is counted, and what customers authorise."""
    present = time_settings()
    form = TimeSettingsForm(request.POST if request.method == "POST" else None, initial=_set(present))
    status, theirs = 422 if form.is_bound else 200, None
    if form.is_valid():
        try:
            actions.change_time_settings(form.wanted(), form.cleaned_data["version"], by=request.actor)
        except StaleTime:
            theirs, status = time_settings(), 409
            form.data = {**request.POST.dict(), "version": str(theirs.version)}
        else:
            messages.success(request, _("The settings are saved."))
            return see("tech:time-settings")
    return page(request, "helpdesk/tech/time_settings.html", status=status, form=form, theirs=theirs)


def _form(request: Request, case: Ticket, data: Any = None, *, of: TimeRecord | None = None) -> TimeForm:
    return TimeForm(case.queue, data, of=of, sees_prices=request.actor.may(PRICES))


def _told(request: Request, case: Ticket) -> dict[str, Any]:
    records, sees_prices = times_of(case, request.actor), request.actor.may(PRICES)
    may_record = request.actor.may(RECORD) and request.actor.may(WORK) and case.merged_into_id is None
    return {
        "ticket": case,
        "rows": [shown_time(record, sees_prices=sees_prices) for record in records],
        "totals": shown_totals(records),
        "may_record": may_record,
        "sees_prices": sees_prices,
        "key": new_ref(),
    }


def _editor(request: Request, found: TimeRecord, form: TimeForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {"found": found, "ticket": found.ticket, "form": form, "theirs": None, **more}
    return page(request, "helpdesk/tech/time.html", status=status, **context)


def _meanwhile(request: Request, found: TimeRecord, form: TimeForm) -> HttpResponse:
    """What was typed, beside what stands there now; saving again puts it in its place."""
    present = workable_time(request.actor, found.ref)
    form.data = {**request.POST.dict(), "version": str(present.version)}
    theirs = shown_time(present, sees_prices=request.actor.may(PRICES))
    return _editor(request, present, form, 409, theirs=theirs)


def _set(present: Any) -> dict[str, Any]:
    above = present.authorise_above
    authorises = "never" if above is None else "above" if above else "always"
    return {"round_to": present.round_to, "authorises": authorises, "above": above or None, "version": present.version}
