"""Finding the other case: by number, words or requester, and without being asked the ones that look alike."""

from __future__ import annotations

import re

from candor.helpdesk.models import Ticket
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.helpdesk.queries.lists import CaseRow, cases_of, read_rows
from candor.helpdesk.search import KIND
from candor.kernel.actor import Actor
from candor.kernel.search import matching
from candor.people.public import Person

MOST = 20
MOST_ALIKE = 6
LONGEST_QUESTION = 200
_WORD = re.compile(r"\w{4,}")


def find_cases(question: str, ticket: Ticket, *, by: Actor) -> list[CaseRow]:
    """Cases other than this one that could be meant: the one of this number, those of these words, of this person."""
    asked, others = question.strip()[:LONGEST_QUESTION], _others(ticket, by)
    number = asked.removeprefix("#").removeprefix("[#").removesuffix("]")
    found = read_rows(others.filter(number=int(number)), 1) if _is_number(number) else []
    found += read_rows(matching(KIND, asked, others), MOST)
    people = matching("people.person", asked, Person.objects.visible_to(by))[:10]
    ids = [person.pk for person in people]
    found += cases_of(others.filter(requester__in=ids), MOST) if ids else []
    return _each_once(found)[:MOST]


def similar_cases(ticket: Ticket, *, by: Actor) -> list[CaseRow]:
    """Cases that look as if they were about the same: the requester's unfinished ones, those of like subjects."""
    others = _others(ticket, by)
    found = cases_of(others.unfinished().filter(requester=ticket.requester_id), MOST_ALIKE)
    words = sorted(set(_WORD.findall(ticket.subject)), key=lambda word: (-len(word), word))
    for some in (words[:3], words[:2]):
        if len(some) > 1 and len(found) < MOST_ALIKE:
            found += read_rows(matching(KIND, " ".join(some), others), MOST_ALIKE)
    return _each_once(found)[:MOST_ALIKE]


def numbered(numbers: list[int], *, by: Actor) -> list[Ticket]:
    """The cases of these numbers that the actor sees, by number."""
    return list(Ticket.objects.visible_to(by).filter(number__in=numbers).order_by("number"))


def _others(ticket: Ticket, by: Actor) -> TicketQuerySet:
    return Ticket.objects.visible_to(by).filter(merged_into=None).exclude(pk=ticket.pk)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _each_once(rows: list[CaseRow]) -> list[CaseRow]:
    return list({row.id: row for row in rows}.values())
