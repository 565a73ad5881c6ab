"""Finding cases and people by their words."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from candor.business.public import found_by, state_of
from candor.helpdesk.access import VIEW
from candor.helpdesk.models import Ticket
from candor.helpdesk.queries.lists import CaseRow, read_rows
from candor.helpdesk.search import KIND
from candor.helpdesk.views.tech.lists import shown_rows
from candor.kernel.actor import Actor
from candor.kernel.http.request import Request
from candor.kernel.search import matching
from candor.people.public import Person, organisations_of, primary_emails
from candor.ui.public import page

MOST_CASES, MOST_PEOPLE = 50, 10
LONGEST_QUESTION = 200


@require_safe
def search(request: Request) -> HttpResponse:
    """Cases and people that hold every word of the question, the newest cases first."""
    question = request.GET.get("q", "").strip()[:LONGEST_QUESTION]
    people = _people(question, request.actor) if question else []
    ids = [person.pk for person in people]
    emails, organisations = primary_emails(ids), organisations_of(ids)
    return page(
        request,
        "helpdesk/tech/search.html",
        question=question,
        rows=shown_rows(_cases(question, request.actor)) if question else [],
        most=MOST_CASES,
        sales_mail=[(row, *state_of(row)) for row in found_by(question, request.actor)] if question else [],
        people=[(person, emails.get(person.pk, ""), organisations.get(person.pk)) for person in people],
    )


def _cases(question: str, actor: Actor) -> list[CaseRow]:
    """The newest first; the case whose number was typed before all others."""
    if not actor.may(VIEW):
        return []
    visible = Ticket.objects.visible_to(actor)
    found = read_rows(matching(KIND, question, visible), MOST_CASES)
    number = question.removeprefix("#")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return found
    named = read_rows(visible.filter(number=int(number)), 1)
    return [*named, *(row for row in found if row not in named)]


def _people(question: str, actor: Actor) -> list[Person]:
    return list(matching("people.person", question, Person.objects.visible_to(actor))[:MOST_PEOPLE])
