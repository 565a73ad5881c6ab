"""Finding cases, people and what other slices bring, by words and operators."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from candor.helpdesk.access import VIEW
from candor.helpdesk.models import Ticket
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.helpdesk.queries.lists import read_rows
from candor.helpdesk.queries.operators import Looker
from candor.helpdesk.queries.seeking import Answer, Shown, Wanted, help_out, search_cases
from candor.helpdesk.rules.operators import NAMES
from candor.helpdesk.views.tech.lists import shown_rows
from candor.kernel.http.request import Request
from candor.kernel.search.marking import Piece
from candor.kernel.search.places import found_at, guessed_at
from candor.kernel.search.reading import LONGEST_QUESTION, read, written
from candor.ui.public import page

BEST = "best"
"""In the address: the best first instead of the newest."""


@require_safe
def search(request: Request) -> HttpResponse:
    """What holds the words of the question: cases, and without operators people and everything else."""
    question = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUESTION]
    parts = read(question, NAMES)
    words = written([part for part in parts if not part.name])
    has_filters, is_first = words != written(parts), not request.GET.get("after")
    find_all = question and is_first and not has_filters
    answer, places = _cases(request, question), found_at(words, request.actor) if find_all else []
    if question and is_first and not answer.cases and not places:
        answer, places = _helped(request, question), guessed_at(words, request.actor) if find_all else []
    return page(
        request,
        "helpdesk/tech/search.html",
        question=question,
        answer=answer,
        cases=_rows(answer.cases),
        places=places,
        everywhere=_url(q=words) if words and has_filters and is_first else "",
        orders=_orders(request, answer.instead or question),
        ways_out=[(raw, _url(q=rest)) for raw, rest in answer.ways_out],
        maybe_url=_url(q=answer.maybe),
        older_url=_older(request, question, answer),
    )


def _cases(request: Request, question: str) -> Answer:
    """The case whose number was typed before all others."""
    if not question or not request.actor.may(VIEW):
        return Answer()
    after = request.GET.get("after", "")
    mark = _visible(request).filter(ref=after).values_list("pk", flat=True).first() if after else None
    answer = search_cases(_wanted(request, question, mark), _looker(request))
    number = question.removeprefix("#")
    if not (number.isascii() and number.isdigit() and len(number) < 19) or after:
        return answer
    named = [
        Shown(row, [Piece(row.subject, is_hit=False)], [])
        for row in read_rows(_visible(request).filter(number=number), 1)
    ]
    known = {each.row.id for each in named}
    return replace(answer, cases=[*named, *(each for each in answer.cases if each.row.id not in known)])


def _visible(request: Request) -> TicketQuerySet:
    return Ticket.objects.visible_to(request.actor)


def _helped(request: Request, question: str) -> Answer:
    if not request.actor.may(VIEW):
        return Answer()
    return help_out(_wanted(request, question, None), _looker(request))


def _wanted(request: Request, question: str, mark: int | None) -> Wanted:
    return Wanted(question, is_best_first=request.GET.get("order") == BEST, below=mark)


def _looker(request: Request) -> Looker:
    return Looker(request.actor, ZoneInfo(request.time_zone))


def _rows(cases: list[Shown]) -> list[tuple[Any, Shown]]:
    return list(zip(shown_rows([each.row for each in cases]), cases, strict=True))


def _orders(request: Request, question: str) -> list[dict[str, Any]]:
    is_best = request.GET.get("order") == BEST
    return [
        {"label": _("Newest first"), "url": _url(q=question), "current": not is_best},
        {"label": _("Best first"), "url": _url(q=question, order=BEST), "current": is_best},
    ]


def _older(request: Request, question: str, answer: Answer) -> str:
    """Further hits are paged where they stand in the order of their age."""
    if not answer.has_more or request.GET.get("order") == BEST:
        return ""
    return _url(q=answer.instead or question, after=answer.cases[-1].row.ref)


def _url(**query: str) -> str:
    return f"{reverse('tech:search')}?{urlencode(query)}"
