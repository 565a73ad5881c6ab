"""Lists of tickets: the hottest pages of the Tech Center, so one query each, read as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple, cast

from django.db.models import BigIntegerField, QuerySet

from candor.helpdesk.models import AWAITING_US, Category, Priority, Queue, Stage, Tag, Ticket
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.helpdesk.queries.paging import Order, Page, Turn, first_page, turned
from candor.kernel.actor import Actor
from candor.kernel.db.prepared import Given, GivenMany, Prepared, anyone_like
from candor.kernel.registries.restricted import without_restricted

PAGE = 50


class Show:
    """The views of the list: each is one range of one index."""

    OPEN = "open"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    DUE = "due"
    WAITING = "waiting"
    SCHEDULED = "scheduled"
    DONE = "done"
    ALL = (OPEN, MINE, UNASSIGNED, DUE, WAITING, SCHEDULED, DONE)


STAGE_SHOWN = {
    Show.OPEN: Stage.WITH_US,
    Show.WAITING: Stage.WAITING,
    Show.SCHEDULED: Stage.LATER,
    Show.DONE: Stage.DONE,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """Which tickets somebody wants to see. The empty wish is every open one that they may see."""

    show: str = Show.OPEN
    queue: Queue | None = None
    category: Category | None = None
    priority: Priority | None = None
    tag: Tag | None = None


class CaseRow(NamedTuple):
    """One line of a list, in the order in which the query reads it."""

    id: int
    ref: str
    number: int
    subject: str
    status: str
    priority: int
    due_at: datetime | None
    changed_at: datetime
    message_count: int
    last_customer_message_at: datetime | None
    last_staff_message_at: datetime | None
    created_at: datetime
    version: int
    requester: str
    organisation: str | None
    assignee: str | None
    joined_tags: str | None = None
    """The names of its tags; None where the query did not read them."""

    @property
    def awaits_our_answer(self) -> bool:
        """The next move is ours and the last word is the customer's."""
        theirs, ours = self.last_customer_message_at, self.last_staff_message_at
        return self.status in AWAITING_US and theirs is not None and (ours is None or ours < theirs)


COLUMNS = (*CaseRow._fields[:-4], "requester__name", "organisation__name", "assignee__name")


CasePage = Page[CaseRow]

NEWEST_FIRST = Order("changed_at", falls=True)
DUE_FIRST = Order("due_at", falls=False)


def visible_queues(actor: Actor) -> list[Queue]:
    """The queues whose tickets the actor sees, by name: asked once a page, used by everything on it."""
    return VISIBLE_QUEUES.all(anyone_like(actor), me=actor.id)


VISIBLE_QUEUES = Prepared(lambda actor: Queue.objects.visible_to(actor).order_by("name"))


def case_page(  # noqa: PLR0913 - a list has a wish, an order, a page and somebody who looks
    wish: Wish,
    queues: Sequence[Queue],
    *,
    by: Actor,
    turn: Turn | None = None,
    most: int = PAGE,
    order: Order | None = None,
) -> CasePage:
    """A page of the tickets in the queues given, those that the actor sees; the first one without a turn. One query."""
    if turn is None and order is None and wish.category is None and wish.tag is None:
        found = FIRST_ROWS.rows(*_asked(wish, queues, by), most + 1, **_answers(wish, queues, by))
        return first_page([CaseRow(*row) for row in found], usual_order(wish), most)
    read = read_tagged_rows if order is None else read_rows
    return turned(wished(wish, queues, by), order or usual_order(wish), turn, read, most)


def usual_order(wish: Wish) -> Order:
    """The order of a list for which nobody has chosen one."""
    return DUE_FIRST if wish.show == Show.DUE else NEWEST_FIRST


def due_next(queues: Sequence[Queue], *, by: Actor, most: int) -> list[CaseRow]:
    """The actor's own tickets in these queues that have a follow-up date, the soonest first. One query."""
    found = DUE_NEXT.rows(anyone_like(by), len(queues), most, me=by.id, queues=[queue.pk for queue in queues])
    return [CaseRow(*row) for row in found]


