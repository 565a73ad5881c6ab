"""Finding cases by their words and numbers; the search page; the panels on people's pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from candor.helpdesk.actions.describing import change_subject
from candor.helpdesk.actions.progress import schedule_until
from candor.helpdesk.actions.writing import NewMessage, add_customer_message
from candor.helpdesk.panels import cases_of_organisation, cases_of_person
from candor.helpdesk.tasks import wake_scheduled_tickets
from candor.helpdesk.tests.stories import security_queue, ticket_of
from candor.kernel import clock, search
from tests.cast import actor, signed_in

pytestmark = pytest.mark.db


@pytest.fixture(autouse=True)
def _index(db: object) -> None:
    search.prepare()


def found(person, question: str) -> str:
    search.index_pending()
    return str(signed_in(person).get("/tech/search/", {"q": question}).content.decode())


def test_a_case_is_found_by_what_anybody_wrote_in_it(kim, anna):
    ticket = ticket_of(kim, "The export stops", "It says: Zeitüberschreitung")
    add_customer_message(ticket, NewMessage("The colleague calls it a stall"), by=actor(kim))

    for question in ["export", "zeituberschreitung", "stall export", f"#{ticket.number}", str(ticket.number)]:
        assert ticket.ref in found(anna, question), question
    assert ticket.ref not in found(anna, "unrelated")


def test_a_new_subject_is_found_and_the_old_one_is_not(kim, anna):
    ticket = ticket_of(kim, "Gibberish", "Words")
    search.index_pending()
    change_subject(ticket, "Sense", by=actor(anna))

    assert ticket.ref in found(anna, "sense")
    assert ticket.ref not in found(anna, "gibberish")


def test_nobody_finds_what_they_may_not_see(kim, anna, boris, clara):
    ticket = ticket_of(kim, "Break-in", queue=security_queue(boris))

    for question in ["break", str(ticket.number)]:
        assert ticket.ref in found(boris, question)
        assert ticket.ref not in found(anna, question)
        assert ticket.ref not in found(clara, question)


def test_a_person_is_found_by_name_address_and_organisation(kim, anna):
    search.changed("people.person", kim.pk)

    for question in ["jansen", "kim@nordlicht.example", "nordlicht kim"]:
        assert kim.ref in found(anna, question), question


@pytest.mark.parametrize("question", ["", " ", "%", '"', "a AND (", "*", "\x00", "💥", "9" * 400, "x" * 5000])
def test_every_question_is_answered(kim, anna, question):
    ticket_of(kim)

    assert signed_in(anna).get("/tech/search/", {"q": question}).status_code == 200


def test_people_and_organisations_pages_show_their_cases(kim, sam, nordlicht, anna, boris, clara):
    mine = ticket_of(kim, "Hers")
    ticket_of(sam, "His")
    ticket_of(kim, "Secret", queue=security_queue(boris))

    for shown in (cases_of_person(actor(anna), kim), cases_of_organisation(actor(anna), nordlicht)):
        assert shown is not None
        assert [row["number"] for row in shown["cases"]] == [mine.number]
    assert cases_of_person(actor(clara), kim) is None
    assert cases_of_person(actor(kim), kim) is None


def test_waking_twice_is_waking_once(kim, anna):
    ticket = ticket_of(kim)
    schedule_until(ticket, clock.now() + timedelta(hours=1), by=actor(anna))

    with clock.later(hours=2):
        wake_scheduled_tickets()
        wake_scheduled_tickets()

    ticket.refresh_from_db()
    assert (ticket.status, ticket.version) == ("open", 2)
