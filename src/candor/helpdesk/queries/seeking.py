"""The case search of the staff: what a question finds among the cases that somebody may see, and what would help.

Every row, snippet and proposal comes out of a query that begins with `visible_to`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.functions import Substr

from candor.helpdesk.models import Message, Ticket
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.helpdesk.queries.lists import COLUMNS, CaseRow, read_rows
from candor.helpdesk.queries.operators import EVERY_OPERATOR, Looker, Problem, conditions
from candor.helpdesk.restricting import readable
from candor.helpdesk.rules.operators import NAMES
from candor.helpdesk.search import KIND
from candor.kernel.actor import Actor
from candor.kernel.db.prepared import GivenMany, Prepared, anyone_like
from candor.kernel.search import best, forms_of, newest
from candor.kernel.search.correcting import FEW, MANY, corrected
from candor.kernel.search.finding import SPARE, Hits
from candor.kernel.search.marking import Piece, marked, pattern_of, snippet
from candor.kernel.search.reading import Part, read, written
from candor.kernel.search.sought import Sought, sought_from

MOST = 50
FIRST = MOST + 1 + SPARE
"""Hits that are read at once, most of which can be seen."""

MOST_MESSAGES = 600
"""Messages that are looked through for snippets of one page's hits, the latest of all of them."""

MOST_CHARACTERS = 4_000
MOST_WAYS_OUT = 6


@dataclass(frozen=True, slots=True)
class Among:
    """The cases that are searched. `whole_of`: who sees them, where they are all that this one sees."""

    tickets: TicketQuerySet
    whole_of: Actor | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """One hit: its subject and where the words stand in its messages, with what was sought marked."""

    row: CaseRow
    subject: Sequence[Piece]
    snippet: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question finds. `instead`: the question that was asked because the typed one finds nothing; `maybe`: one
    that finds more. `ways_out`: parts without which something is found, each with the question that is left.
    """

    cases: list[Shown] = field(default_factory=list)
    has_more: bool = False
    is_cut: bool = False
    problems: list[Problem] = field(default_factory=list)
    instead: str = ""
    maybe: str = ""
    ways_out: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question, and how its hits are shown: the newest first, after the case `below`, or the best first."""

    question: str
    is_best_first: bool = False
    below: int | None = None


def search_cases(wanted: Wanted, looker: Looker) -> Answer:
    """Cases that hold what was asked for, among those that the looker sees."""
    parts, among, problems = _asked(wanted, looker)
    hits, sought = _hits(parts, among, wanted)
    answer = _answer(hits, sought, looker, problems)
    is_scarce = 0 < len(hits.rows) < FEW and wanted.below is None
    other = corrected(KIND, parts, _Seen(among)) if is_scarce else None
    if other and len(_hits(other, among, wanted)[0].rows) > len(hits.rows):
        return replace(answer, maybe=written(other))
    return answer


def help_out(wanted: Wanted, looker: Looker) -> Answer:
    """For a question that finds nothing: the cases with other words that may have been meant, or ways out."""
    parts, among, problems = _asked(wanted, looker)
    other = corrected(KIND, parts, _Seen(among))
    if other:
        hits, sought = _hits(other, among, wanted)
        if hits.rows:
            return replace(_answer(hits, sought, looker, problems), instead=written(other))
    return Answer(problems=problems, ways_out=_ways_out(parts, looker))


def _asked(wanted: Wanted, looker: Looker) -> tuple[list[Part], Among, list[Problem]]:
    """The parts that say something, the cases among which they are sought, and the parts that say nothing."""
    parts = read(wanted.question, NAMES)
    found, problems = conditions(parts, looker, EVERY_OPERATOR)
    bad = {problem.raw for problem in problems}
    return (
        [part for part in parts if part.raw not in bad],
        _among(found, looker),
        problems,
    )


def _among(found: Sequence[Q], looker: Looker) -> Among:
    visible = Ticket.objects.visible_to(looker.actor)
    return Among(visible.filter(*found)) if found else Among(visible, whole_of=looker.actor)


def _answer(hits: Hits[CaseRow], sought: Sought | None, looker: Looker, problems: list[Problem]) -> Answer:
    return Answer(_shown(hits.rows, sought, looker), hits.has_more, hits.is_cut, problems)


