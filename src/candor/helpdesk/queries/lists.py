"""Lists of tickets: the hottest pages of the Tech Center, so one query each, read as plain values.

Paging is by key: a page begins after the last row of the one before, so page 1,000 costs what page 1 costs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from candor.helpdesk.models import AWAITING_US, Category, Priority, Queue, Stage, Ticket
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.kernel.actor import Actor

PAGE = 50
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows: the sorting moment and the id of the row it lies beside."""

    moment: datetime
    id: int

    def __str__(self) -> str:
        return f"{(self.moment - EPOCH) // timedelta(microseconds=1)}-{self.id}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """The cursor that a link carries, or None for anything else."""
        micros, _hyphen, key = text.partition("-")
        if not (micros.isascii() and micros.isdigit() and key.isascii() and key.isdigit() and len(text) < 40):
            return None
        try:
            return cls(EPOCH + timedelta(microseconds=int(micros)), min(int(key), 2**62))
        except OverflowError:
            return None


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of the page: on to what follows the cursor, or back to what comes before it."""

    cursor: Cursor
    is_back: bool = False


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
    requester: str
    organisation: str | None
    assignee: str | None

    @property
    def awaits_our_answer(self) -> bool:
        """The next move is ours and the last word is the customer's."""
        theirs, ours = self.last_customer_message_at, self.last_staff_message_at
        return self.status in AWAITING_US and theirs is not None and (ours is None or ours < theirs)


COLUMNS = (*CaseRow._fields[:-3], "requester__name", "organisation__name", "assignee__name")


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of rows and the cursors of its neighbours (None at the ends)."""

    rows: Sequence[CaseRow]
    before: Cursor | None = None
    after: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A sorting: by `field`, then by id, both falling or both rising."""

    field: str
    falls: bool

    def sorted(self, tickets: TicketQuerySet, *, backwards: bool) -> TicketQuerySet:
        sign = "-" if self.falls != backwards else ""
        return tickets.order_by(f"{sign}{self.field}", f"{sign}id")

    def beyond(self, cursor: Cursor, *, backwards: bool) -> Q:
        """What lies beyond the cursor. The first condition lets the index begin there, the second is exact."""
        word = "lt" if self.falls != backwards else "gt"
        begin = Q(**{f"{self.field}__{word}e": cursor.moment})
        exact = Q(**{f"{self.field}__{word}": cursor.moment}) | Q(**{f"id__{word}": cursor.id})
        return begin & exact


NEWEST_FIRST = Order("changed_at", falls=True)
DUE_FIRST = Order("due_at", falls=False)


def visible_queues(actor: Actor) -> list[Queue]:
    """The queues whose tickets the actor sees, by name: asked once a page, used by everything on it."""
    return list(Queue.objects.visible_to(actor).order_by("name"))


def case_page(
    wish: Wish, queues: Sequence[Queue], *, by: Actor, turn: Turn | None = None, most: int = PAGE
) -> CasePage:
    """A page of the tickets in the queues given, those that the actor sees; the first one without a turn. One query."""
    order = DUE_FIRST if wish.show == Show.DUE else NEWEST_FIRST
    tickets, is_back = _wished(wish, queues, by), turn is not None and turn.is_back
    if turn is not None:
        tickets = tickets.filter(order.beyond(turn.cursor, backwards=is_back))
    found = read_rows(order.sorted(tickets, backwards=is_back), most + 1)
    rows, has_more = found[:most], len(found) > most
    if is_back:
        rows.reverse()
        return _page(rows, order, more_before=has_more, more_after=True)
    return _page(rows, order, more_before=turn is not None, more_after=has_more)


def due_next(queues: Sequence[Queue], *, by: Actor, most: int) -> list[CaseRow]:
    """The actor's own tickets in these queues that have a follow-up date, the soonest first. One query."""
    mine = Ticket.objects.filter(assignee=by.id, due_at__isnull=False, queue__in=[queue.pk for queue in queues])
    return read_rows(DUE_FIRST.sorted(mine, backwards=False), most)


def cases_of(tickets: TicketQuerySet, most: int = 10) -> list[CaseRow]:
    """The newest of some tickets as rows, for panels on other pages. One query."""
    return read_rows(NEWEST_FIRST.sorted(tickets, backwards=False), most)


def _wished(wish: Wish, queues: Sequence[Queue], by: Actor) -> TicketQuerySet:
    tickets = _shown(wish.show, Ticket.objects.filter(binned_at=None), by)
    if wish.queue is not None:
        tickets = tickets.filter(queue=wish.queue)
    elif not by.may("helpdesk.ticket.view_all_queues"):
        tickets = tickets.filter(queue__in=[queue.pk for queue in queues])
    if wish.category is not None:
        tickets = tickets.filter(category__in=Category.objects.at_or_below(wish.category))
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
            return tickets.filter(stage=STAGE_SHOWN[show])


def read_rows(tickets: QuerySet[Ticket], most: int) -> list[CaseRow]:
    """The first of the tickets as rows, in the order that they have. One query."""
    values: Iterable[tuple[Any, ...]] = tickets.values_list(*COLUMNS)[:most]
    return [CaseRow._make(row) for row in values]


def _page(rows: Sequence[CaseRow], order: Order, *, more_before: bool, more_after: bool) -> CasePage:
    if not rows:
        return CasePage(rows)
    first, last = (Cursor(getattr(row, order.field), row.id) for row in (rows[0], rows[-1]))
    return CasePage(rows, first if more_before else None, last if more_after else None)
