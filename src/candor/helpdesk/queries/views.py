"""Saved views: those somebody is offered, the page of one, and the figures beside all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import F, FilteredRelation, IntegerField, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from candor.helpdesk.models import SavedView, Ticket
from candor.helpdesk.queries.filtering import References, references, tickets_of
from candor.helpdesk.queries.lists import PAGE, CaseRow, read_rows
from candor.helpdesk.queries.paging import ORDERS, Page, Turn, turned
from candor.helpdesk.rules.filters import Definition, NotADefinition
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.db.prepared import Prepared, anyone_like
from candor.people.public import Person

MOST_VIEWS = 60
"""Views that one person is offered. Those beyond are found on nobody's screen."""

MOST_COUNTED = 24
"""Views that get a figure, pinned ones first."""

COUNT_UP_TO = 99
"""A figure stops here and is shown as "99+": a view of 100,000 cases costs what one of a hundred costs."""

EXTRA_COLUMNS: Mapping[str, str] = {
    "queue": "queue__name",
    "category": "category__name",
    "kind": "kind",
    "channel": "channel",
}
"""Columns that the usual row does not hold, and where they stand."""


class OfferedView(NamedTuple):
    """A view as the list beside the cases shows it, in the looker's own order."""

    id: int
    ref: str
    name: str
    audience: str
    owner_id: int | None
    queue: str | None
    definition: Any
    is_pinned: bool
    is_default: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What a view shows: a page of rows, what it names as far as it is found, and values of further columns by id."""

    page: Page[CaseRow]
    known: References
    extras: Mapping[int, Mapping[str, Any]]


def views_for(actor: Actor) -> list[OfferedView]:
    """The views that the actor is offered: pinned ones first, then in their own order, then by name. One query."""
    return [OfferedView(*row) for row in OFFERED.rows(anyone_like(actor), me=actor.id)]


def _offered(actor: Actor) -> QuerySet[Any, Any]:
    views = (
        SavedView.objects.visible_to(actor)
        .annotate(place=FilteredRelation("places", condition=Q(places__person=actor.id)))
        .annotate(
            pinned=Coalesce(F("place__is_pinned"), False),
            first=Coalesce(F("place__is_default"), False),
        )
        .order_by("-pinned", F("place__position").asc(nulls_last=True), "name", "pk")
    )
    named = ("pk", "ref", "name", "audience", "owner_id", "queue__name", "definition", "pinned", "first")
    return views.values_list(*named)[:MOST_VIEWS]


OFFERED = Prepared(_offered)
"""Every case list asks for the views."""


def definition_of(raw: Any) -> Definition | None:
    """The stored definition, or None for one that this version of Candor cannot read."""
    try:
        return Definition.read(raw)
    except NotADefinition:
        return None


def shown_by(definition: Definition, *, by: Actor, turn: Turn | None = None, most: int = PAGE) -> Shown:
    """The view's page for this actor. Two queries, and one for each kind of thing that it names."""
    known = references([definition], by)
    tickets = tickets_of(definition, by, known, clock.now())
    page = turned(tickets, ORDERS[definition.sort](definition.falls), turn, read_rows, most)
    wanted = {name: path for name, path in EXTRA_COLUMNS.items() if name in definition.columns}
    return Shown(page, known, _extras([row.id for row in page.rows], wanted, by) if wanted else {})


def figures_of(views: Sequence[OfferedView], *, by: Actor) -> dict[str, int]:
    """How many tickets each view holds, by its reference, counted up to a hundred: one query for all of them.

    A view that cannot be read has no figure.
    """
    readable = [(view.ref, read) for view in views if (read := definition_of(view.definition)) is not None]
    readable = readable[:MOST_COUNTED]
    if not readable:
        return {}
    known, now = references([definition for _ref, definition in readable], by), clock.now()
    counts = {
        f"v{number}": BoundedCount(tickets_of(definition, by, known, now).order_by().values("pk")[: COUNT_UP_TO + 1])
        for number, (_ref, definition) in enumerate(readable)
    }
    row = Person.objects.filter(pk__in=[by.id]).values_list(*counts.values()).first()
    return dict(zip((ref for ref, _definition in readable), row or (), strict=False))


class BoundedCount(Subquery):
    """How many rows a sliced query has: at most as many as its slice."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS bounded)"
    output_field = IntegerField()
    empty_result_set_value = 0


def _extras(ids: Sequence[int], wanted: Mapping[str, str], by: Actor) -> dict[int, dict[str, Any]]:
    rows = Ticket.objects.visible_to(by).filter(pk__in=ids).values_list("pk", *wanted.values())
    return {row[0]: dict(zip(wanted, row[1:], strict=True)) for row in rows}
