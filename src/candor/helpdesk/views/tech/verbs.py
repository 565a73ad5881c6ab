"""What can be done with a case, each verb behind its own address. Without JavaScript the same POST redirects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from candor.helpdesk.access import workable_ticket
from candor.helpdesk.actions import describing, progress, routing
from candor.helpdesk.forms import tech as forms
from candor.helpdesk.models import Ticket
from candor.helpdesk.refusals import Refused, StaleTicket
from candor.helpdesk.rules.texts import TextTooLong
from candor.helpdesk.views.tech.context import case_context, state_context, zone_of
from candor.helpdesk.views.tech.sentences import problems_of, sentence_for
from candor.kernel.http.request import Request
from candor.ui.public import fragment, is_htmx, page

FRAGMENT = "helpdesk/tech/ticket_state.html#state"

Change = Callable[[Ticket, Any], None]
"""A verb on a ticket with the clean values of its form."""


def _simple(verb: Callable[..., None]) -> Callable[[Request, str], HttpResponse]:
    """The view of a verb that needs nothing but the ticket."""

    def view(request: Request, ref: str) -> HttpResponse:
        def change(ticket: Ticket, form: forms.ChangeForm) -> None:
            verb(ticket, by=request.actor, expected_version=form.seen_version)

        return answer_change(request, ref, forms.ChangeForm, change)

    view.__name__, view.__doc__ = verb.__name__, verb.__doc__
    return require_POST(view)


wait_for_customer = _simple(progress.wait_for_customer)
wait_for_other = _simple(progress.wait_for_other)
solve = _simple(progress.solve_ticket)
close = _simple(progress.close_ticket)
reopen = _simple(progress.reopen_ticket)


def _setting(verb: Callable[..., None], form_class: type[forms.ChangeForm], field: str) -> Any:
    """The view of a verb that sets one value."""

    def view(request: Request, ref: str) -> HttpResponse:
        def change(ticket: Ticket, form: forms.ChangeForm) -> None:
            verb(ticket, form.cleaned_data[field], by=request.actor, expected_version=form.seen_version)

        return answer_change(request, ref, form_class, change)

    view.__name__, view.__doc__ = verb.__name__, verb.__doc__
    return require_POST(view)


assign = _setting(routing.assign, forms.AssigneeForm, "assignee")
move = _setting(routing.move_to_queue, forms.QueueForm, "queue")
prioritise = _setting(describing.set_priority, forms.PriorityForm, "priority")
set_kind = _setting(describing.set_kind, forms.KindForm, "kind")
categorise = _setting(describing.set_category, forms.CategoryForm, "category")
rename = _setting(describing.change_subject, forms.SubjectForm, "subject")
schedule = _setting(progress.schedule_until, forms.ScheduleForm, "moment")
follow_up = _setting(progress.set_follow_up, forms.FollowUpForm, "due")


@require_POST
def take(request: Request, ref: str) -> HttpResponse:
    """Take the case oneself."""

    def change(ticket: Ticket, form: forms.ChangeForm) -> None:
        routing.assign(ticket, request.person, by=request.actor, expected_version=form.seen_version)

    return answer_change(request, ref, forms.ChangeForm, change)


def answer_change(request: Request, ref: str, form_class: type[forms.ChangeForm], change: Change) -> HttpResponse:
    """Do what the form says with the case, and answer with how it stands then or why it stayed as it is."""
    ticket = workable_ticket(request.actor, ref)
    form = form_class(ticket, request.actor, request.POST)
    with zone_of(request):
        is_valid = form.is_valid()
    if not is_valid:
        return _refused(request, ticket, problems_of(form), 422)
    try:
        change(ticket, form)
    except StaleTicket as refusal:
        return _refused(request, refusal.ticket, sentence_for(refusal), 409)
    except (Refused, TextTooLong) as refusal:
        return _refused(request, ticket, sentence_for(refusal), 422)
    return _changed(request, ticket)


def _changed(request: Request, ticket: Ticket) -> HttpResponse:
    """The parts of the page that look different now, or without JavaScript the page itself."""
    if is_htmx(request):
        return fragment(request, FRAGMENT, **state_context(request, ticket, oob=True))
    response = HttpResponseRedirect(reverse("tech:ticket", args=[ticket.ref]))
    response.status_code = 303
    return response


def _refused(request: Request, ticket: Ticket, problem: str, status: int) -> HttpResponse:
    """The case as it is now and why nothing changed; what was typed stands in its dialog again."""
    said = {"problem": problem, "typed": request.POST}
    if is_htmx(request):
        return fragment(request, FRAGMENT, status=status, **state_context(request, ticket, **said, oob=True))
    return page(request, "helpdesk/tech/ticket.html", status=status, **case_context(request, ticket, **said))
