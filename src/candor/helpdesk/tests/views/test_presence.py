"""Who else is at a case: short-lived, cheap, and silent where nothing changed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candor.helpdesk.actions.drafts import save_draft
from candor.helpdesk.models import Presence, Ticket
from candor.helpdesk.public import NewMessage, add_customer_message
from candor.helpdesk.queries.beside import DRAFT
from candor.helpdesk.tasks import clear_presence, presence_should_be_cleared
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.kernel import clock
from candor.people.models import Person
from tests.cast import actor, signed_in

pytestmark = pytest.mark.db


def ask(browser: Client, ticket: Ticket, **form: str):
    return browser.post(f"/tech/cases/{ticket.ref}/presence/", {"known": "1", **form}, headers={"HX-Request": "true"})


def test_two_at_a_case_see_each_other_for_half_a_minute(kim: Person, anna: Person, boris: Person):
    ticket = ticket_of(kim)
    annas, boriss = signed_in(anna), signed_in(boris)
    ask(annas, ticket)
    assert "Anna Berg is looking" in ask(boriss, ticket).content.decode()
    assert "Anna Berg is looking" in boriss.get(f"/tech/cases/{ticket.ref}/").content.decode()
    ask(annas, ticket, writing="on")
    assert "Anna Berg is writing" in ask(boriss, ticket).content.decode()
    with clock.later(seconds=31):
        assert "Anna" not in ask(boriss, ticket).content.decode()
    ask(annas, ticket)
    ask(annas, ticket, leaving="on")
    assert "Anna" not in ask(boriss, ticket).content.decode()


def test_nothing_new_is_no_answer_and_costs_three_queries(kim: Person, anna: Person, boris: Person):
    ticket = ticket_of(kim)
    ask(signed_in(boris), ticket)
    browser = signed_in(anna)
    shown = ask(browser, ticket).content.decode()
    state = shown.split('data-state="')[1].split('"')[0]
    with CaptureQueriesContext(connection) as queries:
        again = ask(browser, ticket, state=state)
    assert (again.status_code, again.content) == (204, b"")
    assert len(queries) <= 4, "the session, the case, who is there, the instance's settings"


def test_a_new_message_is_told_without_losing_the_draft(kim: Person, anna: Person):
    ticket = ticket_of(kim)
    browser = signed_in(anna)
    save_draft(ticket, "Dear Kim", purpose=DRAFT, by=actor(anna))
    add_customer_message(ticket, NewMessage("One more thing"), by=actor(kim))
    told = ask(browser, ticket).content.decode()
    assert "A new message came." in told
    assert "Dear Kim" in browser.get(f"/tech/cases/{ticket.ref}/").content.decode()


def test_a_colleagues_draft_is_said_not_shown(kim: Person, anna: Person, boris: Person):
    ticket = ticket_of(kim)
    save_draft(ticket, "My secret thoughts", purpose=DRAFT, by=actor(boris))
    page = signed_in(anna).get(f"/tech/cases/{ticket.ref}/").content.decode()
    assert "Boris Tal has a draft here" in page
    assert "My secret thoughts" not in page


def test_strangers_and_other_queues_are_not_present(kim: Person, anna: Person, boris: Person):
    ticket = ticket_of(kim, queue=security_queue(boris))
    assert ask(signed_in(anna), ticket).status_code == 404
    assert ask(signed_in(kim), ticket).status_code in {302, 303, 403, 404}
    assert not Presence.objects.exists()


def test_traces_are_cleared(kim: Person, anna: Person):
    ask(signed_in(anna), ticket_of(kim))
    assert not presence_should_be_cleared()
    with clock.later(minutes=3):
        assert presence_should_be_cleared()
        clear_presence()
    assert not Presence.objects.exists()
