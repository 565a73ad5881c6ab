"""Kim's data is restricted (GDPR Art. 18): it is stored, and shown to nobody but Kim and the privacy office."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from candor.helpdesk.actions.writing import NewMessage, add_customer_message, send_reply
from candor.helpdesk.models import Part, Participant, Ticket
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel import clock, search
from candor.kernel.actor import Channel
from candor.kernel.files import store_file
from candor.people.models import Person
from candor.people.scopes import Scope
from candor.privacy.public import LockGround, NewLock, lock_person
from tests.api.programs import Program
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

SUBJECT, WORDS, FILE = "Quokka stops", "The wombat eats my export.", "platypus.txt"
TELLTALES = (SUBJECT, WORDS, FILE, "Kim Jansen", "kim@nordlicht.example")


@pytest.fixture
def case(kim: Person, lee: Person, sam: Person) -> Ticket:
    """Kim's own case, which Sam gets copies of."""
    ticket = ticket_of(kim, SUBJECT, WORDS)
    Participant.objects.create(
        ticket=ticket, part=Part.COPY, person=sam, address="sam@hafen.example", name="Sam Peters", since=clock.now()
    )
    return ticket


@pytest.fixture
def others(sam: Person, kim: Person) -> Ticket:
    """Sam's case, in which Kim gets copies and has written with a file."""
    ticket = ticket_of(sam, "Printer on fire", "It smokes.")
    Participant.objects.create(
        ticket=ticket, part=Part.COPY, person=kim, address="kim@nordlicht.example", name="Kim Jansen",
        since=clock.now(),
    )  # fmt: skip
    file = store_file("files", FILE, "text/plain", [b"duck"])
    said = NewMessage(WORDS, author=kim, channel=Channel.MAIL, came_from="kim@nordlicht.example", files=[file])
    add_customer_message(ticket, said, by=actor(kim))
    return ticket


@pytest.fixture
def lock(kim: Person, paula: Person) -> Any:
    return lambda: lock_person(kim, NewLock(LockGround.ACCURACY), by=actor(paula))


def shown(browser: Client, url: str) -> str:
    return browser.get(url, follow=True).content.decode()


def told_by(text: str) -> list[str]:
    return [word for word in TELLTALES if word in text]


PLACES = ("/tech/", "/tech/cases/", "/tech/cases/?show=unassigned", "/tech/people/", "/tech/organisations/")


@pytest.mark.parametrize("who", ["anna", "mara", "clara", "adam"])
def test_who_works_here_finds_a_restricted_person_nowhere(
    who: str, case: Ticket, kim: Person, lock: Any, request: pytest.FixtureRequest
) -> None:
    search.index_pending()
    places = [*PLACES, "/tech/search/?q=wombat", "/tech/people/?q=kim", f"/tech/organisations/{_of(kim).ref}/"]
    browser = signed_in(request.getfixturevalue(who))
    before = [told_by(shown(browser, place)) for place in places]
    assert any(before), "there was something to hide"
    lock()
    assert {place: told for place in places if (told := told_by(shown(browser, place)))} == {}
    for url in (f"/tech/cases/{case.ref}/", f"/tech/people/{kim.ref}/"):
        answer = browser.get(url)
        assert answer.status_code == 404 or who == "clara"
        assert told_by(answer.content.decode()) == []


def test_a_technician_with_the_address_is_told_that_there_is_a_restriction_and_nothing_else(
    case: Ticket, kim: Person, anna: Person, lee: Person, lock: Any
) -> None:
    lock()
    for url in (f"/tech/cases/{case.ref}/", f"/tech/people/{kim.ref}/"):
        answer = signed_in(anna).get(url)
        assert answer.status_code == 404
        assert "This person&#39;s data is restricted" in answer.content.decode()
    assert "restricted" not in signed_in(anna).get("/tech/cases/0000000000000000/").content.decode()
    assert "restricted" not in signed_in(lee).get(f"/customer/cases/{case.ref}/").content.decode()


def test_no_write_finds_the_case(case: Ticket, anna: Person, lock: Any) -> None:
    lock()
    browser = signed_in(anna)
    for verb in ("reply", "note", "assignment", "closure"):
        assert browser.post(f"/tech/cases/{case.ref}/{verb}/", {"body": "x"}).status_code == 404
    case.refresh_from_db()
    assert case.message_count == 1


def test_super_customer_and_colleague_with_copies_lose_the_case(
    case: Ticket, lee: Person, sam: Person, anna: Person, lock: Any
) -> None:
    send_reply(case, NewMessage("Try it again."), by=actor(anna))
    for person in (lee, sam):
        browser = signed_in(person)
        assert browser.get(f"/customer/cases/{case.ref}/").status_code == 200
    lock()
    for person in (lee, sam):
        browser = signed_in(person)
        assert browser.get(f"/customer/cases/{case.ref}/").status_code == 404
        for url in (
            "/customer/",
            "/customer/cases/",
            "/customer/cases/?list=organisation",
            "/customer/cases/?list=copies",
        ):
            assert told_by(shown(browser, url)) == []
    assert told_by(shown(signed_in(lee), f"/customer/organisations/{_of(case.requester).ref}/")) == []


def test_the_person_still_reads_and_writes_their_own(case: Ticket, others: Ticket, kim: Person, lock: Any) -> None:
    lock()
    browser = signed_in(kim)
    assert WORDS in shown(browser, f"/customer/cases/{case.ref}/")
    assert WORDS in shown(browser, f"/customer/cases/{others.ref}/")
    browser.post(f"/customer/cases/{case.ref}/reply/", {"body": "And the koala, too."})
    assert "koala" in shown(browser, f"/customer/cases/{case.ref}/")


def test_the_privacy_office_sees_everything(case: Ticket, others: Ticket, paula: Person, lock: Any) -> None:
    lock()
    browser = signed_in(paula)
    assert SUBJECT in shown(browser, "/tech/cases/")
    assert WORDS in shown(browser, f"/tech/cases/{case.ref}/")
    assert "Kim Jansen" in shown(browser, f"/tech/cases/{others.ref}/")


@pytest.mark.parametrize("who", ["anna", "sam"])
def test_in_somebody_elses_case_the_words_make_room_for_a_sentence(
    who: str, others: Ticket, lock: Any, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    url = f"/tech/cases/{others.ref}/" if who == "anna" else f"/customer/cases/{others.ref}/"
    browser = signed_in(person)
    assert WORDS in shown(browser, url)
    lock()
    text = shown(browser, url)
    assert "It smokes." in text
    assert "What was written here is restricted." in text
    assert "Somebody whose data is restricted" in text
    assert told_by(text) == []
    if who == "anna":
        assert told_by(shown(browser, f"{url}print/")) == []


@pytest.mark.parametrize("who", ["anna", "lee", "sam"])
def test_programs_get_no_more(
    who: str, case: Ticket, others: Ticket, lock: Any, request: pytest.FixtureRequest
) -> None:
    person = request.getfixturevalue(who)
    program = Program(person, [Scope.TICKETS_READ])
    paths = ("tickets", f"tickets/{case.ref}", f"tickets/{case.ref}/messages", f"tickets/{others.ref}/messages")
    before = "".join(program.get(path).content.decode() for path in paths)
    assert told_by(before)
    lock()
    after = "".join(program.get(path).content.decode() for path in paths)
    assert told_by(after) == []
    assert program.get(f"tickets/{case.ref}").status_code == 404


def _of(person: Person) -> Any:
    return person.memberships.get().organisation
