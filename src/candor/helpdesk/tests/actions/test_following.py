"""Who takes part in a case besides its customer, and what each of them may read, write and join."""

from __future__ import annotations

import pytest

from candor.helpdesk.actions.following import (
    MOST_COPIES,
    add_copy,
    confirm_copy,
    follow,
    remove_copy,
    suggest_copies,
    unfollow,
)
from candor.helpdesk.actions.opening import default_queue
from candor.helpdesk.letters import case_for, letters_in, reader
from candor.helpdesk.models import Message, MessageKind, Participant, SentCopy, Standing, Ticket
from candor.helpdesk.public import NewMessage, add_internal_note, send_reply
from candor.helpdesk.refusals import AlreadyTakesPart, CannotFollowIt, TooManyCopies
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.helpdesk.tests.test_inbound import KIM, LEE, SAM, _sender, answered_case, mail_in, message_of, reply_to
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.mail.models import Mailbox, OutboxMessage, ReplyToken
from candor.mail.tests.letters import letter
from candor.people.models import Person
from candor.people.public import find_by_identifier
from tests.cast import actor, signed_in

pytestmark = pytest.mark.db

__all__ = ["_sender"]


def seen_by(person: Person, ticket: Ticket) -> list[str]:
    """The texts that this person reads in the case, signed in in the Customer Center."""
    me = reader(actor(person))
    return [message.text for message in letters_in(case_for(me, ticket.ref), me)]


def copied(ticket: Ticket, anna: Person, name: str = "Sam Peters", address: str = SAM) -> Participant:
    return add_copy(ticket, name, address, by=actor(anna))


def test_a_technician_follows_adds_a_colleague_and_stops(kim: Person, anna: Person, boris: Person):
    ticket = ticket_of(kim)
    follow(ticket, anna, by=actor(anna))
    follow(ticket, anna, by=actor(anna))
    follow(ticket, boris, by=actor(anna))
    assert Participant.objects.followers().filter(ticket=ticket).count() == 2
    unfollow(ticket, anna, by=actor(anna))
    assert [row.person for row in Participant.objects.followers().filter(ticket=ticket)] == [boris]


def test_only_who_sees_the_case_can_follow_it(kim: Person, anna: Person, boris: Person, clara: Person):
    ticket = ticket_of(kim, queue=security_queue(boris))
    for person in (anna, clara):
        with pytest.raises(CannotFollowIt):
            follow(ticket, person, by=actor(boris))


def test_a_copy_gets_each_reply_with_a_token_of_their_own(kim: Person, sam: Person, anna: Person):
    ticket = ticket_of(kim)
    send_reply(ticket, NewMessage("Before Sam"), by=actor(anna))
    copied(ticket, anna)
    send_reply(ticket, NewMessage("With Sam"), by=actor(anna))

    to_kim, to_sam = OutboxMessage.objects.order_by("-id")[:2][::-1]
    assert (to_kim.to_address, to_sam.to_address) == (KIM, SAM)
    assert "This message also went to: Sam Peters" in to_kim.text
    assert "This message also went to: Kim Jansen" in to_sam.text
    assert SAM not in to_kim.text, "names, not addresses"
    of_kim = ReplyToken.objects.get(about_id=ticket.pk, address=KIM).value
    assert of_kim not in f"{to_sam.message_id} {to_sam.headers} {to_sam.reply_to} {to_sam.text}", "Kim's secret"


def test_everybody_reads_the_frame_of_a_letter_in_their_own_language(kim: Person, sam: Person, anna: Person):
    Person.objects.filter(pk=sam.pk).update(language="de")
    ticket = ticket_of(kim)
    copied(ticket, anna)
    send_reply(ticket, NewMessage("The export works again."), by=actor(anna))

    to_kim, to_sam = OutboxMessage.objects.order_by("-id")[:2][::-1]
    assert "Answer this mail, or read everything here:" in to_kim.text
    assert "This message also went to: Kim Jansen" not in to_sam.text
    for mail, language in ((to_kim, "en"), (to_sam, "de")):
        assert mail.language == language
        assert f'<html lang="{language}">' in mail.html
        assert "The export works again." in mail.html


def test_a_copy_reads_what_was_sent_to_them_and_nothing_else(kim: Person, sam: Person, anna: Person):
    ticket = ticket_of(kim, text="Between us")
    send_reply(ticket, NewMessage("Before Sam"), by=actor(anna))
    row = copied(ticket, anna)
    send_reply(ticket, NewMessage("With Sam"), by=actor(anna))
    send_reply(ticket, NewMessage("Not this one", copies=[]), by=actor(anna))
    add_internal_note(ticket, NewMessage("Careful with Sam"), by=actor(anna))

    assert seen_by(sam, ticket) == ["With Sam"]
    browser = signed_in(sam)
    assert "With Sam" in browser.get(f"/customer/cases/{ticket.ref}/").content.decode()
    assert ticket.subject in browser.get("/customer/cases/?of=copies").content.decode()
    assert browser.post(f"/customer/cases/{ticket.ref}/closure/").status_code == 404

    remove_copy(row, by=actor(anna))
    assert browser.get(f"/customer/cases/{ticket.ref}/").status_code == 404
    assert not SentCopy.objects.filter(message__text="Not this one").exists()


