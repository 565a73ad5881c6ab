"""The seconds after "Send"."""

from __future__ import annotations

from datetime import timedelta

import pytest

from candor.helpdesk import letters
from candor.helpdesk.actions.sending import send_with_time_to_undo, take_back, waiting_files
from candor.helpdesk.actions.writing import NewMessage, add_customer_message
from candor.helpdesk.models import Draft, Message, Status, Ticket
from candor.helpdesk.refusals import CannotUndo
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel import clock
from candor.kernel.files import store_file
from candor.kernel.models import StoredFile
from candor.mail.models import OutboxMessage, OutboxState
from tests.cast import actor

pytestmark = pytest.mark.db


def standing(ticket):
    return Ticket.objects.filter(pk=ticket.pk).values("status", "due_at", "assignee_id", "message_count").get()


def test_the_mail_waits_ten_seconds_and_the_customer_reads_nothing_before(kim, anna):
    ticket = ticket_of(kim)
    me = letters.reader(actor(kim))
    now = clock.now()
    with clock.at(now):
        message = send_with_time_to_undo(ticket, NewMessage("Which version?"), by=actor(anna))

    mail = OutboxMessage.objects.get(about_id=message.pk)
    assert mail.next_at == now + timedelta(seconds=10)
    assert message not in letters.letters_in(ticket, me)
    with clock.later(seconds=11):
        assert message in letters.letters_in(ticket, me)


def test_taken_back_everything_is_as_before_and_the_words_wait_in_the_draft(kim, anna):
    ticket = ticket_of(kim)
    before = standing(ticket)
    file = store_file("files", "log.txt", "text/plain", [b"x"])
    message = send_with_time_to_undo(ticket, NewMessage("Which version?", files=[file]), by=actor(anna))

    take_back(message, by=actor(anna))

    assert standing(ticket) == before
    assert Draft.objects.get(ticket=ticket, author=anna).text == "Which version?"
    assert waiting_files(ticket, by=actor(anna)) == [file]
    assert not OutboxMessage.objects.filter(about_id=message.pk, about_kind="helpdesk.message").exists()
    assert not Message.objects.filter(pk=message.pk).exists()

    again = send_with_time_to_undo(ticket, NewMessage("Which one?"), by=actor(anna))
    assert not again.attachments.exists()
    assert not StoredFile.objects.filter(pk=file.pk).exists()


def test_what_the_customer_wrote_meanwhile_stays_and_so_does_the_status(kim, anna):
    ticket = ticket_of(kim)
    message = send_with_time_to_undo(ticket, NewMessage("Which version?"), by=actor(anna))
    add_customer_message(ticket, NewMessage("8.4"), by=actor(kim))

    take_back(message, by=actor(anna))

    assert (standing(ticket)["status"], standing(ticket)["message_count"]) == (Status.OPEN, 2)


def test_once_it_has_left_it_is_too_late(kim, anna):
    ticket = ticket_of(kim)
    message = send_with_time_to_undo(ticket, NewMessage("Which version?"), by=actor(anna))
    OutboxMessage.objects.filter(about_id=message.pk).update(state=OutboxState.SENT)

    with pytest.raises(CannotUndo) as refusal:
        take_back(message, by=actor(anna))

    assert refusal.value.reason == "sent"
    assert Message.objects.filter(pk=message.pk).exists()


def test_nobody_takes_back_what_somebody_else_sent_and_nobody_after_the_time(kim, anna, boris):
    message = send_with_time_to_undo(ticket_of(kim), NewMessage("Which version?"), by=actor(anna))

    with pytest.raises(CannotUndo):
        take_back(message, by=actor(boris))
    with clock.later(seconds=11), pytest.raises(CannotUndo):
        take_back(message, by=actor(anna))


def test_a_form_sent_twice_sends_once(kim, anna):
    ticket = ticket_of(kim)
    new = NewMessage("Which version?", submission_key="one")

    first = send_with_time_to_undo(ticket, new, by=actor(anna), expected_version=ticket.version)
    second = send_with_time_to_undo(ticket, new, by=actor(anna), expected_version=0)

    assert first == second
