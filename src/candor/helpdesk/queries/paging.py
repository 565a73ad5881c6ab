"""Paging by key: a page begins after the last row of the one before, so page 1,000 costs what page 1 costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import F, Q

from candor.helpdesk.models.tickets import TicketQuerySet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LARGEST = 2**62

Value = datetime | int | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place between two rows: the sorting value and the id of the row it lies beside.

    A link carries `1763754000000000-17` for a moment, `n3-17` for a number, `x-17` for a row that has no value.
    """

    value: Value
    id: int

    def __str__(self) -> str:
        match self.value:
            case None:
                return f"x-{self.id}"
            case datetime():
                return f"{(self.value - EPOCH) // timedelta(microseconds=1)}-{self.id}"
            case number:
                return f"n{number}-{self.id}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """The cursor between two moments that a link carries, or None for anything else."""
        cursor = cls.read_any(text)
        return cursor if cursor is not None and isinstance(cursor.value, datetime) else None

    @classmethod
    def read_any(cls, text: str) -> Cursor | None:
        """The cursor that a link carries, of whatever sorting (`Order.fits` tells), or None for anything else."""
        place, _hyphen, key = text.partition("-")
        if not (_is_number(key) and len(text) < 40):
            return None
        if place == "x":
            return cls(None, _bounded(key))
        if place.startswith("n") and _is_number(place[1:]):
            return cls(_bounded(place[1:]), _bounded(key))
        try:
            return cls(EPOCH + timedelta(microseconds=int(place)), _bounded(key)) if _is_number(place) else None
        except OverflowError:
            return None


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of the page: on to what follows the cursor, or back to what comes before it."""

    cursor: Cursor
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """A sorting: by `field`, then by id, both falling or both rising. Rows without a value stand at the end."""

    field: str
    falls: bool
    may_lack: bool = False
    is_moment: bool = True

    def fits(self, cursor: Cursor) -> bool:
        """Was the cursor made by a sorting of this kind? One of another sorting is none."""
        if cursor.value is None:
            return self.may_lack
        return isinstance(cursor.value, datetime) == self.is_moment

    def sorted(self, tickets: TicketQuerySet, *, backwards: bool) -> TicketQuerySet:
        falls = self.falls != backwards
        if not self.may_lack:
            sign = "-" if falls else ""
            return tickets.order_by(f"{sign}{self.field}", f"{sign}id")
        place = {"nulls_first": True} if backwards else {"nulls_last": True}
        ways = [F(self.field).desc(**place), F("id").desc()] if falls else [F(self.field).asc(**place), F("id").asc()]
        return tickets.order_by(*ways)

    def stretches(self, tickets: TicketQuerySet, cursor: Cursor | None, *, backwards: bool) -> list[TicketQuerySet]:
        """What lies beyond the cursor, in one or two parts that follow each other, each a range of one index.

        "Those with a value, then those without" is a range of no index of SQLite, but each of its halves is.
        """
        if not self.may_lack:
            rest = tickets if cursor is None else tickets.filter(self.beyond(cursor, backwards=backwards))
            return [self.sorted(rest, backwards=backwards)]
        sign, word = ("-", "lt") if self.falls != backwards else ("", "gt")
        valued = tickets.filter(**{f"{self.field}__isnull": False}).order_by(f"{sign}{self.field}", f"{sign}id")
        lacking = tickets.filter(**{f"{self.field}__isnull": True}).order_by(f"{sign}id")
        if cursor is None:
            return [lacking, valued] if backwards else [valued, lacking]
        if cursor.value is None:
            lacking = lacking.filter(**{f"id__{word}": cursor.id})
            return [lacking, valued] if backwards else [lacking]
        valued = valued.filter(self._from(cursor, word))
        return [valued] if backwards else [valued, lacking]

    def beyond(self, cursor: Cursor, *, backwards: bool) -> Q:
        """What lies beyond the cursor, in one condition."""
        word = "lt" if self.falls != backwards else "gt"
        lacks = Q(**{f"{self.field}__isnull": True})
        if cursor.value is None:
            rest = lacks & Q(**{f"id__{word}": cursor.id})
            return rest | ~lacks if backwards else rest
        rest = self._from(cursor, word)
        return rest if backwards or not self.may_lack else rest | lacks

    def _from(self, cursor: Cursor, word: str) -> Q:
        """The first condition lets the index begin there, the second is exact."""
        begin = Q(**{f"{self.field}__{word}e": cursor.value})
        return begin & (Q(**{f"{self.field}__{word}": cursor.value}) | Q(**{f"id__{word}": cursor.id}))


ORDERS: Mapping[str, Callable[[bool], Order]] = {
    "changed": lambda falls: Order("changed_at", falls),
    "created": lambda falls: Order("created_at", falls),
    "due": lambda falls: Order("due_at", falls, may_lack=True),
    "number": lambda falls: Order("number", falls, is_moment=False),
    "priority": lambda falls: Order("priority", falls, is_moment=False),
}
"""The sortings that a list may have, by the names of `rules.filters.SORTS`."""

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of rows and the cursors of its neighbours (None at the ends)."""

    rows: Sequence[Row]
    before: Cursor | None = None
    after: Cursor | None = None


def turned(
    tickets: TicketQuerySet,
    order: Order,
    turn: Turn | None,
    read: Callable[[TicketQuerySet, int], list[Row]],
    most: int,
) -> Page[Row]:
    """The page of the tickets to which the turn leads, read by `read`: one query, two where rows may lack the value.

    A turn of another order counts as none.
    """
    if turn is not None and not order.fits(turn.cursor):
        turn = None
    is_back = turn is not None and turn.is_back
    parts = order.stretches(tickets, turn.cursor if turn is not None else None, backwards=is_back)
    found = _read_on(parts, read, most + 1)
    rows, has_more = found[:most], len(found) > most
    if is_back:
        rows.reverse()
        return _page(rows, order, more_before=has_more, more_after=True)
    return _page(rows, order, more_before=turn is not None, more_after=has_more)


def first_page(found: list[Row], order: Order, most: int) -> Page[Row]:
    """The first page, of rows that were read in this order: one more of them than it shows, if there are."""
    return _page(found[:most], order, more_before=False, more_after=len(found) > most)


def _read_on(parts: Sequence[TicketQuerySet], read: Callable[[TicketQuerySet, int], list[Row]], most: int) -> list[Row]:
    """The first rows of the parts, one part after the other."""
    found: list[Row] = []
    for part in parts:
        found += read(part, most - len(found))
        if len(found) == most:
            break
    return found


def _page(rows: Sequence[Any], order: Order, *, more_before: bool, more_after: bool) -> Page[Any]:
    if not rows:
        return Page(rows)
    first, last = (Cursor(getattr(row, order.field), row.id) for row in (rows[0], rows[-1]))
    return Page(rows, first if more_before else None, last if more_after else None)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _bounded(text: str) -> int:
    return min(int(text), LARGEST)
