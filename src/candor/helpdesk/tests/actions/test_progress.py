from __future__ import annotations

from datetime import timedelta

import pytest

from candor.helpdesk.actions.progress import (
    close_ticket,
    reopen_ticket,
    schedule_until,
    set_follow_up,
    solve_ticket,
    wait_for_other,
    wake_ticket,
)
from candor.helpdesk.models import Status, Ticket
from candor.helpdesk.refusals import CannotFollow, NotInThePast, StaleTicket
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.kernel.audit import facts_about
from tests.cast import actor

pytestmark = pytest.mark.db


def test_closing_twice_changes_nothing(kim, anna):
    ticket = ticket_of(kim)
    close_ticket(ticket, by=actor(anna))
    version, closed_at = ticket.version, ticket.closed_at

    close_ticket(ticket, by=actor(anna))

    assert (ticket.version, ticket.closed_at) == (version, closed_at)
    assert facts_about(ticket).filter(name="helpdesk.ticket.closed").count() == 1


def test_kim_closes_and_reopens_her_case(kim):
    ticket = ticket_of(kim)

    close_ticket(ticket, by=actor(kim))
    reopen_ticket(ticket, by=actor(kim))

    ticket.refresh_from_db()
    assert (ticket.status, ticket.closed_at) == (Status.OPEN, None)
    assert ticket.due_at is not None


def test_kim_cannot_say_that_her_case_is_solved(kim):
    with pytest.raises(CannotFollow):
        solve_ticket(ticket_of(kim), by=actor(kim))


def test_a_scheduled_case_sleeps_until_its_time(kim, anna):
    ticket = ticket_of(kim)
    schedule_until(ticket, clock.now() + timedelta(days=2), by=actor(anna))

    wake_ticket(ticket, by=JOB)
    assert ticket.status == Status.SCHEDULED
    with clock.later(days=2, minutes=1):
        wake_ticket(ticket, by=JOB)
        wake_ticket(ticket, by=JOB)

    ticket.refresh_from_db()
    assert (ticket.status, ticket.scheduled_for) == (Status.OPEN, None)
    assert facts_about(ticket).filter(name="helpdesk.ticket.woken").count() == 1


def test_nobody_schedules_into_the_past(kim, anna):
    with pytest.raises(NotInThePast):
        schedule_until(ticket_of(kim), clock.now() - timedelta(minutes=1), by=actor(anna))


def test_a_follow_up_date_may_stand_on_a_waiting_case_but_not_on_a_finished_one(kim, anna):
    ticket, friday = ticket_of(kim), clock.now() + timedelta(days=3)
    wait_for_other(ticket, by=actor(anna))

    set_follow_up(ticket, friday, by=actor(anna))
    assert ticket.due_at == friday
    solve_ticket(ticket, by=actor(anna))

    assert ticket.due_at is None
    with pytest.raises(CannotFollow):
        set_follow_up(ticket, friday, by=actor(anna))


def test_boris_does_not_close_what_anna_just_changed(kim, anna, boris):
    ticket = ticket_of(kim)
    seen_by_boris = Ticket.objects.get(pk=ticket.pk)
    wait_for_other(ticket, by=actor(anna), expected_version=ticket.version)

    with pytest.raises(StaleTicket):
        close_ticket(seen_by_boris, by=actor(boris), expected_version=0)

    ticket.refresh_from_db()
    assert ticket.status == Status.WAITING_OTHER
