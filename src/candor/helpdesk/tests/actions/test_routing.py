from __future__ import annotations

import pytest

from candor.helpdesk.actions.describing import change_subject, set_category, set_kind, set_priority
from candor.helpdesk.actions.routing import assign, move_to_queue
from candor.helpdesk.models import Category, Kind, Priority, Queue, Status, Ticket
from candor.helpdesk.refusals import CannotWorkIt, EmptyMessage
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.kernel.audit import facts_about
from tests.cast import actor

pytestmark = pytest.mark.db


def test_who_gets_a_new_case_has_an_open_one(kim, anna, boris):
    ticket = ticket_of(kim)

    assign(ticket, boris, by=actor(anna))

    assert (ticket.status, ticket.assignee) == (Status.OPEN, boris)


def test_nobody_but_technicians_gets_a_case(kim, anna, clara, paula):
    ticket = ticket_of(kim)

    for person in (kim, clara, paula):
        with pytest.raises(CannotWorkIt):
            assign(ticket, person, by=actor(anna))


def test_a_closed_queue_gives_its_cases_to_members_and_managers_only(kim, anna, boris, mara):
    ticket = ticket_of(kim, queue=security_queue(boris))

    with pytest.raises(CannotWorkIt):
        assign(ticket, anna, by=actor(mara))
    assign(ticket, mara, by=actor(mara))
    assign(ticket, boris, by=actor(mara))

    assert ticket.assignee == boris


def test_moving_to_a_queue_takes_the_case_from_who_may_not_work_there(kim, anna, boris):
    ticket = ticket_of(kim)
    assign(ticket, anna, by=actor(anna))

    move_to_queue(ticket, security_queue(boris), by=actor(boris))

    assert ticket.assignee_id is None
    assert not Ticket.objects.visible_to(actor(anna)).filter(pk=ticket.pk).exists()
    assert Ticket.objects.visible_to(actor(boris)).filter(pk=ticket.pk).exists()


def test_an_archived_queue_takes_no_case(kim, anna):
    with pytest.raises(CannotWorkIt):
        move_to_queue(ticket_of(kim), Queue.objects.create(name="Old", archived_at="2026-01-01T00:00Z"), by=actor(anna))


def test_describing_is_recorded_without_the_words(kim, anna):
    ticket = ticket_of(kim)
    invoices = Category.objects.create(name="Invoices")

    set_priority(ticket, Priority.URGENT, by=actor(anna))
    set_kind(ticket, Kind.PROBLEM, by=actor(anna))
    set_category(ticket, invoices, by=actor(anna))
    change_subject(ticket, "Export stops at 80 %", by=actor(anna))
    change_subject(ticket, "Export stops at 80 %", by=actor(anna))

    ticket.refresh_from_db()
    assert (ticket.priority, ticket.kind, ticket.category, ticket.version) == (4, "problem", invoices, 4)
    assert [fact.name.rsplit(".")[-1] for fact in facts_about(ticket)] == [
        "opened",
        "prioritised",
        "kind_set",
        "categorised",
        "renamed",
    ]
    assert not any("Export" in str(fact.details) for fact in facts_about(ticket))


def test_a_case_keeps_its_subject_rather_than_have_none(kim, anna):
    with pytest.raises(EmptyMessage):
        change_subject(ticket_of(kim), " ", by=actor(anna))
