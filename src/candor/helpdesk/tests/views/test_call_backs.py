"""Promised calls, and the page that a telephone system opens."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from candor.helpdesk.actions.call_backs import Promise, promise_call
from candor.helpdesk.actions.drafts import save_draft
from candor.helpdesk.models import CallBack, Draft, Notification, Ticket
from candor.helpdesk.queries.beside import DRAFT
from candor.helpdesk.tasks import calls_should_be_told, remind_of_calls
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.kernel import clock
from candor.people.actions.identifiers import add_identifier
from candor.people.models import IdentifierKind, Person
from tests.cast import actor, signed_in

pytestmark = pytest.mark.db
NUMBER = "+49 431 5550109"


def promised(ticket: Ticket, person: Person, **later: float) -> CallBack:
    at = clock.now() + timedelta(**later or {"hours": 1})
    return promise_call(ticket, Promise(person, NUMBER, at, "About the export"), by=actor(person))


def with_number(person: Person, anna: Person, number: str = NUMBER) -> None:
    add_identifier(person, IdentifierKind.PHONE, number, by=actor(anna))


def test_a_call_is_promised_shown_and_done(kim: Person, anna: Person):
    ticket, browser = ticket_of(kim), signed_in(anna)
    form = {"number": NUMBER, "at": "2037-05-04T10:00", "note": "About the export", "caller": ""}
    assert browser.post(f"/tech/cases/{ticket.ref}/calls/", form).status_code == 303
    call = CallBack.objects.get()
    assert 'href="tel:+494315550109"' in browser.get(f"/tech/cases/{ticket.ref}/").content.decode()
    for _again in range(2):
        assert browser.post(f"/tech/calls/{call.ref}/done/").status_code == 303
    assert "tel:" not in browser.get(f"/tech/cases/{ticket.ref}/").content.decode()


def test_todays_calls_stand_on_the_start_page_of_who_promised_them(kim: Person, anna: Person, boris: Person):
    ticket = ticket_of(kim)
    promised(ticket, anna, minutes=1)
    promised(ticket_of(kim, subject="Another day"), anna, days=3)
    with clock.later(minutes=5):
        start = signed_in(anna).get("/tech/").content.decode()
        assert "About the export" in start
        assert start.count("tel:") == 1
        assert "tel:" not in signed_in(boris).get("/tech/").content.decode()


def test_who_promised_is_reminded_once_for_each_time(kim: Person, anna: Person):
    call = promised(ticket_of(kim), anna)
    assert not calls_should_be_told()
    browser = signed_in(anna)
    with clock.later(minutes=61):
        assert calls_should_be_told()
        for _again in range(2):
            remind_of_calls()
        assert Notification.objects.get(person=anna).tally == {"call-due": 1}
        again = (clock.now() + timedelta(hours=1)).isoformat()
        assert browser.post(f"/tech/calls/{call.ref}/attempts/", {"at": again}).status_code == 303
    call.refresh_from_db()
    assert (call.attempts, call.told_at) == (1, None)
    with clock.later(minutes=122):
        remind_of_calls()
    assert Notification.objects.get(person=anna).tally == {"call-due": 2}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"number": "nonsense"}, "not a telephone number"),
        ({"number": ""}, "Write the number to call"),
        ({"at": "2020-05-04T10:00"}, "lies ahead"),
        ({"at": ""}, "Say when"),
    ],
)
def test_a_promise_that_cannot_be_kept_says_why(kim: Person, anna: Person, wrong: dict[str, str], sentence: str):
    ticket = ticket_of(kim)
    form = {"number": NUMBER, "at": "2037-05-04T10:00", "note": "Keep me", **wrong}
    answer = signed_in(anna).post(f"/tech/cases/{ticket.ref}/calls/", form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Keep me" in answer.content.decode()
    assert not CallBack.objects.exists()


@pytest.mark.parametrize("written", ["+494315550109", "00494315550109", "0431 5550109", "0431/5550109"])
def test_a_number_finds_its_caller_however_it_is_written(kim: Person, anna: Person, written: str):
    with_number(kim, anna)
    ticket = ticket_of(kim)
    page = signed_in(anna).get("/tech/call", {"number": written}).content.decode()
    assert "Call from +494315550109" in page
    assert kim.name in page
    assert ticket.ref in page


def test_the_call_gives_a_case_with_number_and_caller_and_no_address_carries_it(kim: Person, anna: Person):
    with_number(kim, anna)
    browser = signed_in(anna)
    page = browser.get("/tech/call", {"number": NUMBER}).content.decode()
    links = re.findall(r'(?:href|action|hx-get)="([^"]*)"', page)
    assert not [link for link in links if "5550109" in link and not link.startswith("tel:")]
    form = browser.post("/tech/call/case/", {"number": "+494315550109", "person": kim.ref})
    assert form.status_code == 200
    assert 'value="+494315550109"' in form.content.decode()
    assert f'value="{kim.ref}"' in form.content.decode()
    assert not Ticket.objects.exists(), "nothing happens until the form is sent"


def test_an_unknown_hidden_or_hostile_number_leads_to_a_new_caller(anna: Person):
    browser = signed_in(anna)
    for number in ("+49 40 1234567", "", "anonymous", "<script>alert(1)</script>", "1" * 9000, "\u202e123"):
        answer = browser.get("/tech/call", {"number": number})
        assert answer.status_code in {200, 400}
        assert "<script>alert" not in answer.content.decode()
    form = browser.post("/tech/call/case/", {"number": "+49401234567"}).content.decode()
    assert "A new caller" in form


def test_several_people_with_one_number_are_a_choice(kim: Person, lee: Person, anna: Person):
    for person in (kim, lee):
        with_number(person, anna)
    page = signed_in(anna).get("/tech/call", {"number": NUMBER}).content.decode()
    assert kim.name in page
    assert lee.name in page
    assert "Ask who it is" in page


def test_the_draft_in_hand_is_kept_and_named(kim: Person, sam: Person, anna: Person):
    with_number(sam, anna)
    ticket = ticket_of(kim)
    save_draft(ticket, "Dear Kim, I was just", purpose=DRAFT, by=actor(anna))
    page = signed_in(anna).get("/tech/call", {"number": NUMBER}).content.decode()
    assert "What you were writing is kept" in page
    assert f"/tech/cases/{ticket.ref}/#composer" in page
    assert Draft.objects.get().text == "Dear Kim, I was just"


def test_a_link_of_another_site_opens_the_caller_and_strangers_get_nothing(
    kim: Person, anna: Person, clara: Person, settings
):
    with_number(kim, anna)
    from_elsewhere = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Referer": "https://pbx.example/"}
    assert settings.SESSION_COOKIE_SAMESITE == "Lax", "a strict cookie would not come along with the telephone's link"
    assert kim.name in signed_in(anna).get("/tech/call", {"number": NUMBER}, headers=from_elsewhere).content.decode()
    for person in (clara, kim):
        answer = signed_in(person).get("/tech/call", {"number": NUMBER})
        assert answer.status_code != 200
    assert signed_in(anna).post("/tech/call/case/", headers=from_elsewhere).status_code == 403


def test_cases_of_closed_queues_stay_closed(kim: Person, anna: Person, boris: Person):
    with_number(kim, anna)
    ticket = ticket_of(kim, queue=security_queue(boris))
    call = promised(ticket, boris)
    assert ticket.ref not in signed_in(anna).get("/tech/call", {"number": NUMBER}).content.decode()
    assert signed_in(anna).post(f"/tech/calls/{call.ref}/done/").status_code == 404
