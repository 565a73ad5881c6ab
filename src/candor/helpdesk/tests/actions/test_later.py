"""Replies that are written now and sent later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from candor.helpdesk import letters, tasks
from candor.helpdesk.actions.binning import move_to_bin, purge_ticket, restore_ticket
from candor.helpdesk.actions.drafts import COMPOSER, save_draft
from candor.helpdesk.actions.later import Plan, change_plan, plan_reply, send_planned_now, take_planned_back
from candor.helpdesk.actions.merging import merge
from candor.helpdesk.actions.progress import close_ticket, solve_ticket
from candor.helpdesk.actions.sending import waiting_files
from candor.helpdesk.actions.writing import NewMessage, add_customer_message, send_reply
from candor.helpdesk.models import (
    BinReason,
    Draft,
    Event,
    LaterReply,
    Message,
    MessageKind,
    Notification,
    Status,
    Ticket,
)
from candor.helpdesk.refusals import CannotUndo, EmptyMessage, NotInThePast, StaleTicket, TooFarAhead
from candor.helpdesk.rules.later import Held
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.files import store_file
from candor.kernel.models import AuditFact, Job, StoredFile
from candor.mail.models import OutboxMessage
from candor.people.models import Person, StaffMember
from candor.privacy.actions.locks import NewLock, lock_person
from candor.privacy.models import LockGround
from tests.cast import actor

pytestmark = pytest.mark.db


def in_the_morning() -> datetime:
    return clock.now() + timedelta(hours=14)


def planned(ticket: Ticket, writer: Person, text: str = "Good morning.", **more: Any) -> LaterReply:
    return plan_reply(ticket, NewMessage(text, **more), Plan(in_the_morning()), by=actor(writer))


def the_morning_comes() -> None:
    with clock.later(hours=14, seconds=1):
        assert tasks.replies_should_leave()
        tasks.send_planned_replies()


def ours(ticket: Ticket) -> list[str]:
    return list(Message.objects.filter(ticket=ticket, kind=MessageKind.FROM_US).values_list("text", flat=True))


def test_it_leaves_at_its_time_and_nobody_reads_it_before(kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    file = store_file("files", "log.txt", "text/plain", [b"x"])
    planned(ticket, anna, files=[file])

    assert not tasks.replies_should_leave()
    assert ours(ticket) == []
    assert not OutboxMessage.objects.filter(to_address="kim@nordlicht.example", template="helpdesk/mail/reply").exists()
    ticket.refresh_from_db()
    assert (ticket.status, ticket.message_count) == (Status.NEW, 1)

    the_morning_comes()
    assert ours(ticket) == ["Good morning."]
    assert not LaterReply.objects.exists()
    message = Message.objects.get(kind=MessageKind.FROM_US)
    assert (message.author, message.attachments.get().file) == (anna, file)
    assert message in letters.letters_in(ticket, letters.reader(actor(kim)))
    mail = OutboxMessage.objects.get(template="helpdesk/mail/reply")
    assert "Auto-Submitted" not in mail.headers
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == (Status.WAITING_CUSTOMER, anna)


def test_the_job_that_runs_twice_sends_once(kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    planned(ticket, anna)
    the_morning_comes()
    with clock.later(hours=15):
        tasks.send_planned_replies()
    assert ours(ticket) == ["Good morning."]


def test_what_is_being_typed_at_that_time_stays(kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    planned(ticket, anna)
    save_draft(ticket, "By the way", purpose=COMPOSER, by=actor(anna))
    the_morning_comes()
    assert Draft.objects.get(ticket=ticket, author=anna).text == "By the way"


def _customer_writes(ticket: Ticket, kim: Person, boris: Person, paula: Person) -> None:
    late = NewMessage("It works again.", written_at=clock.now() - timedelta(days=1))
    add_customer_message(ticket, late, by=actor(kim))  # a mail that was long under way


def _colleague_answers(ticket: Ticket, kim: Person, boris: Person, paula: Person) -> None:
    send_reply(ticket, NewMessage("I have it."), by=actor(boris))


def _colleague_solves(ticket: Ticket, kim: Person, boris: Person, paula: Person) -> None:
    solve_ticket(ticket, by=actor(boris))


def _colleague_closes(ticket: Ticket, kim: Person, boris: Person, paula: Person) -> None:
    close_ticket(ticket, by=actor(boris))


def _data_is_restricted(ticket: Ticket, kim: Person, boris: Person, paula: Person) -> None:
    lock_person(kim, NewLock(LockGround.ACCURACY), by=actor(paula))


def _case_is_binned(ticket: Ticket, kim: Person, boris: Person, paula: Person) -> None:
    move_to_bin(ticket, BinReason.MISTAKE, by=actor(boris))


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (_customer_writes, Held.CUSTOMER),
        (_colleague_answers, Held.COLLEAGUE),
        (_colleague_solves, Held.FINISHED),
        (_colleague_closes, Held.FINISHED),
        (_data_is_restricted, Held.RESTRICTED),
        (_case_is_binned, Held.BINNED),
    ],
)
def test_where_the_case_changed_meanwhile_it_waits_for_a_word(
    happens: Callable[..., None], why: Held, kim: Person, anna: Person, boris: Person, paula: Person
) -> None:
    ticket = ticket_of(kim)
    reply = planned(ticket, anna)
    happens(ticket, kim, boris, paula)

    the_morning_comes()
    reply.refresh_from_db()
    assert reply.held_for == why
    assert "Good morning." not in ours(ticket)
    told = Notification.objects.filter(person=anna, ticket=ticket, tally__has_key=Event.REPLY_HELD)
    assert told.exists() == (why not in {Held.RESTRICTED, Held.BINNED})
    with clock.later(hours=15):
        assert not tasks.replies_should_leave()


def test_the_writer_lets_it_go_all_the_same(kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    reply = planned(ticket, anna)
    add_customer_message(ticket, NewMessage("It works again."), by=actor(kim))
    the_morning_comes()

    with clock.later(hours=16):
        send_planned_now(reply, by=actor(anna), send=tasks.send_planned_replies)
        tasks.send_planned_replies()
        assert ours(ticket) == []  # ten seconds to take it back
    with clock.later(hours=16, seconds=11):
        assert Job.objects.filter(task="helpdesk.send_planned_replies", run_at__lte=clock.now()).exists()
        tasks.send_planned_replies()
    assert ours(ticket) == ["Good morning."]


def test_a_changed_reply_knows_what_its_writer_has_read(kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    reply = planned(ticket, anna)
    add_customer_message(ticket, NewMessage("It works again."), by=actor(kim))
    change_plan(reply, "Glad to hear that.", in_the_morning(), by=actor(anna))
    the_morning_comes()
    assert ours(ticket) == ["Glad to hear that."]


def test_whoever_may_not_answer_there_any_more_sends_nothing(kim: Person, anna: Person, boris: Person) -> None:
    ticket = ticket_of(kim)
    Ticket.objects.filter(pk=ticket.pk).update(assignee=boris)
    reply = planned(ticket, anna)
    StaffMember.objects.filter(account__person=anna).update(left_at=clock.now())
    the_morning_comes()
    reply.refresh_from_db()
    assert (reply.held_for, ours(ticket)) == (Held.SENDER, [])
    assert Event.REPLY_HELD in Notification.objects.get(person=boris, ticket=ticket, read_at=None).tally

    take_planned_back(reply, by=actor(boris))
    assert Draft.objects.get(author=boris, ticket=ticket).text == "Good morning."


def test_of_a_merged_case_it_is_asked_about_in_the_other(kim: Person, anna: Person) -> None:
    source, target = ticket_of(kim), ticket_of(kim, "Again")
    reply = planned(source, anna)
    merge(source, target, by=actor(anna))
    the_morning_comes()
    reply.refresh_from_db()
    assert (reply.held_for, reply.ticket) == (Held.MERGED, target)
    with clock.later(hours=15):
        send_planned_now(reply, by=actor(anna), send=tasks.send_planned_replies)
    with clock.later(hours=15, seconds=11):
        tasks.send_planned_replies()
    assert ours(target) == ["Good morning."]


def test_taken_back_it_waits_in_the_draft_with_its_files(kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    file = store_file("files", "log.txt", "text/plain", [b"x"])
    reply = planned(ticket, anna, files=[file])
    take_planned_back(reply, by=actor(anna))

    assert Draft.objects.get(ticket=ticket, author=anna).text == "Good morning."
    assert waiting_files(ticket, by=actor(anna)) == [file]
    with pytest.raises(CannotUndo):
        take_planned_back(reply, by=actor(anna))
    with clock.later(hours=15):
        tasks.send_planned_replies()
    assert ours(ticket) == []


def test_once_sent_it_cannot_be_taken_back_or_changed(kim: Person, anna: Person) -> None:
    reply = planned(ticket_of(kim), anna)
    the_morning_comes()
    with pytest.raises(CannotUndo):
        take_planned_back(reply, by=actor(anna))
    with pytest.raises(CannotUndo):
        change_plan(reply, "No.", clock.now() + timedelta(days=3), by=actor(anna))


def test_the_same_form_sent_twice_plans_one(kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    first = planned(ticket, anna, submission_key="k")
    assert planned(ticket, anna, submission_key="k") == first
    assert LaterReply.objects.count() == 1


def test_what_cannot_be_planned_leaves_nothing(kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    for text, at, refusal in [
        ("", in_the_morning(), EmptyMessage),
        ("Now.", clock.now(), NotInThePast),
        ("Much later.", clock.now() + timedelta(days=400), TooFarAhead),
    ]:
        with pytest.raises(refusal):
            plan_reply(ticket, NewMessage(text), Plan(at), by=actor(anna))
    with pytest.raises(StaleTicket):
        plan_reply(ticket, NewMessage("A"), Plan(in_the_morning()), by=actor(anna), expected_version=99)
    assert not LaterReply.objects.exists()


def test_a_purged_case_leaves_no_file_behind(kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    file = store_file("files", "log.txt", "text/plain", [b"x"])
    planned(ticket, anna, files=[file])
    move_to_bin(ticket, BinReason.MISTAKE, by=actor(anna))
    purge_ticket(ticket, by=SYSTEM)
    assert not LaterReply.objects.exists()
    assert not StoredFile.objects.filter(pk=file.pk).exists()


def test_back_from_the_bin_it_is_asked_about(kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    reply = planned(ticket, anna)
    move_to_bin(ticket, BinReason.MISTAKE, by=actor(anna))
    the_morning_comes()
    restore_ticket(ticket, by=actor(anna))
    assert LaterReply.objects.visible_to(actor(anna)).get() == reply


def test_the_facts_name_no_words(kim: Person, anna: Person) -> None:
    planned(ticket_of(kim), anna, "Good quokka.")
    fact = AuditFact.objects.get(name="helpdesk.ticket.reply_planned")
    assert "quokka" not in str(fact.details)
