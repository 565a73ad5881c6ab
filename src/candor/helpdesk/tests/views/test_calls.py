"""New cases while somebody is on the telephone."""

from __future__ import annotations

import pytest

from candor.helpdesk.models import Message, Priority, Ticket
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel.actor import Channel
from candor.people.models import Person
from tests.cast import signed_in

pytestmark = pytest.mark.db

NEW = "/tech/cases/new/"
QUESTION = {"subject": "The export stops", "text": "She says it stops at 80 %.", "kind": "problem", "priority": "3"}


def test_anna_finds_kim_as_she_types(kim, sam, anna):
    found = signed_in(anna).get("/tech/cases/new/callers/", {"caller": "ki"}).content.decode()

    assert "Kim Jansen" in found
    assert "Nordlicht GmbH" in found
    assert "Sam Peters" not in found


def test_without_javascript_the_search_is_a_page(kim, anna):
    page = signed_in(anna).get(NEW, {"caller": "kim@"}).content.decode()

    assert f"?person={kim.ref}" in page


def test_choosing_kim_shows_her_open_cases(kim, anna):
    ticket_of(kim, "Asked last week")

    page = signed_in(anna).get(NEW, {"person": kim.ref}).content.decode()

    assert "Is it about one of these?" in page
    assert "Asked last week" in page


def test_kims_call_becomes_a_case_with_her_number(kim, anna):
    answer = signed_in(anna).post(NEW, {"person": kim.ref, "phone": "+49 251 1234567", **QUESTION})

    ticket = Ticket.objects.get()
    message = Message.objects.get()
    assert answer["Location"] == f"/tech/cases/{ticket.ref}/"
    assert (ticket.requester, ticket.channel, ticket.priority) == (kim, Channel.PHONE, Priority.HIGH)
    assert (message.author, message.came_from) == (kim, "+49 251 1234567")


def test_a_new_caller_is_written_down_once_however_often_the_button_is_pressed(anna):
    form = {"name": "Nele Voss", "phone": "+49 251 7654321", "key": "call-1", **QUESTION}
    browser = signed_in(anna)

    answers = [browser.post(NEW, form) for _press in range(2)]

    assert answers[0]["Location"] == answers[1]["Location"]
    assert Person.objects.filter(name="Nele Voss").count() == Ticket.objects.count() == 1


def test_a_caller_known_by_the_address_they_give_is_not_written_down_twice(kim, anna):
    signed_in(anna).post(NEW, {"name": "K. Jansen", "email": "KIM@nordlicht.example", **QUESTION})

    assert Ticket.objects.get().requester == kim


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Say who calls"),
        ({"name": "Nele Voss", "email": "nele at home"}, "Nele Voss"),
        ({"name": "Nele Voss", "subject": ""}, "Say in a few words"),
        ({"name": "Nele Voss", "text": " \x00"}, "Write down what the caller says"),
        ({"name": "Nele Voss", "priority": "9"}, "Nele Voss"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(anna, typed, words):
    before = Person.objects.count()

    answer = signed_in(anna).post(NEW, {**QUESTION, **typed})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert Ticket.objects.count() == 0
    assert Person.objects.count() == before


def test_a_caller_by_a_made_up_reference_is_not_found(anna):
    assert signed_in(anna).post(NEW, {"person": "nobody", **QUESTION}).status_code == 404


def test_sales_open_no_cases(clara, kim):
    assert signed_in(clara).get(NEW).status_code == 404
    assert signed_in(clara).get("/tech/cases/new/callers/", {"caller": "ki"}).status_code == 404
