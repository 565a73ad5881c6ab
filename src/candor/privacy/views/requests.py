"""Requests of people in the privacy office: what is due first, one request with all that belongs to it, its answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from candor.kernel.http.request import Request
from candor.kernel.registries.panels import panels_at
from candor.people.public import Refused
from candor.privacy import access
from candor.privacy.actions import requests as actions
from candor.privacy.forms_requests import AnswerForm, ExtensionForm, NoteForm, QuestionForm
from candor.privacy.models import STATE_WORDS, RequestKind, SubjectRequest
from candor.privacy.queries import requests as queries
from candor.privacy.queries.deadlines import clock_of, house_today
from candor.privacy.rules.request_states import State
from candor.privacy.telling_requests import Sent, address_of
from candor.privacy.views.carrying_out import forms_for
from candor.privacy.views.going import note_look, see
from candor.ui.public import page

LIST, PAGE, ANSWER = "privacy/tech/requests.html", "privacy/tech/request.html", "privacy/tech/request_answer.html"


@require_safe
def requests(request: Request) -> HttpResponse:
    """Those that are open by their due day, the overdue ones, or those that are over; of one kind or state."""
    wanted = _wanted(request)
    found = queries.requests_page(request.actor, wanted)
    shown: dict[str, Any] = {
        "kinds": RequestKind.choices,
        "states": [(state.value, words) for state, words in STATE_WORDS.items()],
    }
    return page(request, LIST, found=found, wanted=wanted, today=house_today(), **shown)


@require_safe
def one(request: Request, ref: str) -> HttpResponse:
    """What was asked for, who asks, the clock, what carries it out, its history and letters."""
    return _page(request, access.subject_request(request.actor, ref))


@require_POST
def question(request: Request, ref: str) -> HttpResponse:
    """Ask by mail or letter who they are."""
    row, form = access.subject_request(request.actor, ref), QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, row, status=422, question=form)
    try:
        asked = actions.question(row, form.cleaned_data["words"], by=request.actor)
    except Refused as refusal:
        return _page(request, row, refused=str(refusal.reason), status=409)
    if asked is Sent.POST:
        messages.success(request, _("Print the question and post it: the clock stands still from that day on."))
        return see("tech:privacy-letters", ref)
    messages.success(request, _("The question is on its way.") if asked else _("They were asked already."))
    return see("tech:privacy-request", ref)


@require_POST
def extend(request: Request, ref: str) -> HttpResponse:
    """Take two months more, for reasons that the person is told."""
    row, form = access.subject_request(request.actor, ref), ExtensionForm(request.POST)
    if not form.is_valid():
        return _page(request, row, status=422, extension=form)
    try:
        actions.extend(row, form.cleaned_data["reason"], by=request.actor)
    except Refused as refusal:
        return _page(request, row, refused=str(refusal.reason), status=409, extension=form)
    messages.success(request, _("The time is extended, and the person is told why."))
    return see("tech:privacy-request", ref)


@require_POST
def note(request: Request, ref: str) -> HttpResponse:
    """Add a note to the file."""
    row, form = access.subject_request(request.actor, ref), NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, row, status=422, note=form)
    actions.note(row, form.cleaned_data["words"], by=request.actor)
    return see("tech:privacy-request", ref)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, ref: str) -> HttpResponse:
    """End the request: done, done in part, refused item by item, taken back, or nobody knows who asked."""
    row, refused = access.subject_request(request.actor, ref), ""
    if row.is_over:
        return see("tech:privacy-request", ref)
    form = AnswerForm(request.POST or None, request=row)
    form.is_bound = request.method == "POST"
    if form.is_bound and form.is_valid():
        try:
            actions.settle(row, form.settlement, by=request.actor)
        except Refused as refusal:
            refused = str(refusal.reason)
        else:
            messages.success(request, _("The request is over. Its file stays under lock."))
            return see("tech:privacy-request" if address_of(row) else "tech:privacy-letters", ref)
    note_look(request, row)
    status = 409 if refused else 422 if form.is_bound else 200
    shown = {"row": queries.with_people(request.actor, [row])[0], "mail_to": address_of(row)}
    return page(request, ANSWER, status=status, form=form, refused=refused, **shown)


def _wanted(request: Request) -> queries.WantedRequests:
    """Words of the address that mean nothing mean everything."""
    view, kind, state = (request.GET.get(name, "") for name in ("view", "kind", "state"))
    return queries.WantedRequests(
        view if view in queries.VIEWS else queries.VIEWS[0],
        kind if kind in RequestKind else "",
        state if state in {one.value for one in State} else "",
        request.GET.get("after", ""),
    )


def _page(request: Request, row: SubjectRequest, *, refused: str = "", status: int = 200, **forms: Any) -> HttpResponse:
    note_look(request, row)
    shown = {
        "row": queries.with_people(request.actor, [row])[0],
        "clock": clock_of(row),
        "steps": queries.steps_of(row),
        "items": queries.refused_in(row) if row.is_over else [],
        "carriers": queries.carriers_of(row),
        "suggested": queries.suggested(request.actor, row) if row.subject_number is None else None,
        "mail_to": address_of(row),
        "panels": panels_at("privacy.request", request.actor, row),
        "question": QuestionForm(),
        "extension": ExtensionForm(),
        "note": NoteForm(),
        **forms_for(row),
        **forms,
    }
    return page(request, PAGE, status=status, refused=refused, **shown)
