"""How the databases read a page of a list: along an index in the order of the list, never by sorting what they find."""

from __future__ import annotations

import pytest
from django.db import connection

from candor.helpdesk.queries.counters import figures_by_queue
from candor.helpdesk.queries.filtering import references, tickets_of
from candor.helpdesk.queries.lists import Show, Wish, visible_queues, wished
from candor.helpdesk.queries.paging import ORDERS, Cursor
from candor.helpdesk.rules import filters
from candor.helpdesk.rules.filters import Condition, Definition
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.kernel import clock
from tests.cast import actor

pytestmark = pytest.mark.db

UNFINISHED = ("stage", "is_not", ("done",))

VIEWS = {
    "everything": (),
    "open": (("stage", "is", ("with-us",)),),
    "waiting, by status": (("status", "is", ("waiting-customer", "waiting-other")),),
    "closed": (("stage", "is", ("done",)),),
    "unfinished": (UNFINISHED,),
    "urgent": (UNFINISHED, ("priority", "is", ("4",))),
    "not mine": (UNFINISHED, ("assignee", "is_not", ("me",))),
    "mail of a kind": (UNFINISHED, ("channel", "is", ("mail",)), ("kind", "is_not", ("other",))),
}
"""Views that hold many cases, of which a page is to cost what the page costs."""

IN_THEIR_OWN_ORDER = {
    "overdue": ("due", (("due", "is", ("overdue",)), UNFINISHED)),
    "changed today": ("changed", (("changed", "within", ("1d",)),)),
    "opened today": ("created", (("created", "within", ("1d",)),)),
}
"""Views of a range of time: they are read along it when they are sorted by it."""


@pytest.fixture
def looker(anna, boris, kim):
    """Anna, who does not see every queue."""
    security_queue(boris)
    ticket_of(kim, "Export stops")
    return actor(anna)


@pytest.mark.parametrize("sort", filters.SORTS)
def test_a_page_of_a_large_view_is_read_along_an_index(looker, sort):
    for name, parts in VIEWS.items():
        assert_read_in_order(name, parts, sort, looker)


def test_a_range_of_time_is_read_along_its_own_index(looker):
    for name, (sort, parts) in IN_THEIR_OWN_ORDER.items():
        assert_read_in_order(name, parts, sort, looker)


@pytest.mark.parametrize("show", [Show.OPEN, Show.WAITING, Show.SCHEDULED, Show.DONE, Show.MINE, Show.UNASSIGNED])
def test_the_built_in_lists_are_read_along_an_index(looker, show):
    found = wished(Wish(show), visible_queues(looker), looker)
    assert_no_sorting(f"{show}, by change", ORDERS["changed"](True).sorted(found, backwards=False))


@pytest.mark.once
def test_the_figures_read_nobody_s_tickets_but_those_of_restricted_people(looker, django_assert_num_queries):
    """Searched by queue, each list of the house would read every ticket in it."""
    queues = [queue.pk for queue in visible_queues(looker)]
    with django_assert_num_queries(1) as asked:
        figures_by_queue(queues, looker)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked.captured_queries[0]['sql']}")
        plan = "\n".join(row[-1] for row in cursor.fetchall())
    assert "helpdesk_by_requester" in plan
    assert "helpdesk_by_queue" not in plan, plan


def assert_read_in_order(name, parts, sort, looker):
    definition = Definition(tuple(Condition(*part) for part in parts), sort=sort)
    known = references([definition], looker)
    tickets = tickets_of(definition, looker, known, clock.now())
    for falls in (True, False):
        order = ORDERS[sort](falls)
        value = clock.now() if order.is_moment else 3
        for place in (None, Cursor(value, 7)):
            for part in order.stretches(tickets, place, backwards=False):
                assert_no_sorting(f"{name}, by {sort}, falling {falls}, after {place}", part)


def assert_no_sorting(what, tickets):
    """SQLite tells of sorting by "TEMP B-TREE"; PostgreSQL, asked to sort only where nothing else is left, by "Sort".

    An incremental sort reads along an index and puts only equal values in order.
    """
    is_postgres = connection.vendor == "postgresql"
    if is_postgres:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = tickets.values_list("id", "subject", "requester__name")[:51].explain()
    assert ("->  Sort" if is_postgres else "TEMP B-TREE") not in plan, f"{what}:\n{plan}"
