"""Promised calls, and the page that a telephone system opens when somebody calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from candor.helpdesk.access import workable_ticket
from candor.helpdesk.actions import call_backs as actions
from candor.helpdesk.forms.call_backs import IncomingCallForm, MomentForm, PromiseForm
from candor.helpdesk.models import CallBack, Draft, Ticket
from candor.helpdesk.queries.lists import read_rows
from candor.helpdesk.refusals import Refused
from candor.helpdesk.views.tech.calls import known_caller, new_ticket_page
from candor.helpdesk.views.tech.context import case_context, zone_of
from candor.helpdesk.views.tech.going import see
from candor.helpdesk.views.tech.lists import shown_rows
from candor.helpdesk.views.tech.sentences import problems_of, sentence_for
from candor.kernel.access_log import looked_at
from candor.kernel.http.request import Request
from candor.people.public import (
    IdentifierKind,
    NotAnIdentifier,
    Person,
    find_by_identifier,
    normalise,
    organisations_of,
    role_of,
)
from candor.ui.public import page

MOST_CALLERS = 10
MOST_CASES = 30


@require_POST
def promise(request: Request, ref: str) -> HttpResponse:
    """Promise a call about this case."""
    case = workable_ticket(request.actor, ref)
    form = PromiseForm(case.queue, request.POST)
    with zone_of(request):
        is_valid = form.is_valid()
    if not is_valid:
        return _refused(request, case, problems_of(form))
    clean = form.cleaned_data
    wanted = actions.Promise(clean["caller"] or request.person, clean["number"], clean["at"], clean["note"])
    try:
        actions.promise_call(case, wanted, by=request.actor)
    except Refused as refusal:
        return _refused(request, case, sentence_for(refusal))
    messages.success(request, _("The call is promised. You are reminded in time."))
    return see("tech:ticket", ref)


@require_POST
def done(request: Request, ref: str) -> HttpResponse:
    """The call was made."""
    call = _call(request, ref)
    actions.finish_call(call, by=request.actor)
    messages.success(request, _("The call is done."))
    return see("tech:ticket", call.ticket.ref)


@require_POST
def move(request: Request, ref: str) -> HttpResponse:
    """Another time was agreed."""
    return _put_off(request, ref, actions.move_call)


@require_POST
def not_reached(request: Request, ref: str) -> HttpResponse:
    """Nobody answered; it is tried again later."""
    return _put_off(request, ref, actions.note_not_reached)


@require_safe
def incoming(request: Request) -> HttpResponse:
    """Who calls from this number, with their open cases. A page of its own: what is written elsewhere stays."""
    written = " ".join(request.GET.get("number", "").split())[:60]
    people = _callers(request, written)
    organisations = organisations_of([person.pk for person in people])
    cases = _open_cases(request, people)
    for person in people:
        looked_at(person.pk, about=person, by=request.actor, role=role_of(request))
    return page(
        request,
        "helpdesk/tech/incoming_call.html",
        number=_shown(written),
        callers=[(person, organisations.get(person.pk), cases[person.pk]) for person in people],
        drafts=_drafts(request),
    )


@require_POST
def case_of_call(request: Request) -> HttpResponse:
    """The form for a new case of this call. A POST that changes nothing, so that no address carries the number."""
    form = IncomingCallForm(request.POST)
    if not form.is_valid():
        return see("tech:new-ticket")
    return new_ticket_page(request, known_caller(request, form.cleaned_data["person"]), form.cleaned_data["number"])


def _put_off(request: Request, ref: str, put_off: Callable[..., None]) -> HttpResponse:
    call = _call(request, ref)
    form = MomentForm(request.POST)
    with zone_of(request):
        is_valid = form.is_valid()
    if not is_valid:
        return _refused(request, call.ticket, problems_of(form))
    try:
        put_off(call, form.cleaned_data["at"], by=request.actor)
    except Refused as refusal:
        return _refused(request, call.ticket, sentence_for(refusal))
    return see("tech:ticket", call.ticket.ref)


def _call(request: Request, ref: str) -> CallBack:
    calls = CallBack.objects.visible_to(request.actor).select_related("ticket__queue")
    found = calls.filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def _refused(request: Request, case: Ticket, problem: str) -> HttpResponse:
    case = workable_ticket(request.actor, case.ref)
    context = case_context(request, case, call_problem=problem, typed=request.POST)
    return page(request, "helpdesk/tech/ticket.html", status=422, **context)


def _callers(request: Request, written: str) -> Sequence[Person]:
    ids = [person.pk for person in find_by_identifier(IdentifierKind.PHONE, written)]
    visible = Person.objects.visible_to(request.actor).filter(pk__in=ids)
    return list(visible.order_by("name", "id")[:MOST_CALLERS])


def _open_cases(request: Request, people: Sequence[Person]) -> Mapping[int, list[dict[str, Any]]]:
    """The open cases of all of them in one query, the newest first."""
    tickets = Ticket.objects.visible_to(request.actor).unfinished().filter(requester__in=people)
    newest = tickets.order_by("-changed_at", "-id")
    of: dict[int, list[dict[str, Any]]] = defaultdict(list)
    owners = dict(newest.values_list("pk", "requester")[:MOST_CASES]) if people else {}
    rows = read_rows(newest, MOST_CASES) if people else []
    for row, shown in zip(rows, shown_rows(rows), strict=True):
        of[owners.get(row.id, 0)].append(shown)
    return of


def _drafts(request: Request) -> list[Draft]:
    """What the person was writing last: nothing of it is lost by this call."""
    drafts = Draft.objects.filter(author=request.person, ticket__in=Ticket.objects.visible_to(request.actor))
    return list(drafts.select_related("ticket").order_by("-saved_at")[:3])


def _shown(written: str) -> str:
    """The number in its international form where it is one; "" where the caller hides it."""
    try:
        return normalise(IdentifierKind.PHONE, written)
    except NotAnIdentifier:
        return written
