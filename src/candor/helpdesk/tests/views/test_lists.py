"""The case list and the start page: what they show, to whom, and at what cost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candor.helpdesk.actions.progress import schedule_until, solve_ticket, wait_for_customer
from candor.helpdesk.actions.routing import assign
from candor.helpdesk.models import Category, Priority, Queue, Ticket
from candor.helpdesk.queries.lists import Show, Wish, case_page, visible_queues
from candor.helpdesk.queries.paging import Cursor, Turn
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.kernel import clock, instance
from tests.cast import actor, signed_in

pytestmark = pytest.mark.db


def subjects(response) -> list[str]:
    return re.findall(r'class="row-link"[^>]*>(?:<span[^>]*>[^<]*</span>)?([^<]+)', response.content.decode())


def test_anna_sees_what_waits_for_us_newest_first(kim, sam, anna):
    ticket_of(kim, "First")
    with clock.later(minutes=1):
        ticket_of(sam, "Second")
        solve_ticket(ticket_of(sam, "Done already"), by=actor(anna))

    assert subjects(signed_in(anna).get("/tech/cases/")) == ["Second", "First"]


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("open", ["Hers", "Nobody's"]),
        ("mine", ["Asleep", "Answered", "Hers"]),
        ("unassigned", ["Nobody's"]),
        ("due", ["Hers", "Nobody's"]),
        ("waiting", ["Answered"]),
        ("scheduled", ["Asleep"]),
        ("done", ["Done"]),
        ("nonsense", ["Hers", "Nobody's"]),
    ],
)
def test_each_chip_shows_its_cases(kim, anna, show, expected):
    names = ["Nobody's", "Hers", "Answered", "Asleep", "Done"]
    tickets = {}
    for minute, name in enumerate(names):
        with clock.later(minutes=minute):
            tickets[name] = ticket_of(kim, name)
    for name in ["Hers", "Answered", "Asleep"]:
        assign(tickets[name], anna, by=actor(anna))
    with clock.later(minutes=10):
        wait_for_customer(tickets["Answered"], by=actor(anna))
    with clock.later(minutes=11):
        schedule_until(tickets["Asleep"], clock.now() + timedelta(days=1), by=actor(anna))
        solve_ticket(tickets["Done"], by=actor(anna))

    shown = [text.replace("&#39;", "'") for text in subjects(signed_in(anna).get("/tech/cases/", {"show": show}))]

    assert sorted(shown) == sorted(expected)


def test_queue_category_and_priority_narrow_the_list(kim, anna):
    billing, invoices = Queue.objects.create(name="Billing"), Category.objects.create(name="Invoices")
    ticket_of(kim, "Elsewhere")
    ticket_of(kim, "All three", queue=billing, category=invoices, priority=Priority.URGENT)
    ticket_of(kim, "Queue only", queue=billing)
    anna_there = signed_in(anna)

    def found(**asked):
        return subjects(anna_there.get("/tech/cases/", asked))

    assert sorted(found(queue=billing.ref)) == ["All three", "Queue only"]
    assert found(queue=billing.ref, category=invoices.ref, priority="4") == ["All three"]
    assert found(category=invoices.ref) == ["All three"]


def test_the_closed_queue_does_not_exist_for_anna(kim, anna, boris, mara):
    Queue.objects.create(name="Billing")
    security = security_queue(boris)
    ticket_of(kim, "Break-in", queue=security)

    for person, expected in [(anna, []), (boris, ["Break-in"]), (mara, ["Break-in"])]:
        browser = signed_in(person)
        assert subjects(browser.get("/tech/cases/")) == expected
        assert (b"Break-in" in browser.get("/tech/").content) == bool(expected)
        assert subjects(browser.get("/tech/cases/", {"queue": security.ref})) == expected
        assert (b"Security" in browser.get("/tech/").content) == bool(expected)


def test_the_figures_on_the_chips_are_those_of_the_queues_anna_sees(kim, anna, boris):
    ticket_of(kim)
    assign(ticket_of(kim), anna, by=actor(anna))
    ticket_of(kim, queue=security_queue(boris))

    page = signed_in(anna).get("/tech/cases/").content.decode()

    counts = dict(re.findall(r'<a class="chip"[^>]*>\s*([^<]+?)\s*<span class="chip-count">(\d+)', page))
    assert (counts["Open"], counts["Mine"], counts["Unassigned"]) == ("2", "1", "1")


@pytest.mark.parametrize("path", ["/tech/cases/", "/tech/"])
def test_a_page_costs_the_same_number_of_queries_for_five_cases_and_for_sixty(kim, sam, anna, path, monkeypatch):
    monkeypatch.setattr(instance, "REMEMBERED_FOR", 3600.0)
    instance.forget()
    instance.current()  # every process remembers it

    def cost(*, tickets: int) -> int:
        for number in range(tickets):
            ticket_of([kim, sam][number % 2], f"Case {number}")
        browser = signed_in(anna)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(path).status_code == 200
        return len(queries)

    few = cost(tickets=5)

    assert cost(tickets=55) == few
    assert few <= 6, "the hottest pages stay within six queries, the session's included"


@pytest.mark.parametrize("show", [Show.OPEN, Show.DUE])
def test_turning_pages_meets_every_case_once_and_back_again(kim, anna, show):
    now = clock.now()
    for number in range(23):
        with clock.at(now + timedelta(seconds=number // 4)):  # several share a moment
            ticket_of(kim, f"Case {number}")
    me, queues, met, pages, turn = actor(anna), visible_queues(actor(anna)), [], [], None

    while True:
        page = case_page(Wish(show), queues, by=me, turn=turn, most=5)
        pages.append([row.id for row in page.rows])
        met += pages[-1]
        if page.after is None:
            break
        turn = Turn(page.after)

    assert sorted(met) == sorted(Ticket.objects.values_list("pk", flat=True))
    for expected in reversed(pages[:-1]):
        assert page.before is not None
        page = case_page(Wish(show), queues, by=me, turn=Turn(page.before, is_back=True), most=5)
        assert [row.id for row in page.rows] == expected
    assert page.before is None


@pytest.mark.parametrize("text", ["", "x", "1", "1-", "-1", "1-2-3", "9" * 30 + "-1", "١-٢", "1 -1"])
def test_a_broken_place_in_the_list_is_the_first_page(kim, anna, text):
    ticket_of(kim, "Here")

    assert Cursor.read(text) is None
    assert subjects(signed_in(anna).get("/tech/cases/", {"older": text})) == ["Here"]


def test_sales_and_the_privacy_officer_find_a_start_page(clara, paula, kim):
    ticket_of(kim, "Not for sales")

    assert b"Not for sales" not in signed_in(clara).get("/tech/").content
    assert signed_in(clara).get("/tech/cases/").status_code == 404
    assert b"Open a case" not in signed_in(paula).get("/tech/").content


def test_an_unanswered_case_is_told_in_bold_and_in_words(kim, anna):
    ticket_of(kim)

    assert b"row-unread" in signed_in(anna).get("/tech/cases/").content
