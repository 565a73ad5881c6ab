"""The Customer Center: Kim and her super customer Lee read and answer; Sam, Mallory and the stranger do not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from candor.helpdesk.models import Attachment, Category, Draft, Message, Queue, Status, Ticket
from candor.helpdesk.public import (
    NewMessage,
    NewTicket,
    add_customer_message,
    add_internal_note,
    close_ticket,
    open_ticket,
    send_reply,
)
from candor.kernel import clock
from candor.kernel.actor import Channel
from candor.kernel.files import store_file
from candor.kernel.models import StoredFile
from candor.people.models import Identifier, Membership, Organisation, Person
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def case_of(person: Person, subject: str = "Printing stops", text: str = "After page two.", **more: Any) -> Ticket:
    new = NewTicket(requester=person, subject=subject, text=text, channel=Channel.WEB, **more)
    return open_ticket(new, by=actor(person))


@pytest.fixture
def ticket(kim: Person, anna: Person) -> Ticket:
    """Kim asked, Anna noted something for her colleagues and answered."""
    ticket = case_of(kim)
    add_internal_note(ticket, NewMessage("Same as last week, see the driver."), by=actor(anna))
    send_reply(ticket, NewMessage("Please update the driver."), by=actor(anna))
    return ticket


@pytest.fixture
def file(ticket: Ticket, anna: Person) -> StoredFile:
    file = store_file("files", "driver <1>.html", "text/html", [b"<script>alert(1)</script>"])
    send_reply(ticket, NewMessage("Here it is.", files=[file]), by=actor(anna))
    return file


def text_of(response: Any) -> str:
    return str(response.content.decode())


def first(ticket: Ticket) -> Message:
    return ticket.messages.earliest("id")


def last(ticket: Ticket) -> Message:
    return ticket.messages.latest("id")


def address(ticket: Ticket, verb: str = "") -> str:
    return f"/customer/cases/{ticket.ref}/{verb}"


# Reading


def test_the_center_begins_with_the_persons_cases(kim: Person, ticket: Ticket) -> None:
    browser = signed_in(kim)
    assert browser.get("/customer/")["Location"] == "/customer/cases/"
    page = text_of(browser.get("/customer/cases/"))
    assert "Printing stops" in page
    assert "Waiting for you" in page


def test_a_case_reads_like_an_exchange_of_letters_without_internal_notes(kim: Person, ticket: Ticket) -> None:
    page = text_of(signed_in(kim).get(address(ticket)))
    assert page.index("After page two.") < page.index("Please update the driver.")
    assert "Anna Berg" in page
    assert "see the driver" not in page


def test_a_super_customer_sees_and_answers_the_organisations_cases(lee: Person, ticket: Ticket) -> None:
    browser = signed_in(lee)
    assert "Printing stops" not in text_of(browser.get("/customer/cases/"))
    page = text_of(browser.get("/customer/cases/?of=organisation"))
    assert "Printing stops" in page
    assert "Kim Jansen" in page
    assert browser.post(address(ticket, "reply/"), {"body": "We did."}).status_code == 302
    assert last(ticket).author == lee


def test_a_member_sees_no_tab_and_no_colleagues_case(kim: Person, lee: Person, nordlicht: Organisation) -> None:
    case_of(lee, subject="Lee's own matter")
    page = text_of(signed_in(kim).get("/customer/cases/?of=organisation"))
    assert "Lee&#39;s own matter" not in page
    assert "All cases of" not in page


@pytest.mark.parametrize("verb", ["", "reply/", "closure/", "reopening/", "draft/"])
def test_others_find_nothing(verb: str, ticket: Ticket, sam: Person, mallory: Person) -> None:
    before = Ticket.objects.values().get(pk=ticket.pk)
    for person in (sam, mallory):
        browser = signed_in(person)
        answer = browser.post(address(ticket, verb), {"body": "Hello"}) if verb else browser.get(address(ticket))
        assert answer.status_code == 404
    assert Ticket.objects.values().get(pk=ticket.pk) == before


def test_staff_see_only_their_own_cases_here(anna: Person, ticket: Ticket) -> None:
    own = case_of(anna, subject="My own question")
    browser = signed_in(anna)
    assert browser.get(address(ticket)).status_code == 404
    assert browser.get(address(own)).status_code == 200
    assert "Printing stops" not in text_of(browser.get("/customer/cases/?of=organisation"))


def test_a_person_without_a_proven_address_sees_only_what_they_wrote(
    kim: Person, lee: Person, ticket: Ticket, file: StoredFile
) -> None:
    add_customer_message(ticket, NewMessage("A word from Lee."), by=actor(lee))
    Identifier.objects.filter(person__in=[kim, lee]).update(verified_at=None)
    page = text_of(signed_in(kim).get(address(ticket)))
    assert "After page two." in page
    assert "Please update the driver." not in page
    assert "A word from Lee." not in page
    assert "confirm your e-mail address" in page
    assert signed_in(kim).get(f"/customer/files/{file.ref}/").status_code == 404
    assert signed_in(lee).get(address(ticket)).status_code == 404
    assert "Printing stops" not in text_of(signed_in(lee).get("/customer/cases/?of=organisation"))


def test_many_cases_come_in_pages_newest_change_first(kim: Person) -> None:
    for number in range(30):
        with clock.later(minutes=number - 60):
            case_of(kim, subject=f"Case number {number:02}.")
    browser = signed_in(kim)
    first = text_of(browser.get("/customer/cases/"))
    older = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = text_of(browser.get(older))
    assert [f"number {number:02}." in first for number in (29, 5, 4)] == [True, True, False]
    assert [f"number {number:02}." in second for number in (5, 4, 0)] == [False, True, True]
    assert 'rel="prev"' in second


def test_nobody_pages_by_anothers_case(kim: Person, sam: Person, ticket: Ticket) -> None:
    foreign = case_of(sam)
    assert "Printing stops" in text_of(signed_in(kim).get(f"/customer/cases/?after={foreign.ref}"))


def test_the_list_asks_the_database_as_often_for_thirty_cases_as_for_one(
    kim: Person, django_assert_max_num_queries: Any
) -> None:
    browser = signed_in(kim)
    for number in range(30):
        case_of(kim, subject=f"Case {number}")
    browser.get("/customer/cases/")
    with django_assert_max_num_queries(7):
        browser.get("/customer/cases/")


def test_who_has_no_cases_is_shown_the_way(mallory: Person) -> None:
    page = text_of(signed_in(mallory).get("/customer/cases/"))
    assert "No cases yet" in page
    assert "/customer/cases/new/" in page


# Writing


def test_a_reply_joins_the_case_and_gives_the_next_move_to_us(kim: Person, ticket: Ticket) -> None:
    reply = {
        "body": "It prints.\r\nThank you 🙂\x00",
        "files": SimpleUploadedFile("proof.png", b"\x89PNG", "image/png"),
    }
    response = signed_in(kim).post(address(ticket, "reply/"), reply)
    letter = last(ticket)
    ticket.refresh_from_db()
    assert response["Location"] == f"{address(ticket)}#letter-{letter.ref}"
    assert (letter.text, letter.came_from, letter.author) == ("It prints.\nThank you 🙂", "kim@nordlicht.example", kim)
    assert letter.attachments.get().file.name == "proof.png"
    assert ticket.status == Status.OPEN


def test_a_reply_sent_twice_counts_once(kim: Person, ticket: Ticket) -> None:
    for _time in range(2):
        signed_in(kim).post(address(ticket, "reply/"), {"body": "Once", "key": "k1"})
    assert ticket.messages.filter(text="Once").count() == 1


def test_an_empty_reply_is_asked_for_again(kim: Person, ticket: Ticket) -> None:
    response = signed_in(kim).post(address(ticket, "reply/"), {"body": " \n"})
    assert response.status_code == 422
    assert "Write something, or attach a file." in text_of(response)


def test_a_file_alone_is_a_reply(kim: Person, ticket: Ticket) -> None:
    signed_in(kim).post(address(ticket, "reply/"), {"body": "", "files": SimpleUploadedFile("log.txt", b"")})
    assert last(ticket).attachments.count() == 1


def test_a_refused_reply_keeps_its_words_and_no_file(kim: Person, ticket: Ticket, settings: Any) -> None:
    settings.INSTANCE = replace(settings.INSTANCE, upload_mb=1)
    large = SimpleUploadedFile("film.mov", b"0" * 1_000_001)
    response = signed_in(kim).post(address(ticket, "reply/"), {"body": "See the film", "files": large})
    assert response.status_code == 422
    assert "See the film" in text_of(response)
    assert "larger than 1 MB" in text_of(response)
    assert not StoredFile.objects.exists()


def test_words_for_a_case_closed_in_the_meantime_become_a_new_one(kim: Person, anna: Person, ticket: Ticket) -> None:
    Queue.objects.update(reopens_for_days=0)
    close_ticket(ticket, by=actor(anna))
    browser = signed_in(kim)
    response = browser.post(address(ticket, "reply/"), {"body": "One more thing"})
    page = text_of(response)
    assert response.status_code == 409
    assert "One more thing" in page
    assert f"Case {ticket.number} was closed in the meantime." in page
    again = {"subject": ticket.subject, "body": "One more thing", "follows": ticket.ref, "key": "k2"}
    browser.post("/customer/cases/new/", again)
    assert Ticket.objects.latest("id").follows == ticket


def test_closing_and_reopening_are_the_customers_to_decide(kim: Person, ticket: Ticket) -> None:
    browser = signed_in(kim)
    assert browser.post(address(ticket, "closure/")).status_code == 302
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED
    assert "This case is closed." in text_of(browser.get(address(ticket)))
    browser.post(address(ticket, "reopening/"))
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN


def test_a_letter_that_crosses_the_closing_brings_the_case_back(kim: Person, anna: Person, ticket: Ticket) -> None:
    close_ticket(ticket, by=actor(anna))
    assert signed_in(kim).post(address(ticket, "reply/"), {"body": "One more thing"}).status_code == 302
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN
    assert ticket.messages.filter(text="One more thing").exists()


def test_a_case_closed_long_ago_leads_to_a_new_one_that_points_to_it(kim: Person, anna: Person, ticket: Ticket) -> None:
    close_ticket(ticket, by=actor(anna))
    assert "Until" in text_of(signed_in(kim).get(address(ticket)))
    with clock.later(days=31):
        browser = signed_in(kim)
        page = text_of(browser.get(address(ticket)))
        assert "Reopen case" not in page
        new = f"/customer/cases/new/?follows={ticket.ref}"
        assert new in page
        assert browser.post(address(ticket, "reopening/"))["Location"] == new
        form = text_of(browser.get(new))
        assert f"This continues case {ticket.number}." in form
        assert ticket.subject in form
        again = {"subject": ticket.subject, "body": "It is back", "follows": ticket.ref, "key": "k3"}
        browser.post("/customer/cases/new/", again)
    assert Ticket.objects.latest("id").follows == ticket
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED


def test_nobody_continues_a_case_that_they_do_not_see(sam: Person, ticket: Ticket) -> None:
    assert signed_in(sam).get(f"/customer/cases/new/?follows={ticket.ref}").status_code == 404


@pytest.mark.parametrize("verb", ["reply/", "closure/", "reopening/", "draft/"])
def test_looking_changes_nothing(kim: Person, ticket: Ticket, verb: str) -> None:
    before = Ticket.objects.values().get(pk=ticket.pk)
    assert signed_in(kim).get(address(ticket, verb)).status_code == 405
    assert Ticket.objects.values().get(pk=ticket.pk) == before


def test_a_draft_is_there_after_the_session_ended_while_typing(kim: Person, ticket: Ticket) -> None:
    assert signed_in(kim).post(address(ticket, "draft/"), {"body": "I was just"}).status_code == 204
    ended = Client().post(address(ticket, "draft/"), {"body": "I was just about"})
    assert ended.status_code in {302, 401}
    page = text_of(signed_in(kim).get(address(ticket)))
    assert "I was just" in page
    assert "saved" in page


def test_a_sent_reply_ends_its_draft(kim: Person, ticket: Ticket) -> None:
    browser = signed_in(kim)
    browser.post(address(ticket, "draft/"), {"body": "It prints"})
    browser.post(address(ticket, "reply/"), {"body": "It prints"})
    assert not Draft.objects.exists()


def test_a_super_customer_does_not_see_what_a_colleague_is_typing(kim: Person, lee: Person, ticket: Ticket) -> None:
    signed_in(kim).post(address(ticket, "draft/"), {"body": "Half a thought"})
    assert "Half a thought" not in text_of(signed_in(lee).get(address(ticket)))


# Asking something new


def test_a_new_case_opens_with_the_notice_it_linked(kim: Person, nordlicht: Organisation) -> None:
    category = Category.objects.create(name="Invoices")
    browser = signed_in(kim)
    browser.post("/customer/cases/new/draft/", {"body": "Which VAT"})
    assert "Which VAT" in text_of(browser.get("/customer/cases/new/"))
    form = {"subject": "VAT", "body": "Which VAT rate?", "category": category.ref, "key": "k3"}
    response = browser.post("/customer/cases/new/", form)
    ticket = Ticket.objects.get()
    assert response["Location"] == address(ticket)
    assert (ticket.organisation, ticket.category, ticket.is_sender_verified) == (nordlicht, category, True)
    assert ticket.notice_version == "1"
    assert not Draft.objects.exists()


def test_a_new_case_with_faults_comes_back_with_its_words(kim: Person) -> None:
    response = signed_in(kim).post("/customer/cases/new/", {"subject": "", "body": "A long story"})
    assert response.status_code == 422
    assert "A long story" in text_of(response)
    assert not Ticket.objects.exists()


def test_a_member_of_two_organisations_says_for_which_one(kim: Person, hafen: Organisation) -> None:
    Membership.objects.create(person=kim, organisation=hafen, since=clock.now().date())
    browser = signed_in(kim)
    assert "For which organisation?" in text_of(browser.get("/customer/cases/new/"))
    browser.post("/customer/cases/new/", {"subject": "A", "body": "B", "organisation": hafen.ref})
    assert Ticket.objects.get().organisation == hafen


def test_nobody_asks_for_another_organisation(kim: Person, nordlicht: Organisation, hafen: Organisation) -> None:
    form = {"subject": "A", "body": "B", "organisation": hafen.ref, "queue": "1", "priority": "4", "status": "closed"}
    signed_in(kim).post("/customer/cases/new/", form)
    ticket = Ticket.objects.get()
    assert (ticket.organisation, ticket.priority, ticket.status) == (nordlicht, 2, "new")


def test_a_new_case_follows_only_ones_own(kim: Person, sam: Person) -> None:
    foreign = case_of(sam)
    form = {"subject": "A", "body": "B", "follows": foreign.ref}
    assert signed_in(kim).post("/customer/cases/new/", form).status_code == 404
    assert Ticket.objects.count() == 1


# Files and mails


def test_a_file_is_saved_and_never_shown_as_a_page_of_ours(kim: Person, file: StoredFile) -> None:
    response = signed_in(kim).get(f"/customer/files/{file.ref}/")
    assert b"".join(response) == b"<script>alert(1)</script>"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Type"] == "application/octet-stream"
    assert {"sandbox", "default-src 'none'"} == set(response["Content-Security-Policy"].split("; "))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_file_is_asked_about_each_time(kim: Person, sam: Person, mallory: Person, file: StoredFile) -> None:
    for person in (sam, mallory):
        assert signed_in(person).get(f"/customer/files/{file.ref}/").status_code == 404


def test_the_file_of_an_internal_note_stays_inside(kim: Person, anna: Person, ticket: Ticket) -> None:
    inner = store_file("files", "inner.txt", "text/plain", [b"only for us"])
    add_internal_note(ticket, NewMessage("", files=[inner]), by=actor(anna))
    assert signed_in(kim).get(f"/customer/files/{inner.ref}/").status_code == 404
    assert inner.ref not in text_of(signed_in(kim).get(address(ticket)))


def test_a_mails_layout_is_shown_in_a_sandbox_with_its_own_pictures(kim: Person, ticket: Ticket) -> None:
    picture = store_file("files", "logo.png", "image/png", [b"\x89PNG"])
    letter = first(ticket)
    Message.objects.filter(pk=letter.pk).update(html='<p>Hi<img src="cid:logo@x"><img src="cid:gone@x"></p>')
    Attachment.objects.create(message=letter, file=picture, content_id="logo@x", is_inline=True)
    response = signed_in(kim).get(f"/customer/messages/{letter.ref}/html/")
    assert 'src="data:image/png;base64,iVBORw=="' in text_of(response)
    assert "cid:" not in text_of(response)
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "Show as it was sent" in text_of(signed_in(kim).get(address(ticket)))


def test_nobody_else_sees_a_mails_layout(sam: Person, kim: Person, ticket: Ticket) -> None:
    note = ticket.messages.filter(kind="internal").get()
    Message.objects.update(html="<p>Hi</p>")
    assert signed_in(sam).get(f"/customer/messages/{first(ticket).ref}/html/").status_code == 404
    assert signed_in(kim).get(f"/customer/messages/{note.ref}/html/").status_code == 404
