"""Before an erasure is confirmed, Paula reads what others wrote and marks what names and addresses do not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.actions.writing import NewMessage, add_internal_note
from candor.helpdesk.models import Message, Ticket
from candor.kernel import clock
from candor.kernel.actor import SYSTEM, Channel
from candor.kernel.jobs.worker import run_all_due
from candor.kernel.models import AccessLogEntry, AuditFact
from candor.people.models import Person
from candor.privacy.erasing import Asked, Whom, executing, finishing, marking, plan_erasure
from candor.privacy.erasing.counting import plan_hash
from candor.privacy.erasing.marking import marks_of
from candor.privacy.models import Erasure, ErasureState
from candor.privacy.queries import erasure_texts
from tests.cast import actor, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST = "Otto Alt, known as Quassel, drives KI-QZ 77."
SECOND = "Quassel rang again about KI-QZ 77."


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What deleting leaves on the disk is overwritten outside transactions, which has its own tests."""
    for keeper in finishing.keepers().values():
        monkeypatch.setattr(type(keeper), "compact", lambda _self, _places: True)
    with clock.at(NOW):
        yield


@pytest.fixture
def ticket() -> Ticket:
    otto = make_person("Otto Alt", "otto@alt.example")
    return open_ticket(
        NewTicket(requester=otto, subject="Broken", text="I am Quassel", channel=Channel.PHONE), by=SYSTEM
    )


@pytest.fixture
def notes(ticket: Ticket, anna: Person) -> list[Message]:
    return [add_internal_note(ticket, NewMessage(words), by=actor(anna)) for words in (FIRST, SECOND)]


@pytest.fixture
def plan(notes: list[Message], ticket: Ticket, paula: Person) -> Erasure:
    return plan_erasure(ticket.requester, Asked(reason="by letter"), by=actor(paula))


@pytest.fixture
def office(paula: Person) -> Client:
    return signed_in(paula)


def page_of(plan: Erasure, *more: Any) -> str:
    return f"/tech/privacy-office/erasures/{plan.ref}/{''.join(f'{part}/' for part in more)}"


def text_of(plan: Erasure, note: Message) -> str:
    piece = plan.pieces.get(place="helpdesk_message", key=str(note.pk))
    return page_of(plan, "texts", piece.pk)


def read(office: Client, address: str) -> str:
    return office.get(address).content.decode()


def words(note: Message) -> str:
    note.refresh_from_db()
    return note.text


def test_what_paula_marks_goes_where_she_says(plan: Erasure, notes: list[Message], office: Client) -> None:
    assert page_of(plan, "texts") in read(office, page_of(plan))
    shown = read(office, page_of(plan, "texts"))
    assert re.search(r"<del>.{0,80}Otto Alt</del>, known as Quassel", shown), "the name goes anyway"
    assert "I am Quassel" not in shown, "their own words go whole, and are nobody's to read for this"
    assert AccessLogEntry.objects.filter(subject_id=plan.subject_number, object_kind="privacy.erasure").exists()
    first, second = (text_of(plan, note) for note in notes)
    assert office.post(first, {"words": "Quassel", "reach": "everywhere"}).status_code == 303
    assert office.post(second, {"words": "KI-QZ  77", "reach": "here"}).status_code == 303
    shown = read(office, page_of(plan, "texts"))
    assert shown.count("Quassel</del>") == 2
    assert shown.count("KI-QZ 77</del>") == 1
    assert "in all texts" in shown
    assert "in one text" in shown
    assert words(notes[0]) == FIRST, "nothing has changed"
    plan.refresh_from_db()
    assert plan.plan_hash == plan_hash(plan)
    office.post(page_of(plan, "confirmation"), {"name": "Otto Alt", "plan": plan.plan_hash})
    run_all_due()
    plan.refresh_from_db()
    assert plan.state == ErasureState.DONE
    assert plan.sought is None, "what was marked goes with the rest of what was sought"
    assert words(notes[0]) == "[redacted], known as [redacted], drives KI-QZ 77."
    assert words(notes[1]) == "[redacted] rang again about [redacted]."
    facts = AuditFact.objects.filter(name="privacy.erasure.marked").order_by("pk")
    assert [fact.details for fact in facts] == [{"marks": 1}, {"marks": 2}]


@pytest.mark.once
def test_whoever_saw_the_plan_before_cannot_confirm_it_any_more(
    plan: Erasure, notes: list[Message], office: Client
) -> None:
    office.post(text_of(plan, notes[0]), {"words": "Quassel", "reach": "here"})
    answer = office.post(page_of(plan, "confirmation"), {"name": "Otto Alt", "plan": plan.plan_hash})
    assert answer.status_code == 409
    assert "The plan has changed since you looked at it" in answer.content.decode()


