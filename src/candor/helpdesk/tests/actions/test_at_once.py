"""Several at the same moment: one wins, nobody is overwritten, and the counters stay true. Real threads, real locks."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from candor.helpdesk.actions import counting
from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.actions.routing import assign
from candor.helpdesk.actions.writing import NewMessage, add_customer_message, send_reply
from candor.helpdesk.models import Message, Ticket
from candor.helpdesk.refusals import StaleTicket
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel.actor import Channel
from tests.cast import actor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db, pytest.mark.slow]

CROWD = 6


def all_at_once(act: Callable[[int], Any]) -> list[Any]:
    """What each of the crowd got: the result, or the refusal it met."""
    start = Barrier(CROWD)

    def one(number: int) -> Any:
        try:
            start.wait(timeout=60)
            return act(number)
        except StaleTicket as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CROWD) as crowd:
        return list(crowd.map(one, range(CROWD)))


def test_of_several_who_answer_what_they_read_one_does(kim, anna, boris):
    ticket, staff = ticket_of(kim), [actor(anna), actor(boris)]

    def answer(number: int) -> Message:
        mine = Ticket.objects.get(pk=ticket.pk)
        return send_reply(mine, NewMessage(f"Answer {number}"), by=staff[number % 2], expected_version=0)

    results = all_at_once(answer)

    assert sum(isinstance(result, Message) for result in results) == 1
    assert sum(isinstance(result, StaleTicket) for result in results) == CROWD - 1
    assert ticket.messages.count() == 2
    assert counting.recorded() == counting.recount()


def test_customers_words_are_never_lost_whatever_else_happens(kim, anna):
    ticket, clerk, writer = ticket_of(kim), actor(anna), actor(kim)

    def act(number: int) -> Any:
        mine = Ticket.objects.get(pk=ticket.pk)
        if number % 2:
            return assign(mine, anna, by=clerk)
        return add_customer_message(mine, NewMessage(f"Word {number}"), by=writer)

    all_at_once(act)

    ticket.refresh_from_db()
    assert (ticket.message_count, ticket.messages.count(), ticket.assignee) == (4, 4, anna)
    assert counting.recorded() == counting.recount()


def test_one_form_sent_several_times_at_once_opens_one_case(kim):
    who = actor(kim)
    new = NewTicket(requester=kim, subject="Once", text="Words", channel=Channel.WEB, submission_key="form-1")

    tickets = all_at_once(lambda _number: open_ticket(new, by=who))

    assert len({ticket.pk for ticket in tickets}) == 1
    assert Ticket.objects.count() == Message.objects.count() == 1
    assert counting.recorded() == counting.recount()


def test_numbers_of_cases_opened_at_once_follow_each_other_without_gaps(kim):
    who = actor(kim)
    new = NewTicket(requester=kim, subject="Each", text="Words", channel=Channel.WEB)

    tickets = all_at_once(lambda _number: open_ticket(new, by=who))

    assert sorted(ticket.number for ticket in tickets) == list(range(1, CROWD + 1))
