"""Whatever happens to tickets, in whatever order, the maintained counters equal a recount."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from candor.helpdesk.actions import counting
from candor.helpdesk.actions.progress import (
    close_ticket,
    reopen_ticket,
    schedule_until,
    solve_ticket,
    wait_for_customer,
    wait_for_other,
    wake_ticket,
)
from candor.helpdesk.actions.routing import assign, move_to_queue
from candor.helpdesk.actions.writing import NewMessage, add_customer_message, add_internal_note, send_reply
from candor.helpdesk.models import Queue, Ticket
from candor.helpdesk.refusals import Refused
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.people.models import Person
from tests.cast import actor

MOVES = [close_ticket, reopen_ticket, solve_ticket, wait_for_customer, wait_for_other]
WRITINGS = [send_reply, add_internal_note]


class Desk(RuleBasedStateMachine):
    """What a desk does all day. The cast moves in before the machine runs."""

    kim: ClassVar[Person]
    anna: ClassVar[Person]
    mara: ClassVar[Person]
    team: ClassVar[list[Person | None]]
    queues: ClassVar[list[Queue]]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    def any_ticket(self, which: int) -> Ticket:
        tickets = list(Ticket.objects.order_by("id"))
        return tickets[which % len(tickets)] if tickets else ticket_of(self.kim)

    @rule(queue=st.integers(0, 1))
    def kim_asks(self, queue):
        ticket_of(self.kim, queue=self.queues[queue])

    @rule(which=st.integers(0, 9), move=st.sampled_from(MOVES), who=st.integers(0, 2))
    def somebody_moves_a_case(self, which, move, who):
        with suppress(Refused):
            move(self.any_ticket(which), by=actor(self.team[who] or self.kim))

    @rule(which=st.integers(0, 9), to=st.integers(0, 2))
    def somebody_gets_a_case(self, which, to):
        with suppress(Refused):
            assign(self.any_ticket(which), self.team[to], by=actor(self.mara))

    @rule(which=st.integers(0, 9), queue=st.integers(0, 1))
    def a_case_moves_to_another_queue(self, which, queue):
        with suppress(Refused):
            move_to_queue(self.any_ticket(which), self.queues[queue], by=actor(self.mara))

    @rule(which=st.integers(0, 9), write=st.sampled_from(WRITINGS))
    def anna_writes(self, which, write):
        with suppress(Refused):
            write(self.any_ticket(which), NewMessage("Words"), by=actor(self.anna))

    @rule(which=st.integers(0, 9))
    def kim_writes(self, which):
        with suppress(Refused):
            add_customer_message(self.any_ticket(which), NewMessage("Words"), by=actor(self.kim))

    @rule(which=st.integers(0, 9))
    def a_case_sleeps_and_wakes(self, which):
        ticket = self.any_ticket(which)
        with suppress(Refused):
            schedule_until(ticket, clock.now() + timedelta(hours=1), by=actor(self.anna))
            with clock.later(hours=2):
                wake_ticket(ticket, by=JOB)

    @invariant()
    def counters_are_true(self):
        assert counting.recorded() == counting.recount()
        assert counting.recorded_of_queues() == counting.recount_queues()


@pytest.mark.db
@pytest.mark.slow
def test_counters_always_equal_a_recount(kim, anna, boris, mara):
    Desk.kim, Desk.anna, Desk.mara, Desk.team = kim, anna, mara, [anna, boris, None]
    Desk.queues = [Queue.objects.create(name="Billing", default_assignee=anna), security_queue(boris)]

    run_state_machine_as_test(Desk, settings=settings(max_examples=15, stateful_step_count=20, deadline=None))
