"""Searching among the cases that a customer sees, by what they may read of them.

The index holds internal notes too, so a hit of the index says nothing yet: each is looked at again with the words of
the letters alone, and what must not stand there is looked for in the letters alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from candor.helpdesk.letters import Reader, readable_letters
from candor.helpdesk.models import Ticket
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.helpdesk.queries.operators import Looker, Problem, conditions
from candor.helpdesk.rules.operators import NAMES
from candor.helpdesk.search import KIND
from candor.kernel.search import forms_of
from candor.kernel.search.backends import backend
from candor.kernel.search.correcting import FEW, corrected
from candor.kernel.search.marking import Piece, marked, pattern_of, snippet
from candor.kernel.search.reading import LONGEST_QUESTION, Part, read, written
from candor.kernel.search.sought import Sought, holds, sought_from, sought_in

MOST_LOOKED_AT = 100
CUSTOMERS_OPERATORS = frozenset({"status", "before", "after"})

__all__ = ["LONGEST_QUESTION", "Found", "Marked", "found_among"]


@dataclass(frozen=True, slots=True)
class Marked:
    """A case's subject and a piece of one of its letters, with what was sought marked."""

    subject: Sequence[Piece]
    snippet: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Found:
    """The cases, and by their ids where the words stand. `instead`: the question that was asked for the typed one."""

    cases: Sequence[Ticket] = field(default_factory=list)
    marks: Mapping[int, Marked] = field(default_factory=dict)
    problems: Sequence[Problem] = field(default_factory=list)
    instead: str = ""


def found_among(cases: TicketQuerySet, question: str, me: Reader, zone: ZoneInfo) -> Found:
    """The newest of the cases whose number, subject or letters hold what was asked for."""
    cases, number = cases.select_related("requester"), question.strip().removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < 19:
        named = list(cases.filter(number=int(number)))
        if named:
            return Found(named)
    parts = read(question, NAMES)
    wanted, problems = conditions(parts, Looker(me.actor, zone), CUSTOMERS_OPERATORS)
    parts = [part for part in parts if part.raw not in {problem.raw for problem in problems}]
    among = cases.filter(*wanted)
    found, instead = _found(parts, among, me), ""
    if not found.cases and (other := corrected(KIND, parts, lambda word: _count(word, among, me))):
        found, instead = _found(other, among, me), written(other)
    return Found(found.cases, found.marks, problems, instead if found.cases else "")


def _found(parts: Sequence[Part], among: TicketQuerySet, me: Reader) -> Found:
    sought = sought_from(parts, forms_of(KIND))
    if sought is None:
        has_filter = any(part.name for part in parts)
        return Found(list(among.order_by("-pk")[:MOST_LOOKED_AT]) if has_filter else [])
    hits = list(backend().newest_first(KIND, sought.wanted, among)[:MOST_LOOKED_AT])
    letters = _letters(hits, me)
    fitting = [case for case in hits if holds(sought, f"{_title(case)}\n" + "\n".join(letters[case.pk]))]
    return Found(fitting, {case.pk: _marks(case, letters[case.pk], sought) for case in fitting})


def _letters(cases: Sequence[Ticket], me: Reader) -> Mapping[int, list[str]]:
    letters: dict[int, list[str]] = defaultdict(list)
    for ticket_id, text in readable_letters(me).filter(ticket__in=cases).values_list("ticket", "text"):
        letters[ticket_id].append(text)
    return letters


def _count(word: str, among: TicketQuerySet, me: Reader) -> int:
    """How many of the cases hold the word where the reader may read it, counted as far as it matters."""
    sought = sought_in(word)
    if sought is None:
        return 0
    hits = list(backend().newest_first(KIND, sought, among)[: 4 * FEW])
    letters = _letters(hits, me)
    return sum(holds(sought, f"{_title(case)}\n" + "\n".join(letters[case.pk])) for case in hits)


def _marks(case: Ticket, letters: Sequence[str], sought: Sought) -> Marked:
    pattern = pattern_of(sought)
    return Marked(marked(case.subject, pattern), snippet(letters, pattern))


def _title(case: Ticket) -> str:
    return f"{case.number} {case.subject}"