def _due_next(by: Actor, queue_count: int, most: int) -> QuerySet[Any, Any]:
    queues = GivenMany("queues", BigIntegerField(), queue_count)
    mine = Ticket.objects.filter(assignee=by.id, due_at__isnull=False, queue__in=queues)
    return _values(DUE_FIRST.sorted(without_restricted(mine, by), backwards=False), most)


DUE_NEXT = Prepared(_due_next)


def cases_of(tickets: TicketQuerySet, most: int = 10) -> list[CaseRow]:
    """The newest of some tickets as rows, for panels on other pages. One query."""
    return read_rows(NEWEST_FIRST.sorted(tickets, backwards=False), most)


def newest_values(tickets: TicketQuerySet, most: int) -> QuerySet[Any, Any]:
    """The same as a query of plain values, for statements that are composed once."""
    return _values(NEWEST_FIRST.sorted(tickets, backwards=False), most)


def wished(wish: Wish, queues: Sequence[Queue], by: Actor) -> TicketQuerySet:
    """The tickets of a wish, among those that the actor sees."""
    return _wished(wish, [queue.pk for queue in queues], by)


def _wished(wish: Wish, queues: list[int] | GivenMany, by: Actor) -> TicketQuerySet:
    tickets = _shown(wish.show, without_restricted(Ticket.objects.filter(binned_at=None), by), by)
    if wish.queue is not None:
        tickets = tickets.filter(queue=wish.queue)
    elif not by.may("helpdesk.ticket.view_all_queues"):
        tickets = tickets.in_queues(queues)
    if wish.category is not None:
        tickets = tickets.filter(category__in=Category.objects.at_or_below(wish.category))
    if wish.tag is not None:
        tickets = tickets.filter(taggings__tag=wish.tag)
    return tickets if wish.priority is None else tickets.filter(priority=wish.priority)


def _shown(show: str, tickets: TicketQuerySet, by: Actor) -> TicketQuerySet:
    match show:
        case Show.MINE:
            return tickets.unfinished().filter(assignee=by.id)
        case Show.UNASSIGNED:
            return tickets.unfinished().filter(assignee=None)
        case Show.DUE:
            return tickets.filter(due_at__isnull=False)
        case _:
            return tickets.filter(stage=STAGE_SHOWN[show], is_unfinished__in=[show != Show.DONE])


def read_tagged_rows(tickets: TicketQuerySet, most: int) -> list[CaseRow]:
    """As `read_rows`, with the tags in the same query: for orders that an index serves. Others would look the tags of
    every ticket up before they sort.
    """
    return [CaseRow(*row) for row in _tagged_values(tickets, most)]


def read_rows(tickets: QuerySet[Ticket], most: int) -> list[CaseRow]:
    """The first of the tickets as rows, in the order that they have. One query."""
    return [CaseRow(*row) for row in _values(tickets, most)]


def _values(tickets: QuerySet[Ticket], most: int) -> QuerySet[Any, Any]:
    return tickets.values_list(*COLUMNS)[:most]


def _tagged_values(tickets: TicketQuerySet, most: int) -> QuerySet[Any, Any]:
    return tickets.with_tags().values_list(*COLUMNS, "joined_tags")[:most]


# The first page of a list, which everybody asks for who opens it: the statement is composed once for each kind of wish.


def _asked(wish: Wish, queues: Sequence[Queue], by: Actor) -> tuple[Wish, int, Actor]:
    """What of the question changes its statement."""
    queue = None if wish.queue is None else cast("Queue", Given("queue", BigIntegerField()))
    priority = None if wish.priority is None else cast("Priority", Given("priority", BigIntegerField()))
    return replace(wish, queue=queue, priority=priority), len(queues), anyone_like(by)


def _answers(wish: Wish, queues: Sequence[Queue], by: Actor) -> dict[str, Any]:
    """Its values."""
    of_wish = {"queue": wish.queue and wish.queue.pk, "priority": wish.priority}
    return {"me": by.id, "queues": [queue.pk for queue in queues], **of_wish}


def _first_rows(wish: Wish, queue_count: int, by: Actor, most: int) -> QuerySet[Any, Any]:
    tickets = _wished(wish, GivenMany("queues", BigIntegerField(), queue_count), by)
    return _tagged_values(usual_order(wish).sorted(tickets, backwards=False), most)


FIRST_ROWS = Prepared(_first_rows)
