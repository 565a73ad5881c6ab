"""Time and costs of a case in the Customer Center: read, authorised, declined."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.helpdesk import letters
from candor.helpdesk.access_times import answerable_time, charged_case
from candor.helpdesk.actions.times import answer_time
from candor.helpdesk.forms.times import TimeAnswerForm
from candor.helpdesk.models import Ticket, TimeAnswer, TimeRecord
from candor.helpdesk.queries.times import times_for_customer
from candor.helpdesk.refusals import StaleTime, TimeIsAnswered
from candor.helpdesk.views.shown_times import shown_time, shown_totals
from candor.kernel.http.request import Request
from candor.ui.public import page


@require_safe
def times(request: Request, ref: str) -> HttpResponse:
    """What we estimate and what we did, and what waits for the customer's word."""
    me = letters.reader(request.actor)
    return _page(request, charged_case(me, ref), me)


@require_POST
def authorise(request: Request, time: str) -> HttpResponse:
    """The customer agrees to what they read."""
    return _answer(request, time, is_authorised=True)


@require_POST
def decline(request: Request, time: str) -> HttpResponse:
    """The customer does not agree."""
    return _answer(request, time, is_authorised=False)


def _answer(request: Request, ref: str, *, is_authorised: bool) -> HttpResponse:
    me = letters.reader(request.actor)
    found = answerable_time(me, ref)
    form = _form(request, found, request.POST)
    if not form.is_valid():
        return _page(request, found.ticket, me, 422, wrong=(found.ref, form))
    said = {name: form.cleaned_data[name] for name in ("version", "name", "reason")}
    try:
        answer_time(found, TimeAnswer(is_authorised=is_authorised, **said), by=me.actor)
    except (StaleTime, TimeIsAnswered) as refusal:
        words = (
            _("We changed this in the meantime. Read what stands there now, and answer that.")
            if isinstance(refusal, StaleTime)
            else _("This has been answered already. It stands below.")
        )
        form.data = {**request.POST.dict(), "version": str(answerable_time(me, ref).version)}
        return _page(request, found.ticket, me, 409, problem=words, typed=(found.ref, form))
    messages.success(request, _("You have authorised it. Thank you.") if is_authorised else _("You have declined it."))
    return redirect("customer:case-times", found.ticket.ref)


def _page(request: Request, ticket: Ticket, me: letters.Reader, status: int = 200, **more: Any) -> HttpResponse:
    """`more` may hold a `problem`, and a record's reference with its form: `wrong` with errors, `typed` without."""
    wrong: tuple[str, TimeAnswerForm] | None = more.get("wrong")
    kept = wrong or more.get("typed")
    records = list(times_for_customer(ticket, me.actor))
    for record in records:
        record.ticket = ticket
    refused = dict([kept]) if kept is not None else {}
    return page(
        request,
        "helpdesk/customer/times.html",
        status=status,
        ticket=ticket,
        rows=[
            (shown_time(record, sees_prices=True), refused.get(record.ref) or _form(request, record))
            for record in records
        ],
        totals=shown_totals(records),
        wrong=wrong[1] if wrong is not None else None,
        problem=more.get("problem", ""),
    )


def _form(request: Request, record: TimeRecord, data: Any = None) -> TimeAnswerForm:
    """Each has fields of its own names on the page; the customer's name stands in it already."""
    known = {"version": record.version, "name": request.person.name}
    return TimeAnswerForm(data, initial=known, auto_id=f"time-{record.ref}-%s")
