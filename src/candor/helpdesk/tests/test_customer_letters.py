"""New messages: marked until read, mailed as their reader wants it. Lee looks after Nordlicht, Kim works there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from candor.helpdesk.actions.following import add_copy, remove_copy
from candor.helpdesk.actions.sending import send_with_time_to_undo, take_back
from candor.helpdesk.actions.telling_customers import change_letter_settings
from candor.helpdesk.models import LetterSettings, Status, Ticket, Told, UnreadLetter
from candor.helpdesk.public import NewMessage, add_customer_message, add_internal_note, send_reply
from candor.helpdesk.tasks import letters_should_be_told, send_letter_mails
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel import clock, search
from candor.mail.models import OutboxMessage
from candor.people.models import Identifier, Membership, Organisation, Person
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

LIST = "/customer/cases/"
ORGANISATION = f"{LIST}?of=organisation"
SETTINGS = "/customer/letters/settings/"
NEW = "New message"


def page(person: Person, url: str) -> str:
    return str(signed_in(person).get(url).content.decode())


def address(ticket: Ticket, verb: str = "") -> str:
    return f"{LIST}{ticket.ref}/{verb}"


def answered(ticket: Ticket, by: Person, text: str = "Please update the driver.") -> None:
    send_reply(ticket, NewMessage(text), by=actor(by))


def mails_to(address: str) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(to_address=address).order_by("id"))


def wants(person: Person, answers: Told = Told.EACH, colleagues: Told = Told.NONE) -> None:
    change_letter_settings(person, answers, colleagues, by=actor(person))


# Unread


def test_an_answer_is_new_until_its_reader_looked(kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    assert NEW not in page(kim, LIST)
    answered(ticket, anna)
    assert NEW in page(kim, LIST)
    page(kim, address(ticket))
    assert NEW not in page(kim, LIST)
    answered(ticket, anna, "And restart it.")
    assert NEW in page(kim, LIST)


def test_looking_again_writes_nothing(kim: Person, anna: Person, django_assert_max_num_queries: Any) -> None:
    ticket = ticket_of(kim)
    answered(ticket, anna)
    browser = signed_in(kim)
    browser.get(address(ticket))
    with django_assert_max_num_queries(12) as asked:
        browser.get(address(ticket))
    assert not [
        each["sql"]
        for each in asked.captured_queries
        if "helpdesk_unreadletter" in each["sql"] and "DELETE" in each["sql"]
    ]


def test_a_note_among_us_is_no_news(kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    add_internal_note(ticket, NewMessage("She forgot the driver again."), by=actor(anna))
    assert not UnreadLetter.objects.filter(person=kim).exists()


def test_who_writes_has_read(kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    answered(ticket, anna)
    add_customer_message(ticket, NewMessage("It prints."), by=actor(kim))
    assert not UnreadLetter.objects.filter(person=kim).exists()


def test_the_figures_tell_own_cases_from_colleagues(kim: Person, lee: Person, anna: Person) -> None:
    own = ticket_of(lee, subject="Lee's own")
    answered(own, anna)
    answered(ticket_of(kim), anna)
    listed = page(lee, LIST)
    assert listed.count(NEW) == 1
    assert page(lee, ORGANISATION).count(NEW) == 2
    page(lee, address(own))
    assert NEW not in page(lee, LIST)
    assert page(lee, ORGANISATION).count(NEW) == 1


def test_who_gets_copies_sees_what_is_new_until_they_looked(
    kim: Person, sam: Person, mallory: Person, anna: Person
) -> None:
    ticket = ticket_of(kim)
    participant = add_copy(ticket, "Sam Peters", "sam@hafen.example", by=actor(anna))
    answered(ticket, anna)
    assert page(sam, f"{LIST}?of=copies").count(NEW) == 1
    assert "1" in page(sam, "/customer/me/").partition("</nav>")[0]
    assert len(mails_to("sam@hafen.example")) == 1, "the copy itself, and no mail that tells of it"
    assert NEW not in page(mallory, LIST)
    page(sam, address(ticket))
    assert NEW not in page(sam, f"{LIST}?of=copies")
    answered(ticket, anna, "And restart it.")
    remove_copy(participant, by=actor(anna))
    assert not UnreadLetter.objects.visible_to(actor(sam)).exists()


def test_what_came_after_the_copy_is_no_news_to_them(kim: Person, sam: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    add_copy(ticket, "Sam Peters", "sam@hafen.example", by=actor(anna))
    add_customer_message(ticket, NewMessage("Between us."), by=actor(kim))
    assert not UnreadLetter.objects.filter(person=sam).exists()


def test_an_ended_membership_takes_cases_marks_and_mails_with_it_at_once(
    kim: Person, lee: Person, anna: Person
) -> None:
    wants(lee, colleagues=Told.EACH)
    ticket = ticket_of(kim)
    browser = signed_in(lee)
    assert ticket.subject in browser.get(ORGANISATION).content.decode()
    Membership.objects.filter(person=lee).update(ended_on=clock.now().date())
    assert ticket.subject not in browser.get(ORGANISATION).content.decode()
    assert browser.get(address(ticket)).status_code == 404
    assert browser.get(f"{ORGANISATION}&q=export").content.decode().count(ticket.subject) == 0
    with clock.later(minutes=10):
        send_letter_mails()
    assert mails_to("lee@nordlicht.example") == []


def test_an_address_that_is_not_proven_is_shown_no_marks(kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    answered(ticket, anna)
    Identifier.objects.filter(person=kim).update(verified_at=None)
    assert NEW not in page(kim, LIST)
    page(kim, address(ticket))
    assert UnreadLetter.objects.filter(person=kim).exists(), "what was not shown was not read"


def test_a_reply_that_is_taken_back_takes_its_own_mark_along(kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    reply = send_with_time_to_undo(ticket, NewMessage("Too early."), by=actor(anna))
    assert NEW not in page(kim, LIST), "it is not hers yet"
    with clock.later(minutes=1):
        assert NEW in page(kim, LIST)
    take_back(reply, by=actor(anna))
    assert not UnreadLetter.objects.exists()
    wants(kim, Told.NONE)
    answered(ticket, anna)
    take_back(send_with_time_to_undo(ticket, NewMessage("Too early."), by=actor(anna)), by=actor(anna))
    assert UnreadLetter.objects.count() == 1


# How one wants to be told


def test_answers_are_mailed_each_unless_their_reader_wants_otherwise(kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    answered(ticket, anna)
    assert [mail.template for mail in mails_to("kim@nordlicht.example")][-1] == "helpdesk/mail/reply"
    OutboxMessage.objects.all().delete()
    wants(kim, Told.NONE)
    answered(ticket, anna, "And restart it.")
    ticket_of(kim, subject="Another one")
    with clock.later(days=2):
        send_letter_mails()
    assert mails_to("kim@nordlicht.example") == []
    assert ticket.messages.latest("id").delivery == "unmailed"
    assert NEW in page(kim, LIST)


def test_a_daily_mail_names_the_cases_once_and_not_what_was_read(kim: Person, anna: Person) -> None:
    wants(kim, Told.DAILY)
    first, second, read = (ticket_of(kim, subject=name) for name in ("First", "Second", "Third"))
    for ticket in (first, second, read):
        answered(ticket, anna, "The secret words.")
    page(kim, address(read))
    assert not letters_should_be_told()
    with clock.later(days=1):
        assert letters_should_be_told()
        send_letter_mails()
        send_letter_mails()
    (mail,) = mails_to("kim@nordlicht.example")
    words = _text(mail)
    assert ("First" in words, "Second" in words, "Third" in words) == (True, True, False)
    assert "secret words" not in words
    assert SETTINGS in words


def test_a_super_customer_hears_of_colleagues_letters_when_they_want(kim: Person, lee: Person) -> None:
    ticket_of(kim, subject="Quietly")
    wants(lee, colleagues=Told.EACH)
    ticket_of(kim, subject="Loudly")
    with clock.later(minutes=5):
        send_letter_mails()
    (mail,) = mails_to("lee@nordlicht.example")
    assert "Kim Jansen opened this case." in _text(mail)
    assert "Quietly" not in _text(mail)


def test_whose_case_it_is_hears_that_a_colleague_wrote(kim: Person, lee: Person) -> None:
    ticket = ticket_of(kim)
    OutboxMessage.objects.all().delete()
    add_customer_message(ticket, NewMessage("Kim is away."), by=actor(lee))
    with clock.later(minutes=5):
        send_letter_mails()
    (mail,) = mails_to("kim@nordlicht.example")
    assert "Lee Olsen has written." in _text(mail)


def test_choosing_is_saved_with_a_sentence_and_getting_the_page_changes_nothing(kim: Person, lee: Person) -> None:
    browser = signed_in(kim)
    shown = browser.get(f"{SETTINGS}?answers=none").content.decode()
    assert "colleagues" not in shown
    assert not LetterSettings.objects.exists()
    saved = browser.post(SETTINGS, {"answers": "none", "colleagues": "each"}, follow=True).content.decode()
    assert "Saved." in saved
    row = LetterSettings.objects.get(person=kim)
    assert (row.answers, row.colleagues) == ("none", "none")
    assert SETTINGS in page(kim, "/customer/me/")
    assert "colleagues" in page(lee, SETTINGS)
    assert browser.post(SETTINGS, {"answers": "loudly"}).status_code == 422


def test_no_mail_goes_out_against_a_later_choice(kim: Person, lee: Person) -> None:
    ticket = ticket_of(kim)
    OutboxMessage.objects.all().delete()
    add_customer_message(ticket, NewMessage("Kim is away."), by=actor(lee))
    wants(kim, Told.NONE)
    with clock.later(minutes=5):
        send_letter_mails()
    assert mails_to("kim@nordlicht.example") == []


# This was answered


def test_the_answers_mail_leads_to_the_button_and_getting_it_closes_nothing(kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    answered(ticket, anna)
    words = _text(mails_to("kim@nordlicht.example")[-1])
    assert f"{address(ticket)}#answered" in words
    assert SETTINGS in words
    assert "Was this answered?" in page(kim, address(ticket))
    ticket.refresh_from_db()
    assert ticket.status == Status.WAITING_CUSTOMER


def test_kim_closes_with_a_word_of_thanks_once(kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    answered(ticket, anna)
    browser = signed_in(kim)
    for _time in range(2):
        browser.post(address(ticket, "closure/"), {"remark": "Thank you\x00, it was the driver."})
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED
    assert ticket.messages.filter(text__startswith="Thank you").count() == 1
    other = ticket_of(kim, subject="Waits for me")
    answered(other, anna)
    shown = page(kim, address(ticket))
    assert "Waits for me" in shown
    assert "Reopen case" in shown


def test_a_remark_that_is_too_long_closes_nothing_and_is_kept(kim: Person) -> None:
    ticket = ticket_of(kim)
    answer = signed_in(kim).post(address(ticket, "closure/"), {"remark": "Thanks" * 200})
    assert answer.status_code == 422
    assert "ThanksThanks" in answer.content.decode()
    ticket.refresh_from_db()
    assert ticket.status == Status.NEW


# The organisation's cases


def test_the_list_narrows_to_what_is_open_or_done(kim: Person, lee: Person) -> None:
    ticket_of(kim, subject="Still open")
    done = ticket_of(kim, subject="Long done")
    signed_in(kim).post(address(done, "closure/"))
    assert [name in page(lee, f"{ORGANISATION}&is=open") for name in ("Still open", "Long done")] == [True, False]
    assert [name in page(lee, f"{ORGANISATION}&is=done") for name in ("Still open", "Long done")] == [False, True]
    assert "Still open" in page(lee, f"{ORGANISATION}&is=nonsense")


def unmarked(shown: str) -> str:
    """Without the marks on what was sought."""
    return shown.replace("<mark>", "").replace("</mark>", "")


def test_searching_finds_letters_and_no_internal_word(kim: Person, lee: Person, anna: Person, sam: Person) -> None:
    search.prepare()
    ticket = ticket_of(kim, subject="Printing stops", text="After the second sheet.")
    ticket_of(sam, subject="Printing foreign")
    add_internal_note(ticket, NewMessage("Customer is notoriously impatient."), by=actor(anna))
    search.index_pending()
    for question in ("printing", "second", str(ticket.number), f"%23{ticket.number}", "kim", "sheet after"):
        shown = unmarked(page(lee, f"{ORGANISATION}&q={question}"))
        assert ("Printing stops" in shown) == (question != "kim")
        assert "Printing foreign" not in shown
    for question in ("notoriously", "impatient", "second%20impatient", "foreign"):
        assert "Printing stops" not in unmarked(page(lee, f"{ORGANISATION}&q={question}"))
    assert "Nothing found" in page(kim, f"{LIST}?q=foreign")


def test_lee_opens_a_case_for_kim_who_is_told_who_asked(kim: Person, lee: Person, nordlicht: Organisation) -> None:
    form = {
        "subject": "New laptop",
        "body": "Kim needs Kontor.",
        "colleague": f"{nordlicht.ref}.{kim.ref}",
        "key": "k1",
    }
    answer = signed_in(lee).post("/customer/cases/new/", form, follow=True)
    assert "Kim Jansen is told of it" in answer.content.decode()
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.organisation, ticket.messages.get().author) == (kim, nordlicht, lee)
    assert NEW in page(kim, LIST)
    shown = page(kim, address(ticket))
    assert "Lee Olsen" in shown
    with clock.later(minutes=5):
        UnreadLetter.objects.create(person=kim, ticket=ticket, message=ticket.messages.get(), mail_at=clock.now())
        send_letter_mails()
    assert "Lee Olsen opened this case." in _text(mails_to("kim@nordlicht.example")[-1])


def test_nobody_opens_a_case_for_whom_they_do_not_look_after(
    kim: Person, lee: Person, sam: Person, nordlicht: Organisation, hafen: Organisation
) -> None:
    for who, organisation, whom in (
        (kim, nordlicht, lee),
        (lee, hafen, sam),
        (lee, nordlicht, sam),
        (sam, nordlicht, kim),
    ):
        form = {"subject": "Not mine", "body": "To ask.", "colleague": f"{organisation.ref}.{whom.ref}"}
        signed_in(who).post("/customer/cases/new/", form)
    assert not Ticket.objects.exclude(requester__in=[kim, lee, sam]).exists()
    for ticket in Ticket.objects.all():
        assert ticket.requester == ticket.messages.get().author


def test_who_left_the_organisation_is_offered_to_nobody(kim: Person, lee: Person) -> None:
    assert "Kim Jansen" in page(lee, "/customer/cases/new/")
    Membership.objects.filter(person=kim).update(ended_on=clock.now().date() - timedelta(days=1))
    assert "Kim Jansen" not in page(lee, "/customer/cases/new/")


def test_super_of_one_organisation_and_member_of_another_sees_the_first_alone(
    lee: Person, sam: Person, kim: Person, hafen: Organisation, nordlicht: Organisation
) -> None:
    Membership.objects.create(person=lee, organisation=hafen, since=clock.now().date())
    ticket_of(kim, subject="Of Nordlicht")
    foreign = ticket_of(sam, subject="Of Hafen")
    shown = page(lee, ORGANISATION)
    assert ("Of Nordlicht" in shown, "Of Hafen" in shown) == (True, False)
    assert signed_in(lee).get(address(foreign)).status_code == 404
    assert "Sam Peters" not in page(lee, "/customer/cases/new/")


def _text(mail: OutboxMessage) -> str:
    return str(mail.text)
