"""Kim's data is restricted (GDPR Art. 18): it is stored, and shown to nobody but Kim and the privacy office."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from candor.helpdesk.actions.routing import assign
from candor.helpdesk.actions.writing import NewMessage, add_customer_message, send_reply
from candor.helpdesk.models import Notification, Part, Participant, Stage, Ticket
from candor.helpdesk.queries.counters import figures_by_queue, total
from candor.helpdesk.queries.lists import Show, Wish, visible_queues, wished
from candor.helpdesk.queries.paging import ORDERS
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel import clock, search
from candor.kernel.actor import JOB, Channel
from candor.kernel.files import store_file
from candor.kernel.registries import guards
from candor.mail.models import OutboxMessage, OutboxState
from candor.people.models import Identifier, Person, StaffMember
from candor.people.notices import send_reset_code
from candor.people.public import Refused, find_or_add_by_email
from candor.people.scopes import Scope
from candor.privacy.actions.locks import NewLock, lift_lock, lock_person, note_told
from candor.privacy.models import Lock, LockGround, ToldHow
from tests.api.programs import Program
from tests.cast import actor, make_person, signed_in

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
            "/customer/cases/?of=organisation",
            "/customer/cases/?of=copies",
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


def test_figures_leave_the_case_out_and_count_it_again_after_lifting(
    case: Ticket, others: Ticket, anna: Person, paula: Person, lock: Any
) -> None:
    queues = visible_queues(actor(anna))
    before = total(figures_by_queue([queue.pk for queue in queues], actor(anna)).values())
    assert (before.unassigned, before.by_stage[Stage.WITH_US]) == (2, 2)
    held = lock()
    hidden = total(figures_by_queue([queue.pk for queue in queues], actor(anna)).values())
    assert (hidden.unassigned, hidden.by_stage[Stage.WITH_US]) == (1, 1)
    assign(others, anna, by=actor(paula))
    mine = total(figures_by_queue([queue.pk for queue in queues], actor(anna)).values())
    assert (mine.unassigned, mine.mine) == (0, 1)
    assert total(figures_by_queue([queue.pk for queue in queues], JOB).values()).mine == 0, "a program has none"
    assign(others, None, by=actor(paula))
    assert total(figures_by_queue([queue.pk for queue in queues], actor(paula)).values()) == before
    lifted(held, paula)
    assert total(figures_by_queue([queue.pk for queue in queues], actor(anna)).values()) == before
    assert SUBJECT in shown(signed_in(anna), "/tech/cases/")


def test_words_in_others_cases_are_found_again_after_lifting(
    others: Ticket, anna: Person, paula: Person, lock: Any
) -> None:
    held = lock()
    for is_found in (False, True):
        search.index_pending()
        assert ("Printer on fire" in shown(signed_in(anna), "/tech/search/?q=wombat")) is is_found
        if not is_found:
            lifted(held, paula)


def test_nobody_writes_to_them_but_for_what_they_ask_for(
    case: Ticket, others: Ticket, kim: Person, anna: Person, lock: Any
) -> None:
    lock()
    OutboxMessage.objects.all().delete()
    send_reply(others, NewMessage("Water helps."), by=actor(anna))
    assert [mail.to_address for mail in OutboxMessage.objects.all()] == ["sam@hafen.example"]
    assert "Kim" not in OutboxMessage.objects.get().text
    send_reply(case, NewMessage("Written by a program that knew the case."), by=actor(anna))
    assert set(OutboxMessage.objects.filter(to_address__startswith="kim").values_list("state", "error")) == {
        (OutboxState.FAILED, "not-allowed")
    }
    with transaction.atomic():
        send_reset_code(kim.identifiers.get(), "123456", by=JOB)
    code = OutboxMessage.objects.latest("pk")
    assert (code.to_address, code.template_class, code.error) == ("kim@nordlicht.example", "asked-for", "")
    assert not guards.allowed(guards.Ask.ADVERTISE_TO, "kim@nordlicht.example")


def test_a_shared_address_stays_open_to_the_one_who_is_not_restricted(kim: Person, sam: Person, lock: Any) -> None:
    for person in (kim, sam):
        Identifier.objects.create(
            person=person, kind="email", value="shared@x.example", written="shared@x.example", created_at=clock.now()
        )
    lock()
    assert guards.allowed(guards.Ask.WRITE_TO, "shared@x.example")
    assert not guards.allowed(guards.Ask.WRITE_TO, "kim@nordlicht.example")


def test_what_they_send_is_stored_and_the_privacy_office_alone_is_told(
    case: Ticket, kim: Person, anna: Person, paula: Person, lock: Any
) -> None:
    assign(case, anna, by=actor(anna))
    add_customer_message(case, NewMessage("Well?"), by=actor(kim))
    assert "unread" in bell_of(anna)
    lock()
    assert "unread" not in bell_of(anna)
    Notification.objects.all().delete()
    add_customer_message(case, NewMessage("Are you there?"), by=actor(kim))
    told = Notification.objects.get()
    assert (told.person, told.reason, told.tally) == (paula, "office", {"customer-wrote": 1})
    assert SUBJECT in shown(signed_in(paula), "/tech/notifications/")
    again = ticket_of(kim, "Quokka again", WORDS)
    assert Notification.objects.get(ticket=again).person == paula


def test_nobody_opens_a_case_or_a_place_for_them(kim: Person, anna: Person, hafen: Any, lock: Any) -> None:
    lock()
    browser = signed_in(anna)
    form = {"name": "Kim", "email": "kim@nordlicht.example", "subject": "x", "body": "y", "text": "y"}
    answer = browser.post(f"/tech/organisations/{hafen.ref}/members/new/", form)
    assert answer.status_code in {404, 422}
    assert not kim.memberships.filter(organisation=hafen).exists()
    with pytest.raises(Refused):
        find_or_add_by_email("Kim", "kim@nordlicht.example", by=actor(anna), source="staff")


@pytest.mark.parametrize("show", [Show.OPEN, Show.UNASSIGNED, Show.MINE, Show.DONE])
def test_a_page_costs_the_same_with_some_hundred_locks(show: str, case: Ticket, anna: Person, paula: Person) -> None:
    people = [make_person(f"Locked {number}") for number in range(300)]
    now = clock.now()
    Lock.objects.bulk_create(Lock(person=each, ground=LockGround.CLAIMS, set_at=now) for each in people)
    found = wished(Wish(show), visible_queues(actor(anna)), actor(anna))
    plan = ORDERS["changed"](True).sorted(found, backwards=False)[:51].explain()
    assert "TEMP B-TREE" not in plan
    assert "CORRELATED" not in plan
    browser = signed_in(anna)
    browser.get("/tech/cases/")  # what is remembered is asked once
    with CaptureQueriesContext(connection) as locked:
        browser.get("/tech/cases/")
    Lock.objects.all().delete()
    with CaptureQueriesContext(connection) as free:
        browser.get("/tech/cases/")
    assert len(locked) == len(free)


def bell_of(person: Person) -> str:
    """What the figure beside "Notifications" says."""
    count = StaffMember.objects.get(account__person=person).unread_notifications
    return f"{count} unread" if count else "nothing"


def lifted(held: Any, paula: Person) -> None:
    note_told(held, ToldHow.MAIL, by=actor(paula))
    assert lift_lock(held, by=actor(paula))
