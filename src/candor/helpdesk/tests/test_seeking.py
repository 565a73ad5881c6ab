"""Searching with operators, slips and ways out: for technicians in their queues, for customers in their letters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from candor.helpdesk.actions.tagging import add_tags
from candor.helpdesk.actions.writing import NewMessage, add_internal_note
from candor.helpdesk.models import Priority, Status, Ticket
from candor.helpdesk.rules import operators
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.kernel import search
from tests.cast import actor, signed_in

db = pytest.mark.db
TODAY = date(2026, 11, 22)


@pytest.fixture
def index(db: object) -> None:
    search.prepare()


def shown(person, question: str, **more: str) -> str:
    search.index_pending()
    answer = signed_in(person).get(reverse("tech:search"), {"q": question, **more})
    assert answer.status_code == 200
    text = (
        answer.content.decode()
        .partition("<main")[2]
        .partition("</main>")[0]
        .replace("<mark>", "")
        .replace("</mark>", "")
    )
    return str(text.replace("&#34;", '"').replace("&#39;", "'"))


def found(person, question: str, *among: Ticket) -> list[str]:
    page = shown(person, question)
    return [ticket.subject for ticket in among if f"/tech/cases/{ticket.ref}/" in page]


@db
def test_operators_narrow_the_search_in_both_languages(index, kim, sam, anna):
    hers, his = ticket_of(kim, "Printer of Kim"), ticket_of(sam, "Printer of Sam")
    Ticket.objects.filter(pk=hers.pk).update(status=Status.SOLVED, priority=Priority.HIGH)
    add_tags(hers, ["VIP"], by=actor(anna))
    Ticket.objects.filter(pk=his.pk).update(assignee=anna)
    search.rebuild()
    for question in (
        "from:kim", "printer von:jansen", "from:kim@nordlicht.example", "status:solved", "status:gelöst",
        "status:geloest",
        "printer -status:offen", "status:erledigt", "tag:vip", "schlagwort:VIP", "priority:high", "priorität:hoch",
        "prioritaet:hoch", "-assignee:me", "bearbeiter:niemand", "assignee:nobody printer", "organisation:nordlicht",
        'from:"Kim Jansen" after:today', "seit:heute status:done", "PRINTER From:KIM",
        "-before:yesterday status:solved",
    ):  # fmt: skip
        assert found(anna, question, hers, his) == ["Printer of Kim"], question
    for question in ("-from:kim", "status:open", "assignee:me", "bearbeiter:ich", "assignee:anna", "-tag:vip printer"):
        assert found(anna, question, hers, his) == ["Printer of Sam"], question
    for question in ("before:2000", "before:9999d", "after:2999-01-01 printer", "from:kim from:sam"):
        assert found(anna, question, hers, his) == [], question


@db
def test_a_queue_is_found_by_its_name_by_those_who_see_it(index, kim, anna, boris):
    open_one, closed = ticket_of(kim, "Printer"), ticket_of(kim, "Printer break-in", queue=security_queue(boris))
    assert found(boris, "queue:security printer", open_one, closed) == ["Printer break-in"]
    assert found(boris, f'warteschlange:"{open_one.queue.name}"', open_one, closed) == ["Printer"]
    answer = shown(anna, "queue:security printer")
    assert answer.replace("security", "") == shown(anna, "queue:nosuchqu printer").replace("nosuchqu", "")
    assert "No queue of this name is found." in answer
    assert 'value="queue:security printer"' in answer, "what was typed is still there"


@db
@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("status:opne printer", "“open” is."),
        ("status:xyzzy printer", "It takes one of: new, neu, open"),
        ("before:someday printer", "This is no date."),
        ("before:2026-13-40 printer", "This is no date."),
        ("from: printer", "There is nothing after the colon."),
        ("from:nobodyofthisname printer", "Nobody of this name"),
        ("organisation:nosuch printer", "No organisation of this name"),
        ("assignee:nosuch printer", "No technician of this name"),
        ("tag:nosuch printer", "No tag of this name"),
    ],
)
def test_what_is_not_understood_is_told_and_left_out(index, kim, anna, question, told):
    ticket = ticket_of(kim, "Printer")
    page = shown(anna, question)
    assert told in page
    assert f'value="{question}"' in page
    assert f"/tech/cases/{ticket.ref}/" in page


@db
def test_a_slip_is_understood_and_told(index, kim, anna):
    ticket = ticket_of(kim, "The printer stops")
    page = shown(anna, "pritner")
    assert "These are the cases for “printer”." in page
    assert f"/tech/cases/{ticket.ref}/" in page
    assert 'value="pritner"' in page


@db
def test_few_hits_bring_a_proposal_and_stay(index, kim, anna):
    for number in range(5):
        ticket_of(kim, f"The printer stops {number}")
    odd = ticket_of(kim, "The pritner")
    page = shown(anna, "pritner")
    assert "Did you mean “printer”?" in page
    assert f"/tech/cases/{odd.ref}/" in page


@db
def test_an_empty_page_says_what_to_leave_out(index, kim, anna):
    ticket = ticket_of(kim, "The printer stops")
    page = shown(anna, "printer unheardof status:closed")
    assert "Nothing found" in page
    assert "Search everywhere" in page
    assert "Without unheardof" not in page, "without it there would still be nothing"
    page = shown(anna, "printer status:closed")
    assert "Without status:closed" in page
    assert "Without printer" not in page
    assert f"/tech/cases/{ticket.ref}/" not in page


@db
def test_nobody_learns_by_guessing_what_they_may_not_see(index, kim, anna, boris, clara):
    """Hits, snippets, proposals and ways out are the same as if the hidden case did not exist."""
    ticket_of(kim, "Printer")
    before = {
        question: shown(anna, question) for question in ("zirbelnuss", "zirbelnus", "printer zirbelnuss", "zirb*")
    }
    secret = ticket_of(kim, "Zirbelnuss", text="The zirbelnuss is cracked", queue=security_queue(boris))
    for question, page in before.items():
        assert shown(anna, question) == page, question
        assert secret.ref not in shown(clara, question)
    assert f"/tech/cases/{secret.ref}/" in shown(boris, "zirbelnus")
    assert "is cracked" in shown(boris, "zirbelnuss")


@db
def test_people_and_organisations_are_found_nearly_so(index, kim, nordlicht, anna):
    search.rebuild()
    for question in ("kim jansen", "jansne", "kim@nordlicht.example", "kim nordlihct", "Jans"):
        assert f"/tech/people/{kim.ref}/" in shown(anna, question), question
    for question in (nordlicht.name, "nordlihct", "Nordl"):
        assert f"/tech/organisations/{nordlicht.ref}/" in shown(anna, question), question
    assert kim.ref not in shown(anna, "unheardof")


@db
def test_the_newest_first_can_be_paged(index, kim, anna, monkeypatch):
    monkeypatch.setattr("candor.helpdesk.queries.seeking.MOST", 2)
    tickets = [ticket_of(kim, f"Report {number}") for number in range(3)]
    first = shown(anna, "report")
    assert [ticket.ref in first for ticket in tickets] == [False, True, True]
    assert f"after={tickets[1].ref}" in first
    second = shown(anna, "report", after=tickets[1].ref)
    assert [f"/tech/cases/{ticket.ref}/" in second for ticket in tickets] == [True, False, False]
    best = shown(anna, "report", order="best")
    assert "There are more." in best
    assert "after=" not in best


@db
def test_a_customer_searches_own_letters_with_slips_and_operators(index, kim, lee, sam, anna):
    mine = ticket_of(kim, "Printing stops", text="After the second sheet.")
    ticket_of(sam, "Printing zirbel", text="zirbel zirbel")
    add_internal_note(mine, NewMessage("Notoriously impatient, sheeta"), by=actor(anna))
    search.index_pending()

    def cases(question: str) -> str:
        page = signed_in(kim).get(reverse("customer:cases"), {"q": question}).content.decode()
        return str(page.replace("<mark>", "").replace("</mark>", ""))

    for question in (
        "printed",
        "prinitng",
        '"second sheet"',
        "status:open printing",
        "printing -notoriously",
        "after:today sheets",
    ):
        assert "Printing stops" in cases(question), question
    for question in (
        "notoriusly",
        "impatent",
        "zirbel",
        "zirbl",
        "printing -sheet",
        "status:closed printing",
        '"sheet second"',
    ):
        page = cases(question)
        assert "Printing stops" not in page, question
        assert "These are the cases for" not in page, question
    assert "This cannot be asked for here." in cases("queue:security printing")
    assert "After the second sheet." in cases("sheet")


@db
def test_the_search_leaves_no_trace_of_who_sought_what(index, kim, anna, caplog):
    """Neither in the log nor in any table: who wants the words again types them again."""
    from django.apps import apps

    shown(anna, "zirbelnusskuchen from:kim")
    assert "zirbelnusskuchen" not in caplog.text
    for model in apps.get_models():
        for row in model._default_manager.values()[:200]:
            assert "zirbelnusskuchen" not in str(row), model


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-11-05", date(2026, 11, 5)), ("5.11.2026", date(2026, 11, 5)), ("05.11.2026", date(2026, 11, 5)),
        ("2026-11", date(2026, 11, 1)), ("2026", date(2026, 1, 1)), ("today", TODAY), ("heute", TODAY),
        ("gestern", TODAY - timedelta(days=1)), ("7d", TODAY - timedelta(days=7)), ("7t", TODAY - timedelta(days=7)),
        ("2w", TODAY - timedelta(days=14)), ("3m", TODAY - timedelta(days=90)), ("2026-02-30", None), ("0000", None),
        ("٢٠٢٦", None), ("tomorrow", None), ("", None),
    ],
)  # fmt: skip
def test_days_have_names(value, day):
    assert operators.day_of(value, TODAY) == day


@given(st.text(max_size=30))
def test_any_value_may_stand_behind_an_operator(value):
    operators.day_of(value, TODAY)
    operators.status_named(value)
    operators.priority_named(value)
    assert isinstance(operators.nearest(value, operators.STATUSES), str)


def test_no_name_means_two_operators():
    names = [name for names in operators.OPERATORS.values() for name in names]
    assert len(names) == len(set(names)) == len(operators.NAMES)