def _hits(parts: Sequence[Part], among: Among, wanted: Wanted) -> tuple[Hits[CaseRow], Sought | None]:
    sought = sought_from(parts, forms_of(KIND))
    rows = partial(_read, among, wanted.below)
    if sought is not None:
        if wanted.is_best_first:
            return best(KIND, sought, rows, MOST), sought
        return newest(KIND, sought, rows, MOST, below=wanted.below), sought
    if not any(part.name for part in parts):
        return Hits(), None
    found = rows(None, MOST + 1)
    return Hits(found[:MOST], has_more=len(found) > MOST), None


def _read(among: Among, below: int | None, ids: Collection[int] | None, most: int) -> list[CaseRow]:
    if among.whole_of is not None and ids is not None and len(ids) <= FIRST and below is None:
        padded = [*ids, *[0] * (FIRST - len(ids))]
        found = FOUND.rows(anyone_like(among.whole_of), me=among.whole_of.id, ids=padded)
        return [CaseRow(*row) for row in found[:most]]
    rows = among.tickets.order_by("-pk")
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    return read_rows(rows if below is None else rows.filter(pk__lt=below), most)


def _found(actor: Actor) -> QuerySet[Any, Any]:
    ids = GivenMany("ids", BigIntegerField(), FIRST)
    return Ticket.objects.visible_to(actor).filter(pk__in=ids).order_by("-pk").values_list(*COLUMNS)


def _texts_of(actor: Actor, count: int) -> QuerySet[Any, Any]:
    messages = Message.objects.filter(ticket__in=GivenMany("tickets", BigIntegerField(), count))
    beginnings = readable(messages, actor).order_by("-pk").values_list("ticket", Substr("text", 1, MOST_CHARACTERS))
    return beginnings[:MOST_MESSAGES]


# The hits of a search without operators, and their messages: composed once, as everybody asks them.
FOUND, TEXTS = Prepared(_found), Prepared(_texts_of)


class _Seen:
    """How many visible cases hold a word, each word looked for once."""

    def __init__(self, among: Among) -> None:
        self._rows = partial(_read, among, None)
        self._known: dict[str, int] = {}

    def __call__(self, word: str) -> int:
        if word not in self._known:
            sought = sought_from([Part(word, "", word)])
            self._known[word] = len(newest(KIND, sought, self._rows, MANY).rows) if sought else 0
        return self._known[word]


def _ways_out(parts: Sequence[Part], looker: Looker) -> list[tuple[str, str]]:
    """What can be left out so that something is found; a part alone has nothing to be left out of."""
    ways = []
    for left_out in parts[:MOST_WAYS_OUT] if len(parts) > 1 else ():
        rest = [part for part in parts if part is not left_out]
        found, _problems = conditions(rest, looker, EVERY_OPERATOR)
        if _any_hit(rest, _among(found, looker)):
            ways.append((left_out.raw, written(rest)))
    return ways


def _any_hit(parts: Sequence[Part], among: Among) -> bool:
    sought = sought_from(parts, forms_of(KIND))
    rows = partial(_read, among, None)
    if sought is None:
        return any(part.name for part in parts) and bool(rows(None, 1))
    return bool(newest(KIND, sought, rows, 1).rows)


def _shown(rows: Sequence[CaseRow], sought: Sought | None, looker: Looker) -> list[Shown]:
    if sought is None:
        return [Shown(row, [Piece(row.subject, is_hit=False)], []) for row in rows]
    pattern = pattern_of(sought)
    texts = _texts([row.id for row in rows], looker)
    return [Shown(row, marked(row.subject, pattern), snippet(texts.get(row.id, ()), pattern)) for row in rows]


def _texts(ids: Sequence[int], looker: Looker) -> Mapping[int, list[str]]:
    """What the looker may read of the latest messages of these cases. One query."""
    texts: dict[int, list[str]] = defaultdict(list)
    padded = [*ids, *[0] * (MOST - len(ids))]
    found = TEXTS.rows(anyone_like(looker.actor), MOST, me=looker.actor.id, tickets=padded) if ids else []
    for ticket, text in found:
        texts[ticket].append(text)
    return texts
