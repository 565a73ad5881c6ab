from __future__ import annotations

from datetime import timedelta

import pytest

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.models import Category, Message, Queue, Status, Ticket
from candor.helpdesk.refusals import EmptyMessage
from candor.helpdesk.rules.texts import TextTooLong
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel.actor import Channel
from candor.kernel.audit import facts_about
from candor.kernel.models import PendingIndexing
from candor.people.models import Membership
from tests.cast import SINCE, actor

pytestmark = pytest.mark.db


def test_kim_asks_and_the_case_stands_in_the_default_queue_due_tomorrow(kim, nordlicht):
    ticket = ticket_of(kim)

    ticket.refresh_from_db()
    assert (ticket.number, ticket.status, ticket.stage) == (1, Status.NEW, "with-us")
    assert ticket.organisation == nordlicht
    assert ticket.queue.is_default
    assert ticket.due_at == ticket.created_at + timedelta(hours=24)
    assert ticket.message_count == 1
    assert [fact.name for fact in facts_about(ticket)] == ["helpdesk.ticket.opened"]
    assert PendingIndexing.objects.filter(kind="helpdesk.ticket", object_id=ticket.pk).exists()


def test_a_category_brings_the_case_to_its_queue_and_the_queue_to_its_assignee(kim, anna):
    billing = Queue.objects.create(name="Billing", default_assignee=anna)
    category = Category.objects.create(name="Invoices", queue=billing)

    ticket = ticket_of(kim, category=category)

    assert (ticket.queue, ticket.assignee) == (billing, anna)


def test_an_archived_queue_takes_no_new_case(kim):
    old = Queue.objects.create(name="Old", archived_at="2026-01-01T00:00Z")
    category = Category.objects.create(name="Old things", queue=old)
    category.refresh_from_db()

    assert ticket_of(kim, category=category).queue.is_default


def test_who_belongs_to_two_organisations_has_to_say_for_which_they_ask(kim, hafen):
    Membership.objects.create(person=kim, organisation=hafen, since=SINCE)

    assert ticket_of(kim).organisation is None
    assert ticket_of(kim, organisation=hafen).organisation == hafen


def test_pressing_the_button_twice_opens_one_case(kim):
    first = ticket_of(kim, submission_key="form-1")
    second = ticket_of(kim, submission_key="form-1")

    assert first == second
    assert Ticket.objects.count() == Message.objects.count() == 1


def test_mallory_does_not_meet_kims_case_by_sending_her_key(kim, mallory):
    kims = ticket_of(kim, submission_key="form-1")

    assert ticket_of(mallory, submission_key="form-1") != kims


def test_a_mail_without_a_subject_gets_one_from_its_text(kim):
    new = NewTicket(requester=kim, subject=" ", text="The printer is on fire\nHelp", channel=Channel.MAIL)

    assert open_ticket(new, by=actor(kim)).subject == "The printer is on fire"


def test_an_empty_question_opens_nothing(kim):
    with pytest.raises(EmptyMessage):
        ticket_of(kim, text=" \x00 ")

    assert not Ticket.objects.exists()


def test_too_long_a_subject_opens_nothing(kim):
    with pytest.raises(TextTooLong):
        ticket_of(kim, subject="x" * 300)

    assert not Ticket.objects.exists()
    assert ticket_of(kim).number == 1, "the number was given back"
