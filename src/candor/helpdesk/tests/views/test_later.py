"""Sending a reply later, from the case page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from candor.helpdesk import tasks
from candor.helpdesk.actions.writing import NewMessage, add_customer_message
from candor.helpdesk.models import LaterReply, Message, MessageKind, Ticket
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.kernel import clock
from candor.people.models import Person
from tests.cast import actor, signed_in

pytestmark = pytest.mark.db

FRIDAY = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


@pytest.fixture
def case(kim: Person) -> Ticket:
    return ticket_of(kim)


def page_of(browser, case: Ticket) -> str:
    return browser.get(f"/tech/cases/{case.ref}/").content.decode()


def plan(browser, case: Ticket, **form: object):
    return browser.post(f"/tech/cases/{case.ref}/later-replies/", {"body": "Good morning.", **form})


def test_the_page_offers_the_morning_and_monday_and_says_when_it_leaves(case: Ticket, anna: Person) -> None:
    with clock.at(FRIDAY):
        browser = signed_in(anna)
        offered = page_of(browser, case)
        assert "Send later…" in offered
        assert 'value="2026-11-23T09:00:00+01:00"' in offered
        answer = plan(browser, case, preset="2026-11-23T09:00:00+01:00")
        assert answer.status_code == 303
        shown = page_of(browser, case)
        reply = LaterReply.objects.get()
        assert reply.send_at == datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
        assert "will be sent" in shown
        assert "not sent yet" in shown
        assert f"/tech/later-replies/{reply.ref}/taking-back/" in shown
        assert all(words in shown for words in ("Send now", "Change", "Take back"))


def test_a_moment_is_meant_as_the_technicians_clock_shows_it(case: Ticket, anna: Person) -> None:
    anna.time_zone = "America/New_York"
    anna.save()
    with clock.at(FRIDAY):
        plan(signed_in(anna), case, moment="2026-11-23T09:00")
    assert LaterReply.objects.get().send_at == datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("America/New_York"))


def test_nothing_of_it_is_seen_by_the_customer_before(case: Ticket, kim: Person, lee: Person, anna: Person) -> None:
    plan(signed_in(anna), case, preset=(clock.now() + timedelta(days=1)).isoformat())
    for reader in (kim, lee):
        browser = signed_in(reader)
        for path in (f"/customer/cases/{case.ref}/", "/customer/", "/customer/?q=morning"):
            assert "Good morning." not in browser.get(path).content.decode()
    with clock.later(days=2):
        tasks.send_planned_replies()
        assert "Good morning." in signed_in(kim).get(f"/customer/cases/{case.ref}/").content.decode()


@pytest.mark.parametrize("moment", ["", "yesterday", "2020-01-01T09:00", "9999-12-31T23:59"])
def test_a_moment_that_is_none_keeps_what_was_written(moment: str, case: Ticket, anna: Person) -> None:
    answer = plan(signed_in(anna), case, moment=moment)
    assert answer.status_code == 422
    assert "Good morning." in answer.content.decode()
    assert not LaterReply.objects.exists()


def test_the_customer_wrote_meanwhile_and_the_sender_decides(case: Ticket, kim: Person, anna: Person) -> None:
    browser = signed_in(anna)
    plan(browser, case, preset=(clock.now() + timedelta(days=1)).isoformat())
    add_customer_message(case, NewMessage("It works again."), by=actor(kim))
    assert "The customer has written since you wrote this." in page_of(browser, case)

    reply = LaterReply.objects.get()
    answer = browser.post(f"/tech/later-replies/{reply.ref}/sending/", follow=True)
    assert "The reply leaves in a moment." in answer.content.decode()
    with clock.later(seconds=11):
        tasks.send_planned_replies()
    assert Message.objects.filter(ticket=case, kind=MessageKind.FROM_US).exists()


def test_words_and_time_are_changed_and_the_files_stay(case: Ticket, anna: Person) -> None:
    browser = signed_in(anna)
    file = SimpleUploadedFile("log.txt", b"x")
    plan(browser, case, preset=(clock.now() + timedelta(days=1)).isoformat(), files=file)
    reply = LaterReply.objects.get()
    shown = browser.get(f"/tech/later-replies/{reply.ref}/").content.decode()
    assert "Good morning." in shown
    assert "log.txt" in shown
    browser.post(f"/tech/later-replies/{reply.ref}/", {"body": "Good day.", "moment": "2026-11-23T09:00"})
    bad = browser.post(f"/tech/later-replies/{reply.ref}/", {"body": "Good night.", "moment": ""})
    assert bad.status_code == 422
    assert "Good night." in bad.content.decode()


def test_taken_back_by_the_toast_or_the_page_it_waits_in_the_box(case: Ticket, anna: Person) -> None:
    browser = signed_in(anna)
    told = browser.get(plan(browser, case, preset=(clock.now() + timedelta(days=1)).isoformat()).url).content.decode()
    reply = LaterReply.objects.get()
    assert told.count(f"/tech/later-replies/{reply.ref}/taking-back/") == 2  # the toast and the page
    browser.post(f"/tech/later-replies/{reply.ref}/taking-back/")
    assert "Good morning." in page_of(browser, case)
    assert not LaterReply.objects.exists()


def test_a_sent_reply_can_be_taken_back_from_the_case_page_for_ten_seconds(case: Ticket, anna: Person) -> None:
    browser = signed_in(anna)
    browser.post(f"/tech/cases/{case.ref}/replies/", {"body": "Which version?"})
    page_of(browser, case)  # the toast is shown once
    message = Message.objects.get(kind=MessageKind.FROM_US)
    address = f"/tech/messages/{message.ref}/taking-back/"
    assert address in page_of(browser, case)
    with clock.later(seconds=11):
        assert address not in page_of(browser, case)


def test_others_do_not_reach_it(kim: Person, anna: Person, boris: Person) -> None:
    case = ticket_of(kim, queue=security_queue(boris))
    plan(signed_in(boris), case, preset=(clock.now() + timedelta(days=1)).isoformat())
    reply = LaterReply.objects.get()
    for person in (anna, kim):
        browser = signed_in(person)
        assert browser.get(f"/tech/later-replies/{reply.ref}/").status_code in {302, 404}
        assert browser.post(f"/tech/later-replies/{reply.ref}/sending/").status_code in {302, 403, 404}
    assert LaterReply.objects.get().send_at == reply.send_at
