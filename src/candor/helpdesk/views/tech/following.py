"""Who takes part in a case: following it, adding colleagues, copies of our replies."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from candor.helpdesk.access import readable_ticket, workable_ticket
from candor.helpdesk.actions import following
from candor.helpdesk.forms.following import CopyForm, FollowerForm
from candor.helpdesk.models import Participant, Ticket
from candor.helpdesk.refusals import Refused
from candor.helpdesk.views.tech.context import case_context, together_context
from candor.helpdesk.views.tech.sentences import problems_of, sentence_for
from candor.kernel.http.request import Request
from candor.people.public import NotAnIdentifier
from candor.people.public import Refused as NotWrittenDown
from candor.ui.public import answer, fragment, is_htmx, page

FRAGMENT = "helpdesk/tech/_together.html#together"


@require_POST
def follow(request: Request, ref: str) -> HttpResponse:
    """Follow the case oneself."""
    case = readable_ticket(request.actor, ref)
    return _change(request, case, lambda: following.follow(case, request.person, by=request.actor))


@require_POST
def unfollow(request: Request, ref: str) -> HttpResponse:
    """Follow it no more."""
    case = readable_ticket(request.actor, ref)
    return _change(request, case, lambda: following.unfollow(case, request.person, by=request.actor))


@require_POST
def add_follower(request: Request, ref: str) -> HttpResponse:
    """Let a colleague follow the case."""
    case = workable_ticket(request.actor, ref)
    form = FollowerForm(case.queue, request.POST)
    if not form.is_valid():
        return _refused(request, case, problems_of(form))
    return _change(request, case, lambda: following.follow(case, form.cleaned_data["person"], by=request.actor))


@require_POST
def add_copy(request: Request, ref: str) -> HttpResponse:
    """Let somebody get our replies as a copy."""
    case = workable_ticket(request.actor, ref)
    form = CopyForm(request.POST)
    if not form.is_valid():
        return _refused(request, case, problems_of(form))
    clean = form.cleaned_data
    return _change(request, case, lambda: following.add_copy(case, clean["name"], clean["address"], by=request.actor))


@require_POST
def confirm_copy(request: Request, ref: str, key: str) -> HttpResponse:
    """Agree to a copy that a mail suggested."""
    case, participant = _participant(request, ref, key)
    return _change(request, case, lambda: following.confirm_copy(participant, by=request.actor))


@require_POST
def remove_copy(request: Request, ref: str, key: str) -> HttpResponse:
    """End a copy, or decline a suggested one."""
    case, participant = _participant(request, ref, key)
    return _change(request, case, lambda: following.remove_copy(participant, by=request.actor))


def _participant(request: Request, ref: str, key: str) -> tuple[Ticket, Participant]:
    case = workable_ticket(request.actor, ref)
    found = Participant.objects.select_related("ticket").filter(ticket=case, ref=key).first()
    if found is None:
        raise Http404
    return case, found


def _change(request: Request, case: Ticket, change: Callable[[], object]) -> HttpResponse:
    try:
        change()
    except Refused as refusal:
        return _refused(request, case, sentence_for(refusal))
    except (NotAnIdentifier, NotWrittenDown) as refusal:
        return _refused(request, case, str(refusal.reason))
    shown = together_context(request, case, oob=True) if is_htmx(request) else {}
    return answer(request, FRAGMENT, to=reverse("tech:ticket", args=[case.ref]), **shown)


def _refused(request: Request, case: Ticket, problem: str) -> HttpResponse:
    said = {"together_problem": problem, "typed": request.POST}
    if is_htmx(request):
        return fragment(request, FRAGMENT, status=422, **together_context(request, case, oob=True, **said))
    return page(request, "helpdesk/tech/ticket.html", status=422, **case_context(request, case, **said))