def test_a_member_with_more_rights_still_sees_everything(kim: Person, lee: Person, anna: Person):
    ticket = ticket_of(kim, text="For the organisation")
    copied(ticket, anna, "Lee Olsen", LEE)
    send_reply(ticket, NewMessage("Answer"), by=actor(anna))
    assert seen_by(lee, ticket) == ["For the organisation", "Answer"]


def test_an_address_that_nobody_has_proven_opens_nothing(kim: Person, sam: Person, anna: Person):
    ticket = ticket_of(kim)
    copied(ticket, anna)
    send_reply(ticket, NewMessage("With Sam"), by=actor(anna))
    sam.identifiers.update(verified_at=None)
    assert signed_in(sam).get(f"/customer/cases/{ticket.ref}/").status_code == 404


def test_a_stranger_and_other_customers_see_nothing_of_it(kim: Person, sam: Person, mallory: Person, anna: Person):
    ticket = ticket_of(kim)
    copied(ticket, anna)
    send_reply(ticket, NewMessage("With Sam"), by=actor(anna))
    letter_ref = Message.objects.get(text="With Sam").ref
    assert signed_in(mallory).get(f"/customer/cases/{ticket.ref}/").status_code == 404
    assert signed_in(mallory).get(f"/customer/messages/{letter_ref}/html/").status_code == 404


def test_a_copy_joins_by_replying_and_the_customer_stays_unverified(kim: Person, sam: Person, anna: Person):
    ticket, _mail = answered_case(kim, anna)
    copied(ticket, anna)
    send_reply(ticket, NewMessage("What do you say, Sam?"), by=actor(anna))
    to_sam = OutboxMessage.objects.get(to_address=SAM)

    joined = message_of(mail_in(reply_to(to_sam, "I agree.", sender=SAM)))

    assert (joined.ticket, joined.author) == (ticket, sam)
    ticket.refresh_from_db()
    assert not ticket.is_sender_verified, "Sam's token proves nothing about Kim"
    assert seen_by(sam, ticket) == ["What do you say, Sam?", "I agree."]


def test_a_copy_never_speaks_as_the_customer(kim: Person, sam: Person, anna: Person):
    ticket, _mail = answered_case(kim, anna)
    copied(ticket, anna)
    send_reply(ticket, NewMessage("For both"), by=actor(anna))
    to_sam = OutboxMessage.objects.get(to_address=SAM)

    forged = message_of(mail_in(reply_to(to_sam, "Pay the refund to me", sender=KIM)))

    assert forged.ticket != ticket


def test_who_was_removed_does_not_join_any_more(kim: Person, sam: Person, anna: Person):
    ticket, kims = answered_case(kim, anna)
    row = copied(ticket, anna)
    send_reply(ticket, NewMessage("For both"), by=actor(anna))
    to_sam = OutboxMessage.objects.get(to_address=SAM)
    assert message_of(mail_in(reply_to(to_sam, "Yes", sender=SAM))).ticket == ticket

    remove_copy(row, by=actor(anna))

    for mail in (to_sam, kims):
        assert message_of(mail_in(reply_to(mail, "Still here", sender=SAM))).ticket != ticket
    send_reply(ticket, NewMessage("Kim only"), by=actor(anna))
    assert OutboxMessage.objects.latest("id").to_address == KIM


def test_a_copy_line_suggests_and_a_technician_decides(kim: Person, sam: Person, anna: Person):
    ticket = message_of(
        mail_in(letter(cc=f"Sam Peters <{SAM}>, support@lindwurm.example, anna@lindwurm.example"))
    ).ticket

    row = Participant.objects.get(ticket=ticket)
    assert (row.address, row.standing, row.person) == (SAM, Standing.SUGGESTED, None)
    assert row.is_from_unverified
    send_reply(ticket, NewMessage("To Kim alone"), by=actor(anna))
    assert {mail.to_address for mail in OutboxMessage.objects.filter(template="helpdesk/mail/reply")} == {KIM}
    assert signed_in(sam).get(f"/customer/cases/{ticket.ref}/").status_code == 404

    page = signed_in(anna).get(f"/tech/cases/{ticket.ref}/").content.decode()
    assert "Ask the customer before you agree" in page
    confirm_copy(row, by=actor(anna))
    send_reply(ticket, NewMessage("To both"), by=actor(anna))
    assert seen_by(sam, ticket) == ["To both"]


