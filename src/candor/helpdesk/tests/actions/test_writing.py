from __future__ import annotations

import pytest

from candor.helpdesk.actions.drafts import save_draft
from candor.helpdesk.actions.progress import close_ticket, solve_ticket, wait_for_customer
from candor.helpdesk.actions.writing import NewMessage, add_customer_message, add_internal_note, send_reply
from candor.helpdesk.models import Draft, Message, MessageKind, Queue, Status, Ticket
from candor.helpdesk.refusals import CannotFollow, EmptyMessage, StaleTicket, TicketIsClosed
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel import clock
from candor.kernel.actor import Channel
from candor.kernel.audit import facts_about
from tests.cast import actor

pytestmark = pytest.mark.db


def test_anna_answers_takes_the_case_and_waits_for_kim(kim, anna):
    ticket = ticket_of(kim)

    message = send_reply(ticket, NewMessage("Which version is it?"), by=actor(anna), expected_version=ticket.version)

    ticket.refresh_from_db()
    assert (message.kind, message.author) == (MessageKind.FROM_US, anna)
    assert (ticket.status, ticket.assignee, ticket.due_at) == (Status.WAITING_CUSTOMER, anna, None)
    assert not ticket.awaits_our_answer
    assert [fact.name for fact in facts_about(ticket)] == ["helpdesk.ticket.opened", "helpdesk.ticket.replied"]


def test_kims_answer_brings_the_case_back_to_us(kim, anna):
    ticket = ticket_of(kim)
    send_reply(ticket, NewMessage("Which version is it?"), by=actor(anna))

    with clock.later(minutes=5):
        add_customer_message(ticket, NewMessage("2.4"), by=actor(kim))

    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN
    assert ticket.awaits_our_answer
    assert ticket.due_at is not None


def test_a_solved_case_opens_again_when_kim_writes(kim, anna):
    ticket = ticket_of(kim)
    solve_ticket(ticket, by=actor(anna))

    add_customer_message(ticket, NewMessage("It still stops."), by=actor(kim))

    ticket.refresh_from_db()
    assert (ticket.status, ticket.solved_at) == (Status.OPEN, None)


def test_a_word_of_the_customer_brings_a_closed_case_back(kim, anna):
    ticket = ticket_of(kim)
    close_ticket(ticket, by=actor(anna))

    add_customer_message(ticket, NewMessage("One more thing"), by=actor(kim))

    ticket.refresh_from_db()
    assert (ticket.status, ticket.closed_at) == (Status.OPEN, None)


@pytest.mark.parametrize(("days", "later"), [(30, 31), (0, 0)])
def test_a_closed_case_takes_no_more_messages_when_its_days_are_over(kim, anna, days, later):
    ticket = ticket_of(kim)
    Queue.objects.update(reopens_for_days=days)
    close_ticket(ticket, by=actor(anna))

    with clock.later(days=later), pytest.raises(TicketIsClosed):
        add_customer_message(ticket, NewMessage("One more thing"), by=actor(kim))
    with pytest.raises(CannotFollow):
        send_reply(ticket, NewMessage("One more thing"), by=actor(anna))
    follower = ticket_of(kim, text="One more thing", follows=ticket)

    assert ticket.messages.count() == 1
    assert follower.follows == ticket


def test_boris_does_not_answer_over_annas_answer(kim, anna, boris):
    ticket = ticket_of(kim)
    seen_by_boris = Ticket.objects.get(pk=ticket.pk)
    send_reply(ticket, NewMessage("Anna's answer"), by=actor(anna), expected_version=ticket.version)

    with pytest.raises(StaleTicket) as refusal:
        send_reply(seen_by_boris, NewMessage("Boris's answer"), by=actor(boris), expected_version=seen_by_boris.version)

    assert refusal.value.ticket.version == ticket.version
    assert [message.text for message in ticket.messages.filter(kind=MessageKind.FROM_US)] == ["Anna's answer"]


def test_sending_the_same_form_twice_writes_once_even_though_the_first_made_it_stale(kim, anna):
    ticket = ticket_of(kim)
    version, new = ticket.version, NewMessage("Once", submission_key="form-7")

    first = send_reply(ticket, new, by=actor(anna), expected_version=version)
    second = send_reply(ticket, new, by=actor(anna), expected_version=version)

    assert first == second
    assert ticket.messages.count() == 2


def test_a_note_changes_no_status_and_is_internal(kim, anna):
    ticket = ticket_of(kim)
    wait_for_customer(ticket, by=actor(anna))

    note = add_internal_note(ticket, NewMessage("He sounded angry."), by=actor(anna))

    ticket.refresh_from_db()
    assert (note.kind, ticket.status, ticket.message_count) == (MessageKind.INTERNAL, Status.WAITING_CUSTOMER, 2)
    assert ticket.last_staff_message_at is None


def test_what_anna_typed_is_no_draft_any_more_once_it_is_sent(kim, anna):
    ticket = ticket_of(kim)
    save_draft(ticket, "Which ver", purpose="reply", by=actor(anna))

    send_reply(ticket, NewMessage("Which version is it?"), by=actor(anna))

    assert not Draft.objects.exists()


def test_an_empty_draft_is_no_draft(kim, anna):
    ticket = ticket_of(kim)
    save_draft(ticket, "Which ver", purpose="reply", by=actor(anna))

    assert save_draft(ticket, "  ", purpose="reply", by=actor(anna)) is None
    assert not Draft.objects.exists()


def test_nothing_is_no_reply(kim, anna):
    ticket = ticket_of(kim)

    with pytest.raises(EmptyMessage):
        send_reply(ticket, NewMessage(" \n\x00"), by=actor(anna))

    ticket.refresh_from_db()
    assert (ticket.version, ticket.status) == (0, Status.NEW)


def test_what_kim_said_on_the_telephone_is_hers_with_her_number(kim, anna):
    ticket = ticket_of(kim)

    add_customer_message(
        ticket,
        NewMessage("She calls back: it works", author=kim, channel=Channel.PHONE, came_from="+49 40 123"),
        by=actor(anna),
    )

    last = Message.objects.latest("id")
    assert (last.author, last.kind, last.came_from) == (kim, MessageKind.FROM_CUSTOMER, "+49 40 123")
