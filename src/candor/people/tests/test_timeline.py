"""What happened with somebody, newest first, as far as one may know."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.helpdesk.models import Queue, QueueMember, Ticket
from candor.helpdesk.public import NewMessage, NewTicket, add_internal_note, open_ticket, send_reply, solve_ticket
from candor.kernel import clock
from candor.kernel.actor import SYSTEM, Channel
from candor.kernel.registries.timeline import Window, happened
from candor.people.actions import activities, identifiers
from candor.people.actions.merging import Wanted, merge_people
from candor.people.models import Activity, Organisation, Person
from candor.people.views.timeline import mark_of
from tests.cast import actor, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.usefixtures("letter_box")]


def case_of(person: Person, subject: str = "The export stops", **more: object) -> Ticket:
    return open_ticket(NewTicket(person, subject, "It stops.", Channel.PHONE, **more), by=SYSTEM)  # type: ignore[arg-type] # fields of a ticket


def shown(person: Person, to: Person, query: str = "") -> str:
    page = signed_in(to).get(f"/tech/people/{person.ref}/timeline/{query}").content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_all_that_happened_stands_in_one_column(anna: Person, kim: Person) -> None:
    with clock.later(minutes=1):
        case = case_of(kim)
    with clock.later(minutes=2):
        send_reply(case, NewMessage("Please restart."), by=actor(anna))
        add_internal_note(case, NewMessage("A known fault."), by=actor(anna))
    with clock.later(minutes=3):
        solve_ticket(case, by=actor(anna))
        identifiers.add_identifier(kim, "phone", "+49 431 5550100", by=actor(anna))
    with clock.later(minutes=4):
        activities.note_activity(kim, "call", "Asks for an offer.", at=clock.now(), by=actor(anna))
    words = shown(kim, anna)
    told = [
        "noted a call",
        "Asks for an offer.",
        "The case was solved",
        "answered",
        "opened a case",
    ]
    places = [words.index(text) for text in told]
    assert places == sorted(places)
    assert "added an address or number" in words
    assert f"called · #{case.number} The export stops" in words
    assert "Please restart." not in words


def test_sales_see_no_cases_and_technicians_none_of_a_closed_queue(
    anna: Person, boris: Person, clara: Person, kim: Person
) -> None:
    security = Queue.objects.create(name="Security", is_open_to_all=False)
    QueueMember.objects.create(queue=security, person=boris)
    case_of(kim, "A hole in the wall", queue=security)
    activities.note_activity(kim, "note", "Wants an offer.", at=clock.now(), by=actor(clara))
    assert "A hole in the wall" in shown(kim, boris)
    assert "A hole in the wall" not in shown(kim, anna)
    sales = shown(kim, clara)
    assert "A hole in the wall" not in sales
    assert "Wants an offer." in sales


def test_older_entries_follow_page_by_page_and_none_is_lost(anna: Person, kim: Person) -> None:
    moment = clock.now() - timedelta(days=2)
    for number in range(40):
        at = moment if number % 2 else moment - timedelta(minutes=number)
        activities.note_activity(kim, "note", f"Entry {number:03}", at=at, by=actor(anna))
    browser, found, address = signed_in(anna), [], f"/tech/people/{kim.ref}/timeline/"
    for _page in range(4):
        page = browser.get(address).content.decode()
        found += re.findall(r"Entry \d{3}", page)
        older = re.search(r'href="([^"]+/timeline/\?before=[^"]+)"', page)
        if older is None:
            break
        address = older[1].replace("&amp;", "&")
    assert sorted(found) == [f"Entry {number:03}" for number in range(40)]


@given(st.text(max_size=60))
def test_any_mark_is_a_place_or_none(text: str) -> None:
    mark_of(text)


def test_a_mark_that_is_none_shows_the_newest(anna: Person, kim: Person) -> None:
    activities.note_activity(kim, "note", "Wants an offer.", at=clock.now(), by=actor(anna))
    for query in ("?before=x", "?before=0001-01-01T00:00:00%2B00:00~x~1", "?before=2026-01-01T00:00:00~x~1"):
        assert "Wants an offer." in shown(kim, anna, query)


def test_the_sources_are_cut_at_the_same_place(anna: Person, kim: Person) -> None:
    """Whatever the page's size, reading on gives each entry once."""
    now = clock.now()
    with clock.at(now):
        case = case_of(kim)
        for number in range(5):
            activities.note_activity(kim, "note", f"Entry {number}", at=now, by=actor(anna))
        send_reply(case, NewMessage("Please restart."), by=actor(anna))
    everything = [entry.place for entry in happened("people.person", actor(anna), kim, Window(100))]
    for size in (1, 2, 3, 7):
        read: list[object] = []
        mark = None
        while entries := happened("people.person", actor(anna), kim, Window(size, mark)):
            read += [entry.place for entry in entries]
            mark = entries[-1].place
        assert read == everything


def test_notes_are_written_and_removed_by_whoever_wrote_them(anna: Person, boris: Person, kim: Person) -> None:
    browser, page = signed_in(anna), f"/tech/people/{kim.ref}/"
    answer = browser.post(f"{page}activities/new/", {"kind": "meeting", "text": "Met at the fair."}, follow=True)
    assert "Met at the fair." in answer.content.decode()
    removal = f"{page}activities/{Activity.objects.get().ref}/removal/"
    assert removal not in signed_in(boris).get(f"{page}timeline/").content.decode()
    assert signed_in(boris).post(removal).status_code == 404
    browser.post(removal)
    assert not Activity.objects.exists()


def test_a_note_about_tomorrow_is_refused(anna: Person, kim: Person) -> None:
    answer = signed_in(anna).post(
        f"/tech/people/{kim.ref}/activities/new/", {"kind": "call", "text": "x", "happened_at": "2999-01-01T10:00"}
    )
    assert answer.status_code == 422
    assert "lies ahead" in answer.content.decode()


def test_a_merged_record_brings_its_past(anna: Person, kim: Person) -> None:
    twin = make_person("Kim J.")
    activities.note_activity(twin, "call", "Called from the other number.", at=clock.now(), by=actor(anna))
    merge_people(kim, twin, Wanted(), by=actor(anna))
    words = shown(kim, anna)
    assert "Called from the other number." in words
    assert "merged another record into this one" in words


def test_an_organisation_has_a_timeline(anna: Person, kim: Person, nordlicht: Organisation) -> None:
    case_of(kim, organisation=nordlicht)
    page = signed_in(anna).get(f"/tech/organisations/{nordlicht.ref}/timeline/").content.decode()
    assert "The export stops" in page


def test_customers_have_no_timelines(kim: Person, lee: Person) -> None:
    assert signed_in(lee).get(f"/tech/people/{kim.ref}/timeline/").status_code == 404
