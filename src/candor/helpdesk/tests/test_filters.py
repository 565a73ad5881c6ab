"""What a view may say, whatever JSON it is handed: never an exception but one, never a case of a foreign queue."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from candor.helpdesk.actions.categories import create_category
from candor.helpdesk.actions.progress import solve_ticket, wait_for_customer
from candor.helpdesk.actions.routing import assign
from candor.helpdesk.actions.tagging import add_tags, named
from candor.helpdesk.models import Priority, Ticket
from candor.helpdesk.queries.filtering import Missing, references, tickets_of
from candor.helpdesk.queries.paging import ORDERS, Cursor, Turn
from candor.helpdesk.queries.views import shown_by
from candor.helpdesk.rules import filters
from candor.helpdesk.rules.filters import Condition, Definition, NotADefinition
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.kernel import clock, search
from candor.kernel.actor import SYSTEM
from tests.cast import actor

pytestmark = pytest.mark.db

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
NASTY = st.sampled_from(["' OR 1=1 --", "%", '"', "\x00", "x" * 17, "١٢٣", "NOT a OR b", "a* AND (", "-", "\ud800"])


SOME_VALUES = (
    *filters.SPANS, "me", "nobody", "new", "closed", "done", "1", "4", "problem", "mail", "overdue", "none", "any",
    "export", "*", "((",
)  # fmt: skip


def conditions(known_refs):
    """Conditions of every field: allowed values, references of real things and of none, and nonsense."""

    def of(name):
        rule = filters.FIELDS[name]
        known = [value for value in SOME_VALUES if rule.allows(value)]
        if rule.allows("0" * 16):
            known += known_refs
        return st.builds(
            lambda op, values: {"field": name, "op": op, "values": values},
            st.sampled_from(rule.ops),
            st.lists(st.sampled_from(known or ["0" * 16]), min_size=1, max_size=rule.most if rule.most < 4 else 4),
        )

    return st.sampled_from(sorted(filters.FIELDS)).flatmap(of)


@settings(max_examples=300, deadline=None)
@given(raw=ANYTHING)
@pytest.mark.once
def test_no_json_is_more_than_refused(raw):
    with suppress(NotADefinition):
        Definition.read(raw)


@settings(max_examples=200, deadline=None)
@given(
    field=st.sampled_from(sorted(filters.FIELDS)) | st.text(max_size=9), op=ANYTHING, values=ANYTHING | st.lists(NASTY)
)
@pytest.mark.once
def test_nearly_right_json_is_refused_or_read_and_written_the_same(field, op, values):
    raw = {**Definition().as_json(), "conditions": [{"field": field, "op": op, "values": values}]}
    try:
        read = Definition.read(raw)
    except NotADefinition:
        return
    assert Definition.read(json.loads(json.dumps(read.as_json()))) == read


def found(definition, person):
    me = actor(person)
    tickets = tickets_of(definition, me, references([definition], me), clock.now())
    return sorted(tickets.values_list("subject", flat=True))


def one(field, op, *values):
    return Definition((Condition(field, op, values),))


@pytest.fixture
def town(kim, sam, anna, boris):
    """Cases of two customers, one of them in the queue that Anna may not see."""
    search.prepare()
    printing = create_category("Printing", by=SYSTEM)
    pdf = create_category("PDF", by=SYSTEM, parent=printing)
    security = security_queue(boris)
    tickets = {
        "Plain": ticket_of(kim, "Plain", category=printing),
        "Urgent": ticket_of(kim, "Urgent", priority=Priority.URGENT, category=pdf),
        "Hers": ticket_of(sam, "Hers"),
        "Solved": ticket_of(sam, "Solved"),
        "Secret": ticket_of(sam, "Secret", queue=security, category=pdf, priority=Priority.URGENT),
    }
    assign(tickets["Hers"], anna, by=actor(anna))
    wait_for_customer(tickets["Hers"], by=actor(anna))
    solve_ticket(tickets["Solved"], by=actor(anna))
    add_tags(tickets["Urgent"], ["printer", "vip"], by=actor(anna))
    add_tags(tickets["Plain"], ["printer"], by=actor(anna))
    add_tags(tickets["Secret"], ["printer"], by=actor(boris))
    search.index_pending()
    return {"tickets": tickets, "security": security, "printing": printing, "pdf": pdf}


@pytest.mark.parametrize(
    ("field", "op", "values", "expected"),
    [
        ("stage", "is", ["with-us"], ["Plain", "Urgent"]),
        ("status", "is_not", ["new", "solved"], ["Hers"]),
        ("assignee", "is", ["me"], ["Hers"]),
        ("assignee", "is", ["me", "nobody"], ["Hers", "Plain", "Solved", "Urgent"]),
        ("assignee", "is_not", ["me"], ["Plain", "Solved", "Urgent"]),
        ("priority", "is", ["4"], ["Urgent"]),
        ("kind", "is_not", ["question"], []),
        ("channel", "is", ["mail"], []),
        ("due", "is", ["none"], ["Hers", "Solved"]),
        ("due", "is", ["any"], ["Plain", "Urgent"]),
        ("due", "is", ["overdue"], []),
        ("due", "is", ["3d"], ["Plain", "Urgent"]),
        ("created", "within", ["1h"], ["Hers", "Plain", "Solved", "Urgent"]),
        ("changed", "longer", ["1h"], []),
        ("text", "is", ["urg"], ["Urgent"]),
        ("text", "is", ["!?"], []),
    ],
)
def test_each_field_finds_its_cases_and_never_the_secret_one(town, anna, field, op, values, expected):
    assert found(one(field, op, *values), anna) == expected


def test_references_find_what_stands_at_or_below_them(town, anna, boris, kim):
    printing, pdf = town["printing"].ref, town["pdf"].ref
    printer, vip = named("printer").ref, named("vip").ref

    assert found(one("category", "is", printing), anna) == ["Plain", "Urgent"]
    assert found(one("category", "is", pdf), anna) == ["Urgent"]
    assert found(one("category", "is_not", pdf), anna) == ["Hers", "Plain", "Solved"]
    assert found(one("tags", "is", printer), anna) == ["Plain", "Urgent"]
    assert found(one("tags", "all", printer, vip), anna) == ["Urgent"]
    assert found(one("tags", "is_not", vip), anna) == ["Hers", "Plain", "Solved"]
    assert found(one("requester", "is", kim.ref), anna) == ["Plain", "Urgent"]
    assert found(one("category", "is", pdf), boris) == ["Secret", "Urgent"]


def test_a_view_naming_a_foreign_queue_shows_nothing_of_it_and_says_so(town, anna, boris):
    definition = one("queue", "is", town["security"].ref)

    assert found(definition, boris) == ["Secret"]
    assert found(definition, anna) == []
    assert references([definition], actor(anna)).missing(definition) == {Missing.QUEUE}
    everything_else = one("queue", "is_not", town["security"].ref)
    assert "Secret" not in found(everything_else, anna)


def test_any_joins_and_all_narrows(town, anna):
    both = (Condition("priority", "is", ("4",)), Condition("assignee", "is", ("me",)))

    assert found(Definition(both, "any"), anna) == ["Hers", "Urgent"]
    assert found(Definition(both, "all"), anna) == []


def test_no_definition_raises_or_shows_a_foreign_case(town, anna, kim):
    known = [town["security"].ref, town["printing"].ref, named("printer").ref, kim.ref, "0" * 16]
    me = actor(anna)
    visible = set(Ticket.objects.visible_to(me).values_list("pk", flat=True))

    @QUICK
    @given(
        parts=st.lists(conditions(known), max_size=5, unique_by=lambda each: each["field"]),
        match=st.sampled_from(["all", "any"]),
        sort=st.sampled_from(filters.SORTS),
        falls=st.booleans(),
        place=st.none() | st.integers(0, 2**70) | st.datetimes(),
        back=st.booleans(),
    )
    def holds(parts, match, sort, falls, place, back):
        raw = {**Definition().as_json(), "match": match, "sort": sort, "falls": falls, "conditions": parts}
        cursor = Cursor.read_any(f"n{place}-7") if isinstance(place, int) else Cursor.read_any("x-7")
        turn = Turn(cursor, back) if cursor is not None else None
        shown = shown_by(Definition.read(raw), by=me, turn=turn)
        assert {row.id for row in shown.page.rows} <= visible

    holds()


@pytest.mark.parametrize("name", filters.SORTS)
@pytest.mark.parametrize("falls", [True, False])
def test_every_sorting_meets_every_case_once_both_ways(kim, anna, name, falls):
    for number in range(11):
        with clock.later(seconds=number // 3):
            ticket = ticket_of(kim, f"Case {number}", priority=Priority(1 + number % 4))
        if number % 3 == 0:
            wait_for_customer(ticket, by=actor(anna))
    definition, pages, turn = Definition(sort=name, falls=falls), [], None

    while True:
        page = shown_by(definition, by=actor(anna), turn=turn, most=3).page
        pages.append([row.id for row in page.rows])
        if page.after is None:
            break
        turn = Turn(Cursor.read_any(str(page.after)))

    expected = ORDERS[name](falls).sorted(Ticket.objects.all(), backwards=False)
    assert [key for page_keys in pages for key in page_keys] == list(expected.values_list("pk", flat=True))
    for earlier in reversed(pages[:-1]):
        page = shown_by(
            definition, by=actor(anna), turn=Turn(Cursor.read_any(str(page.before)), is_back=True), most=3
        ).page
        assert [row.id for row in page.rows] == earlier
    assert page.before is None


def test_spans_are_what_they_say():
    assert filters.SPANS["7d"] == timedelta(days=7)
    assert set(filters.DUE_WITHIN) <= set(filters.SPANS)