def test_a_mark_counts_once_and_can_be_taken_back(plan: Erasure, notes: list[Message], office: Client) -> None:
    before = plan.plan_hash
    for _again in range(2):
        office.post(text_of(plan, notes[0]), {"words": "Quassel", "reach": "everywhere"})
    plan.refresh_from_db()
    assert len(marks_of(plan)) == 1
    answer = office.post(page_of(plan, "marks", "removal"), {"words": "Quassel", "place": "", "key": ""}, follow=True)
    assert "The mark is taken back." in answer.content.decode()
    office.post(page_of(plan, "marks", "removal"), {"words": "never marked"})
    plan.refresh_from_db()
    assert marks_of(plan) == []
    assert plan.plan_hash == before


def test_what_still_stands_in_a_text_is_found_by_the_verification(
    plan: Erasure, notes: list[Message], office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lazy executor that forgets the marks is sent back until it stops."""
    office.post(text_of(plan, notes[0]), {"words": "Quassel", "reach": "everywhere"})
    plan.refresh_from_db()
    monkeypatch.setattr(
        executing, "whom_of", lambda erasure: Whom(marking.subject_of_erasure(erasure), erasure.tombstone or 0)
    )
    office.post(page_of(plan, "confirmation"), {"name": "Otto Alt", "plan": plan.plan_hash})
    run_all_due()
    plan.refresh_from_db()
    assert plan.state == ErasureState.FAILED


@pytest.mark.once
@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "This field is required"),
        ({"words": "Qu", "reach": "here"}, "at least three characters"),
        ({"words": "something else", "reach": "here"}, "does not stand in the text"),
        ({"words": "[redacted]", "reach": "everywhere"}, "does not stand in the text"),
        ({"words": "x" * 201, "reach": "here"}, "200"),
        ({"words": "Quassel", "reach": "the moon"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_marked_is_refused_with_the_reason(
    form: dict[str, str], told: str, plan: Erasure, notes: list[Message], office: Client
) -> None:
    answer = office.post(text_of(plan, notes[0]), form)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    plan.refresh_from_db()
    assert marks_of(plan) == []


@pytest.mark.once
def test_one_mark_too_many_is_refused(
    plan: Erasure, notes: list[Message], office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("candor.privacy.actions.erasure_marks.MOST", 1)
    office.post(text_of(plan, notes[0]), {"words": "Quassel", "reach": "here"})
    answer = office.post(text_of(plan, notes[0]), {"words": "known as", "reach": "here"})
    assert answer.status_code == 409
    assert "Take one back" in answer.content.decode()


@pytest.mark.once
def test_a_confirmed_plan_takes_no_more_marks(plan: Erasure, notes: list[Message], office: Client) -> None:
    address = text_of(plan, notes[0])
    Erasure.objects.filter(pk=plan.pk).update(state=ErasureState.CONFIRMED)
    assert office.get(page_of(plan, "texts"))["Location"] == page_of(plan)
    assert office.post(address, {"words": "Quassel", "reach": "here"}).status_code == 404
    answer = office.post(page_of(plan, "marks", "removal"), {"words": "Quassel"}, follow=True)
    assert "confirmed or dropped meanwhile" in answer.content.decode()
    assert page_of(plan, "texts") not in read(office, page_of(plan))


def test_many_texts_come_page_by_page_and_none_is_left_out(
    plan: Erasure, office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure_texts, "PAGE", 1)
    monkeypatch.setattr(erasure_texts, "LOOK", 2)
    address, seen, pages = page_of(plan, "texts"), "", 0
    while address:
        shown = read(office, address)
        seen, pages = seen + shown, pages + 1
        later = re.search(r'href="\?(after=\d+)&amp;(looked=\d+)"', shown)
        address = f"{page_of(plan, 'texts')}?{later[1]}&{later[2]}" if later else ""
    assert "known as Quassel" in seen
    assert "rang again" in seen
    assert 2 <= pages <= 12
    assert office.get(f"{page_of(plan, 'texts')}?after=x&looked=-1").status_code == 200


@pytest.mark.once
def test_only_the_office_reads_them(plan: Erasure, notes: list[Message], anna: Person, kim: Person) -> None:
    for person in (anna, kim):
        for address in (page_of(plan, "texts"), text_of(plan, notes[0])):
            assert signed_in(person).get(address).status_code in {302, 403, 404}
