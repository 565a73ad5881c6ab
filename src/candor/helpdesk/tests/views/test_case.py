"""The case page, its verbs and what may go wrong with them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candor.helpdesk.actions.writing import NewMessage, add_customer_message, add_internal_note, send_reply
from candor.helpdesk.models import Attachment, Category, Draft, Message, Queue, Status, Ticket
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.kernel import clock
from candor.kernel.files import store_file
from candor.kernel.models import AccessLogEntry, StoredFile
from tests.cast import actor, signed_in

pytestmark = pytest.mark.db

HTMX = {"HX-Request": "true"}


def url_of(ticket: Ticket, verb: str = "") -> str:
    return f"/tech/cases/{ticket.ref}/{verb}"


def test_anna_reads_the_case_and_the_look_is_recorded(kim, anna):
    ticket = ticket_of(kim, text="It stops at 80 %.")

    page = signed_in(anna).get(url_of(ticket)).content.decode()

    assert "It stops at 80 %." in page
    assert "kim@nordlicht.example" in page
    look = AccessLogEntry.objects.get()
    assert (look.subject_id, look.actor_id, look.object_kind, look.actor_role) == (
        kim.pk,
        anna.pk,
        "helpdesk.ticket",
        "technician",
    )


@pytest.mark.usefixtures("_row_remembered")
def test_the_case_page_costs_the_same_number_of_queries_for_three_messages_and_for_thirty(kim, anna):
    ticket = ticket_of(kim)
    browser = signed_in(anna)
    browser.get(url_of(ticket))

    def cost(*, messages: int) -> int:
        for _number in range(messages):
            file = store_file("files", "log.txt", "text/plain", [b"x"])
            add_customer_message(ticket, NewMessage("More", files=[file]), by=actor(kim))
            add_internal_note(ticket, NewMessage("Hm"), by=actor(anna))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url_of(ticket)).status_code == 200
        return len(queries)

    few = cost(messages=1)

    assert cost(messages=14) == few
    assert few <= 14


def test_hostile_texts_are_shown_as_texts(kim, anna):
    nasty = "<script>alert(1)</script><img src=x onerror=alert(2)> \u202egnp.exe {{7*7}} 👩‍👩‍👧 السلام"
    ticket = ticket_of(kim, subject=nasty, text=nasty)

    page = signed_in(anna).get(url_of(ticket)).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{7*7}}" in page
    assert "👩‍👩‍👧 السلام" in page


@pytest.mark.parametrize("who", ["clara", "kim", "sam", "mallory"])
def test_who_works_no_cases_finds_none(who, request, kim):
    ticket, person = ticket_of(kim), request.getfixturevalue(who)

    assert signed_in(person).get(url_of(ticket)).status_code in {302, 404}
    assert signed_in(person).post(url_of(ticket, "closure/")).status_code in {302, 404}
    ticket.refresh_from_db()
    assert ticket.status == Status.NEW


def test_the_stranger_is_sent_to_sign_in(client, kim):
    response = client.get(url_of(ticket_of(kim)))

    assert response.status_code == 302
    assert "/tech/" in response["Location"]


def test_the_privacy_officer_reads_but_changes_nothing(kim, paula):
    ticket = ticket_of(kim)
    browser = signed_in(paula)

    page = browser.get(url_of(ticket))

    assert page.status_code == 200
    assert b"Send reply" not in page.content
    assert b"Take case" not in page.content
    for verb in VERBS:
        assert browser.post(url_of(ticket, verb), VERBS[verb]).status_code == 404, verb


VERBS: dict[str, dict[str, str]] = {
    "taking/": {},
    "assignee/": {"assignee": ""},
    "queue/": {},
    "priority/": {"priority": "4"},
    "kind/": {"kind": "problem"},
    "category/": {"category": ""},
    "subject/": {"subject": "Better"},
    "waiting-for-customer/": {},
    "waiting-for-others/": {},
    "schedule/": {"moment": "2099-01-01T09:00"},
    "follow-up/": {"due": "2099-01-01T09:00"},
    "solution/": {},
    "closure/": {},
    "reopening/": {},
    "replies/": {"body": "Words"},
    "notes/": {"body": "Words"},
    "draft/": {"body": "Words"},
}


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_reaches_a_case_in_a_queue_that_anna_does_not_see(kim, anna, boris, verb):
    ticket = ticket_of(kim, queue=security_queue(boris))
    before = Ticket.objects.values().get(pk=ticket.pk)

    assert signed_in(anna).post(url_of(ticket, verb), VERBS[verb]).status_code == 404
    assert Ticket.objects.values().get(pk=ticket.pk) == before
    assert not Draft.objects.exists()


@pytest.mark.parametrize("verb", VERBS)
def test_looking_at_a_verb_changes_nothing(kim, anna, verb):
    ticket = ticket_of(kim)

    assert signed_in(anna).get(url_of(ticket, verb)).status_code == 405
    ticket.refresh_from_db()
    assert ticket.version == 0


@pytest.mark.parametrize(
    ("verb", "typed", "column", "value"),
    [
        ("waiting-for-customer/", {}, "status", Status.WAITING_CUSTOMER),
        ("waiting-for-others/", {}, "status", Status.WAITING_OTHER),
        ("solution/", {}, "status", Status.SOLVED),
        ("closure/", {}, "status", Status.CLOSED),
        ("priority/", {"priority": "4"}, "priority", 4),
        ("kind/", {"kind": "problem"}, "kind", "problem"),
        ("subject/", {"subject": "  Export stops\n at 80 % "}, "subject", "Export stops at 80 %"),
    ],
)
def test_a_verb_works_as_a_plain_form_and_as_a_fragment(kim, anna, verb, typed, column, value):
    for headers in ({}, HTMX):
        ticket = ticket_of(kim)

        answer = signed_in(anna).post(url_of(ticket, verb), {"version": "0", **typed}, headers=headers)

        ticket.refresh_from_db()
        assert getattr(ticket, column) == value
        if headers:
            assert answer.status_code == 200
            assert b'id="case-head"' in answer.content
            assert b"<!doctype" not in answer.content
            assert b'value="1" id="seen-version"' in answer.content, "the composer learns the new version"
        else:
            assert (answer.status_code, answer["Location"]) == (303, url_of(ticket))


def test_anna_takes_the_case_and_hands_it_to_boris(kim, anna, boris):
    ticket = ticket_of(kim)
    browser = signed_in(anna)

    browser.post(url_of(ticket, "taking/"))
    ticket.refresh_from_db()
    assert ticket.assignee == anna
    browser.post(url_of(ticket, "assignee/"), {"assignee": boris.ref})
    ticket.refresh_from_db()
    assert ticket.assignee == boris
    browser.post(url_of(ticket, "assignee/"), {"assignee": ""})

    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_nobody_gets_a_case_by_a_made_up_reference(kim, anna, clara):
    ticket = ticket_of(kim)

    for ref in ["nobody", clara.ref, kim.ref, "x" * 500]:
        assert signed_in(anna).post(url_of(ticket, "assignee/"), {"assignee": ref}).status_code == 422
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_anna_cannot_put_a_case_where_she_would_not_see_it(kim, anna, mara, boris):
    ticket, security = ticket_of(kim), security_queue(boris)

    assert signed_in(anna).post(url_of(ticket, "queue/"), {"queue": security.ref}).status_code == 422
    assert signed_in(mara).post(url_of(ticket, "queue/"), {"queue": security.ref}).status_code == 303
    assert signed_in(anna).get(url_of(ticket)).status_code == 404
    assert signed_in(boris).get(url_of(ticket)).status_code == 200


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_stale_page_changes_nothing_and_shows_the_present_state(kim, anna, boris, headers):
    ticket = ticket_of(kim)
    signed_in(boris).post(url_of(ticket, "waiting-for-others/"), {"version": "0"})

    answer = signed_in(anna).post(url_of(ticket, "closure/"), {"version": "0"}, headers=headers)

    assert answer.status_code == 409
    assert "Waiting for others" in answer.content.decode()
    assert "Your change was not made" in answer.content.decode()
    ticket.refresh_from_db()
    assert ticket.status == Status.WAITING_OTHER


def test_two_technicians_answer_at_once_and_both_texts_are_kept(kim, anna, boris):
    ticket = ticket_of(kim)
    signed_in(anna).post(url_of(ticket, "replies/"), {"body": "Anna was here first", "version": "0"})

    answer = signed_in(boris).post(
        url_of(ticket, "replies/"), {"body": "Boris wrote this meanwhile", "version": "0", "then": "solved"}
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Anna was here first" in page
    assert "Boris wrote this meanwhile</textarea>" in page
    assert 'value="1" id="seen-version"' in page, "sending again means it"
    assert 'name="then" value="solved"' in page
    assert ticket.messages.count() == 2


def test_what_was_typed_as_a_note_never_comes_back_as_a_reply(kim, anna):
    ticket = ticket_of(kim)
    browser = signed_in(anna)
    browser.post(url_of(ticket, "draft/"), {"body": "He never pays in time", "mode": "note", "version": "0"})
    page = browser.get(url_of(ticket)).text
    first = page.index('name="mode" value=')
    assert page[first:].startswith('name="mode" value="note" checked')

    browser.post(url_of(ticket, "draft/"), {"body": "Dear Kim", "mode": "reply", "version": "0"})
    page = browser.get(url_of(ticket)).text
    assert 'name="mode" value="reply" checked' in page


def test_sending_the_same_reply_twice_sends_one(kim, anna):
    ticket = ticket_of(kim)
    form = {"body": "Once", "version": "0", "key": "form-1"}
    browser = signed_in(anna)

    answers = [browser.post(url_of(ticket, "replies/"), form) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert ticket.messages.filter(text="Once").count() == 1


def test_a_reply_with_a_file_that_only_those_who_see_the_case_can_load(kim, anna, boris, clara):
    ticket = ticket_of(kim, queue=security_queue(boris))
    log = SimpleUploadedFile("../../evil\x00 log.html", b"<script>alert(1)</script>", "text/html")

    signed_in(boris).post(url_of(ticket, "replies/"), {"body": "See the log", "files": log})

    file = Attachment.objects.get().file
    answer = signed_in(boris).get(f"/tech/attachments/{file.ref}/")
    assert answer.getvalue() == b"<script>alert(1)</script>"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "/" not in file.name
    for other in (anna, clara, kim):
        assert signed_in(other).get(f"/tech/attachments/{file.ref}/").status_code in {302, 404}


def test_a_refused_reply_leaves_no_file_and_keeps_the_words(kim, anna):
    ticket = ticket_of(kim)
    signed_in(anna).post(url_of(ticket, "closure/"))
    log = SimpleUploadedFile("log.txt", b"x", "text/plain")

    answer = signed_in(anna).post(url_of(ticket, "replies/"), {"body": "Too late", "files": log})

    assert answer.status_code == 422
    assert "Too late</textarea>" in answer.content.decode()
    assert "Attach your files again" in answer.content.decode()
    assert not StoredFile.objects.exists()


def test_an_empty_or_endless_reply_is_refused_in_words(kim, anna):
    ticket = ticket_of(kim)

    empty = signed_in(anna).post(url_of(ticket, "replies/"), {"body": " \x00 "})
    endless = signed_in(anna).post(url_of(ticket, "notes/"), {"body": "x" * 500_001})

    assert (empty.status_code, endless.status_code) == (422, 422)
    assert "Write something first" in empty.content.decode()
    assert "500000 characters are the most" in endless.content.decode()
    assert ticket.messages.count() == 1


def test_what_anna_types_is_kept_and_is_there_when_she_comes_back(kim, anna, boris):
    ticket = ticket_of(kim)
    browser = signed_in(anna)

    assert browser.post(url_of(ticket, "draft/"), {"body": "Dear Ki", "version": "0"}).status_code == 204

    page = browser.get(url_of(ticket)).content.decode()
    assert "Dear Ki</textarea>" in page
    assert "saved " in page
    assert "Dear Ki" not in signed_in(boris).get(url_of(ticket)).content.decode()


def test_a_draft_is_kept_even_when_the_case_has_moved_on(kim, anna):
    ticket = ticket_of(kim)
    add_customer_message(ticket, NewMessage("One more thing"), by=actor(kim))

    answer = signed_in(anna).post(url_of(ticket, "draft/"), {"body": "Dear Ki", "version": "0"})

    assert answer.status_code == 409
    assert Draft.objects.get().text == "Dear Ki"


def test_a_mail_as_it_was_sent_stands_in_a_sandbox(kim, anna, clara):
    ticket = ticket_of(kim, html="<p>Good <b>morning</b></p>")
    message = Message.objects.get()

    frame = signed_in(anna).get(f"/tech/messages/{message.ref}/html/")

    assert frame["Content-Security-Policy"].startswith(
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    )
    assert b"<b>morning</b>" in frame.content
    assert f"/tech/messages/{message.ref}/html/".encode() in signed_in(anna).get(url_of(ticket)).content
    assert signed_in(clara).get(f"/tech/messages/{message.ref}/html/").status_code == 404


def test_a_message_without_html_has_no_frame(kim, anna):
    ticket_of(kim)

    assert signed_in(anna).get(f"/tech/messages/{Message.objects.get().ref}/html/").status_code == 404


def test_the_printed_case_leaves_internal_notes_out_unless_asked(kim, anna):
    ticket = ticket_of(kim)
    add_internal_note(ticket, NewMessage("He sounded angry."), by=actor(anna))
    browser = signed_in(anna)

    assert b"sounded angry" not in browser.get(url_of(ticket, "print/")).content
    assert b"sounded angry" in browser.get(url_of(ticket, "print/?notes=yes")).content


def test_a_very_long_conversation_shows_its_end_and_a_way_to_the_rest(kim, anna):
    ticket = ticket_of(kim, text="The very beginning")
    for number in range(100):
        add_internal_note(ticket, NewMessage(f"Note {number}"), by=actor(anna))
    browser = signed_in(anna)

    short, whole = browser.get(url_of(ticket)).content, browser.get(url_of(ticket, "?whole=yes")).content

    assert b"The very beginning" not in short
    assert b"Show 1 earlier message" in short
    assert b"The very beginning" in whole


def test_a_day_is_read_in_annas_own_zone_and_the_past_is_refused(kim, anna):
    ticket = ticket_of(kim)
    browser = signed_in(anna)

    past = browser.post(url_of(ticket, "schedule/"), {"moment": "2020-01-01T09:00"})
    browser.post(url_of(ticket, "schedule/"), {"moment": "2099-07-01T09:00"})

    ticket.refresh_from_db()
    assert past.status_code == 422
    assert ticket.scheduled_for is not None
    assert ticket.scheduled_for.utcoffset() == timedelta(0)
    assert ticket.scheduled_for.hour == 7


def test_the_activity_tells_who_did_what(kim, anna, boris):
    ticket, invoices = ticket_of(kim), Category.objects.create(name="Invoices")
    billing = Queue.objects.create(name="Billing")
    browser = signed_in(anna)
    for verb, typed in [
        ("taking/", {}),
        ("assignee/", {"assignee": boris.ref}),
        ("queue/", {"queue": billing.ref}),
        ("category/", {"category": invoices.ref}),
        ("priority/", {"priority": "4"}),
        ("solution/", {}),
        ("reopening/", {}),
    ]:
        browser.post(url_of(ticket, verb), typed)

    page = browser.get(url_of(ticket)).content.decode()

    for line in ["took the case", "assigned the case to Boris Tal", "moved the case to Billing", "Invoices", "Urgent"]:
        assert line in page


def test_delivery_stands_on_our_message(kim, anna):
    ticket = ticket_of(kim)
    message = send_reply(ticket, NewMessage("Which version?"), by=actor(anna))
    Message.objects.filter(pk=message.pk).update(delivery="bounced")

    assert "Came back: the address takes no mail" in signed_in(anna).get(url_of(ticket)).content.decode()


def test_other_cases_of_the_requester_stand_beside(kim, anna, boris):
    ticket = ticket_of(kim)
    ticket_of(kim, subject="An older one")
    ticket_of(kim, subject="A secret one", queue=security_queue(boris))

    page = signed_in(anna).get(url_of(ticket)).content.decode()

    assert "An older one" in page
    assert "A secret one" not in page


def test_an_overdue_case_says_so(kim, anna):
    ticket = ticket_of(kim)

    with clock.later(hours=30):
        assert "late" in signed_in(anna).get(url_of(ticket)).content.decode()
