"""A case that is for sales goes there, and sales mail that is a case becomes one. Each side has it alone then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from candor.business.actions.answering import Answer, send_answer
from candor.business.models import Correspondence, SalesFile, SalesMail
from candor.business.tests.stories import reply_to, written
from candor.helpdesk.actions.binning import purge_ticket
from candor.helpdesk.actions.drafts import COMPOSER, save_draft
from candor.helpdesk.actions.later import Plan, plan_reply, take_planned_back
from candor.helpdesk.actions.sales_mail import make_case, move_to_sales
from candor.helpdesk.actions.sending import send_with_time_to_undo, take_back
from candor.helpdesk.models import Attachment, BinEntry, BinReason, Draft, Message, MessageKind, Ticket
from candor.helpdesk.public import NewMessage, add_internal_note, send_reply
from candor.helpdesk.refusals import CannotUndo, NothingChosen
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel import clock, search
from candor.kernel.audit import facts_about
from candor.kernel.files import has_bytes
from candor.kernel.models import StoredFile
from candor.mail.models import OutboxMessage, RawMessage, Way
from candor.mail.public import receive
from candor.mail.tests.letters import letter
from candor.people.models import Person
from candor.privacy.public import HoldReason, Target, set_hold
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

FILE = (("seats.txt", "text/plain", b"ten"),)


def case_by_mail() -> Ticket:
    raw = receive(letter("What would ten seats cost?\n", subject="Ten more seats", files=FILE), Way.PIPE)
    return Message.objects.select_related("ticket").get(pk=raw.became_id).ticket


def test_sales_mail_becomes_a_case_with_all_that_was_said(kim: Person, clara: Person, anna: Person):
    found = written("The export stops.\n", subject="Export stops", files=FILE)
    send_answer(found, Answer("I give this to support."), by=actor(clara))
    sent = OutboxMessage.objects.latest("id")

    answer = signed_in(clara).post(reverse("tech:sales-make-case", args=[found.ref]), follow=True)

    ticket = Ticket.objects.get()
    assert f"Case {ticket.number} is open." in answer.content.decode()
    said = list(ticket.messages.order_by("id").values_list("kind", "author__name", "text"))
    assert said == [
        (MessageKind.FROM_CUSTOMER, "Kim Jansen", "The export stops."),
        (MessageKind.FROM_US, "Clara Wolff", "I give this to support."),
    ]
    assert (ticket.message_count, ticket.requester, ticket.is_sender_verified) == (2, kim, False)
    assert Attachment.objects.get(message__ticket=ticket).file.name == "seats.txt"
    for model in (Correspondence, SalesMail, SalesFile):
        assert not model.objects.exists()
    assert [fact.name for fact in facts_about(found)][-1] == "business.correspondence.given_away"
    search.index_pending()
    assert "<mark>Export</mark> stops" in signed_in(anna).get(reverse("tech:search"), {"q": "export"}).content.decode()

    reply = reply_to(sent, "Thank you.\n")
    assert Message.objects.get(pk=reply.became_id).ticket == ticket, "replies find the case"
    assert signed_in(clara).get(reverse("tech:ticket", args=[ticket.ref])).status_code == 404, "sales sees no cases"


def test_a_case_goes_to_sales_with_what_requester_and_we_wrote(kim: Person, anna: Person, clara: Person):
    ticket = case_by_mail()
    send_reply(ticket, NewMessage("I ask sales."), by=actor(anna))
    sent = OutboxMessage.objects.latest("id")
    add_internal_note(ticket, NewMessage("Not ours."), by=actor(anna))

    ticket.refresh_from_db()
    path = reverse("tech:ticket-to-sales", args=[ticket.ref])
    page = signed_in(anna).post(path, {"version": ticket.version}, follow=True).content.decode()

    assert f"Sales has the mails of case {ticket.number} now." in page
    found = Correspondence.objects.get()
    mails = list(found.mails.order_by("id").values_list("is_ours", "by__name", "text"))
    assert mails == [(False, None, "What would ten seats cost?"), (True, "Anna Berg", "I ask sales.")]
    assert found.waits_since is not None
    assert BinEntry.objects.get(ticket=ticket).reason == BinReason.SALES
    assert "helpdesk.ticket.moved_to_sales" in [fact.name for fact in facts_about(ticket)]
    shown = signed_in(clara).get(reverse("tech:sales-correspondence", args=[found.ref])).content.decode()
    assert "seats.txt" in shown
    assert "Not ours." not in shown
    assert reply_to(sent, "And twenty?\n").became_word == "sales-reply", "replies find the correspondence"


def test_what_sales_has_outlives_the_case_in_the_bin(kim: Person, anna: Person, adam: Person):
    ticket = case_by_mail()
    found = move_to_sales(ticket, by=actor(anna))
    raw = RawMessage.objects.get(became_kind="business.salesmail")
    purge_ticket(ticket, by=actor(adam))
    held = SalesFile.objects.get(mail__correspondence=found).file
    assert has_bytes(held.storage_key)
    assert RawMessage.objects.filter(pk=raw.pk).exists()
    assert StoredFile.objects.filter(name="seats.txt").count() == 1


def test_support_keeps_no_word_and_no_file_of_what_went_to_sales(kim: Person, anna: Person, adam: Person):
    ticket = case_by_mail()
    send_reply(ticket, NewMessage("I ask sales."), by=actor(anna))
    add_internal_note(ticket, NewMessage("She calls on Monday."), by=actor(anna))
    ticket.refresh_from_db()
    move_to_sales(ticket, by=actor(anna))
    for person in (anna, adam):
        browser = signed_in(person)
        pages = [browser.get(f"/tech/bin/{place}").content.decode() for place in ("", f"{ticket.ref}/")]
        for gone in ("What would ten seats cost?", "I ask sales.", "Ten more seats", "seats.txt"):
            assert not any(gone in page for page in pages), (person, gone)
        assert "She calls on Monday." in pages[1], "what is support's own stays with support"
        assert "Sales can make a case of it again" in pages[1]
    signed_in(anna).post(f"/tech/bin/{ticket.ref}/restoration/")
    restored = signed_in(anna).get(f"/tech/cases/{ticket.ref}/").content.decode()
    assert "She calls on Monday." in restored
    assert "What would ten seats cost?" not in restored
    assert StoredFile.objects.filter(name="seats.txt").count() == 1, "the one that sales has"


def test_a_reply_that_is_planned_is_settled_first_and_a_draft_stays_with_its_writer(
    kim: Person, anna: Person, boris: Person
) -> None:
    ticket, browser = case_by_mail(), signed_in(anna)
    move = reverse("tech:ticket-to-sales", args=[ticket.ref])
    planned = plan_reply(ticket, NewMessage("Good morning."), Plan(clock.now() + timedelta(days=1)), by=actor(anna))
    assert "Send it now or take it back" in browser.post(move, follow=True).content.decode()
    assert not Correspondence.objects.exists()

    take_planned_back(planned, by=actor(anna))
    save_draft(ticket, "I would offer them less.", purpose=COMPOSER, by=actor(boris))
    browser.post(move)
    binned = [signed_in(who).get(f"/tech/bin/{ticket.ref}/").content.decode() for who in (anna, boris)]
    assert not any(words in page for words in ("Good morning.", "I would offer") for page in binned)
    assert sorted(Draft.objects.values_list("text", "is_note")) == [
        ("Good morning.", True), ("I would offer them less.", True),
    ]  # fmt: skip
    browser.post(f"/tech/bin/{ticket.ref}/restoration/")
    restored = signed_in(boris).get(f"/tech/cases/{ticket.ref}/").content.decode()
    assert "I would offer them less." in restored, "what was typed is there again, as a note"


def test_a_reply_on_its_way_goes_to_sales_and_is_taken_back_no_more(kim: Person, anna: Person) -> None:
    ticket = case_by_mail()
    message = send_with_time_to_undo(ticket, NewMessage("I ask sales."), by=actor(anna))
    move_to_sales(ticket, by=actor(anna))
    with pytest.raises(CannotUndo):
        take_back(message, by=actor(anna))
    assert OutboxMessage.objects.latest("id").state == "queued", "it leaves at its time"
    assert list(SalesMail.objects.filter(is_ours=True).values_list("text", flat=True)) == ["I ask sales."]


def test_there_and_back_again(kim: Person, anna: Person, clara: Person):
    first = case_by_mail()
    ticket = make_case(move_to_sales(first, by=actor(anna)), by=actor(clara))
    assert ticket.pk != first.pk
    assert [message.text for message in ticket.messages.all()] == ["What would ten seats cost?"]
    assert RawMessage.objects.get().became_kind == "helpdesk.message"


def test_a_case_in_which_the_requester_wrote_nothing_stays(kim: Person, sam: Person, anna: Person):
    ticket = ticket_of(kim)
    Message.objects.filter(ticket=ticket).update(author=sam)
    with pytest.raises(NothingChosen):
        move_to_sales(ticket, by=actor(anna))
    answer = signed_in(anna).post(reverse("tech:ticket-to-sales", args=[ticket.ref]), follow=True)
    assert "wrote nothing in this case" in answer.content.decode()


def test_a_held_case_stays_and_leaves_no_copy(kim: Person, anna: Person, paula: Person):
    ticket = case_by_mail()
    set_hold(Target(person=kim.pk), HoldReason.CLAIM, date(2027, 1, 1), by=actor(paula))
    answer = signed_in(anna).post(reverse("tech:ticket-to-sales", args=[ticket.ref]), follow=True)
    assert "A legal hold covers this case" in answer.content.decode()
    assert not Correspondence.objects.exists()
    assert StoredFile.objects.filter(name="seats.txt").count() == 1


def test_an_older_page_moves_nothing(kim: Person, anna: Person):
    ticket = case_by_mail()
    send_reply(ticket, NewMessage("One moment."), by=actor(anna))
    signed_in(anna).post(reverse("tech:ticket-to-sales", args=[ticket.ref]), {"version": 0})
    assert not Correspondence.objects.exists()


def test_sales_sends_no_case_away(kim: Person, clara: Person):
    ticket = ticket_of(kim)
    assert signed_in(clara).post(reverse("tech:ticket-to-sales", args=[ticket.ref])).status_code == 404