def test_forged_copy_lines_open_nothing_for_their_accomplice(kim: Person, sam: Person, mallory: Person, anna: Person):
    ticket, mail = answered_case(kim, anna)
    evil = "mallory@elsewhere.example"
    forms = [
        letter("I am Kim", cc=evil),
        reply_to(mail, "I am Kim", cc=evil),
        letter("I am Kim", to=f"support@lindwurm.example, {evil}"),
        letter("See this", sender=SAM, cc=evil, subject=f"[#{ticket.number}] Export"),
        reply_to(mail, "See this", sender=evil, cc=evil),
    ]
    for raw in forms:
        mail_in(raw)
    send_reply(ticket, NewMessage("The secret answer"), by=actor(anna))

    assert not OutboxMessage.objects.filter(to_address=evil, template="helpdesk/mail/reply").exists()
    assert not ReplyToken.objects.filter(about_id=ticket.pk, address=evil).exists()
    assert signed_in(mallory).get(f"/customer/cases/{ticket.ref}/").status_code == 404
    assert message_of(mail_in(reply_to(mail, "Let me in", sender=evil))).ticket != ticket


def test_a_declined_suggestion_does_not_come_back(kim: Person, anna: Person):
    ticket, mail = answered_case(kim, anna)
    mail_in(reply_to(mail, "One", cc=SAM))
    remove_copy(Participant.objects.get(ticket=ticket), by=actor(anna))
    mail_in(reply_to(mail, "Two", cc=SAM))
    assert Participant.objects.get(ticket=ticket).standing == Standing.REMOVED
    copied(ticket, anna)
    assert Participant.objects.get(ticket=ticket).standing == Standing.PRESENT


def test_our_own_addresses_are_never_copied(kim: Person, anna: Person):
    queue = default_queue()
    Mailbox.objects.create(
        name="Help", address="help@lindwurm.example", host="localhost", user="x", password="",
        destination_kind="helpdesk.queue", destination_id=queue.pk, created_at=clock.now(),
    )  # fmt: skip
    ticket = ticket_of(kim)
    for address in ("help@lindwurm.example", "help+abc@lindwurm.example", "anna@lindwurm.example", KIM):
        with pytest.raises(AlreadyTakesPart):
            copied(ticket, anna, "", address)
    assert suggest_copies(ticket, [("", "help+x@lindwurm.example")], is_verified=True, by=SYSTEM) == 0


def test_a_mailing_suggests_nobody_and_copies_have_an_end(kim: Person, anna: Person):
    ticket = message_of(mail_in(letter(cc=", ".join(f"p{number}@x.example" for number in range(50))))).ticket
    assert not Participant.objects.exists()
    for number in range(MOST_COPIES):
        copied(ticket, anna, "", f"c{number}@x.example")
    with pytest.raises(TooManyCopies):
        copied(ticket, anna, "", "one-more@x.example")


def test_an_automatic_reply_suggests_nobody(kim: Person, anna: Person):
    _ticket, mail = answered_case(kim, anna)
    mail_in(reply_to(mail, "Away", cc=SAM, auto_submitted="auto-replied"))
    assert not Participant.objects.exists()
    assert not find_by_identifier("email", "nobody@x.example")


def test_the_composer_tells_to_whom_it_goes_and_who_is_left_out_gets_none(kim: Person, sam: Person, anna: Person):
    ticket = ticket_of(kim)
    row, other = copied(ticket, anna), copied(ticket, anna, "Ole", "ole@x.example")
    browser = signed_in(anna)
    page = browser.get(f"/tech/cases/{ticket.ref}/").content.decode()
    assert f'value="{row.ref}" checked' in page
    assert f'title="{KIM}"' in page

    sent = browser.post(f"/tech/cases/{ticket.ref}/replies/", {"body": "Hello", "copy": [other.ref]})

    assert sent.status_code == 303
    assert [copy.participant for copy in SentCopy.objects.all()] == [other]
    assert "copies to Ole" in browser.get(f"/tech/cases/{ticket.ref}/").content.decode()


def test_what_was_unticked_stays_so_when_the_reply_comes_back(kim: Person, anna: Person):
    ticket = ticket_of(kim)
    row = copied(ticket, anna)
    again = signed_in(anna).post(f"/tech/cases/{ticket.ref}/replies/", {"body": "Hello", "version": "99"})
    assert again.status_code == 409
    assert f'value="{row.ref}">' in again.content.decode()


def test_a_refused_copy_says_why_and_keeps_what_was_typed(kim: Person, anna: Person):
    ticket = ticket_of(kim)
    browser = signed_in(anna)
    for address, sentence in ((KIM, "takes part already"), ("nonsense", "not an e-mail address"), ("", "Write the")):
        answer = browser.post(f"/tech/cases/{ticket.ref}/copies/", {"name": "Kim", "address": address})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not Participant.objects.exists()


def test_a_technician_of_another_queue_and_the_privacy_officer_change_nothing(
    kim: Person, sam: Person, anna: Person, boris: Person, paula: Person
):
    ticket = ticket_of(kim, queue=security_queue(boris))
    row = copied(ticket, boris)
    for person in (anna, paula):
        removal = f"/tech/cases/{ticket.ref}/copies/{row.ref}/removal/"
        assert signed_in(person).post(removal).status_code in {403, 404}
    row.refresh_from_db()
    assert row.standing == Standing.PRESENT
    assert Message.objects.filter(ticket=ticket, kind=MessageKind.FROM_US).count() == 0
