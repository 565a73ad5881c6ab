"""A copy of somebody's data that we process for a client: the client hears of it that day, and its word lets it go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client as Browser

from candor.config.schedule import SCHEDULE
from candor.kernel import clock
from candor.kernel.jobs.schedule import ask_for_due
from candor.kernel.jobs.worker import run_all_due
from candor.kernel.models import AuditFact, Job, StoredFile
from candor.kernel.tests.threads import at_once
from candor.mail.models import OutboxMessage
from candor.people.models import Membership, Organisation, Person
from candor.privacy.actions.agreements import Terms, change_agreement, record_agreement
from candor.privacy.actions.copying import CopyWanted, ask_for_copy
from candor.privacy.actions.forwarding import forward_requests, requests_should_leave
from candor.privacy.erasing import Asked, carry_on, confirm_erasure, finishing, plan_erasure
from candor.privacy.erasing.checking import check_erasures
from candor.privacy.models import ClientRequest, Copy, Erasure, ErasureState, ProcessingAgreement
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)  # 12 o'clock in Berlin
EVENING = datetime(2026, 11, 20, 17, tzinfo=UTC)
DAYS_LATER = datetime(2026, 11, 23, 8, tzinfo=UTC)
OFFICE = "/tech/privacy-office/"
CONTACT = "privacy@nordlicht.example"
TERMS = Terms(date(2026, 1, 1), contact_name="Dr. Frost", contact_address=CONTACT, contact_language="de")


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What deleting leaves on the disk is overwritten outside transactions, which has its own tests."""
    for keeper in finishing.keepers().values():
        monkeypatch.setattr(type(keeper), "compact", lambda _self, _places: True)
    with clock.at(NOON):
        yield


@pytest.fixture
def office(paula: Person) -> Browser:
    return signed_in(paula)


@pytest.fixture
def agreement(nordlicht: Organisation, paula: Person) -> ProcessingAgreement:
    """Nordlicht is a client: Kim and Lee, who belong to it, are its people."""
    return record_agreement(nordlicht, TERMS, by=actor(paula))


def asked_for(office: Browser, **form: str) -> Any:
    answer = office.post(f"{OFFICE}copies/new/", {"which": "kim@nordlicht.example", "language": "", **form})
    run_all_due()
    return answer


def read(browser: Browser, row: Copy) -> str:
    shown = browser.get(f"{OFFICE}copies/{row.ref}/").content.decode()
    return re.sub(r"\s+", " ", shown.replace("&#39;", "'"))


def answered(office: Browser, row: ClientRequest, word: str, **more: str) -> Any:
    form = {"word": word, "said_by": "Dr. Frost", "said_on": clock.now().date().isoformat(), **more}
    answer = office.post(f"{OFFICE}client-requests/{row.ref}/answer/", form)
    run_all_due()
    return answer


def at_the_next_look(moment: datetime) -> None:
    """The clock looks, and the worker does what it asks for."""
    with clock.at(moment):
        ask_for_due([entry for entry in SCHEDULE if entry.when is requests_should_leave])
        run_all_due()


def mails_to(address: str) -> list[OutboxMessage]:
    mails = OutboxMessage.objects.filter(about_kind="privacy.clientrequest", to_address__iexact=address)
    return list(mails.order_by("pk"))


def fetched(office: Browser, row: Copy) -> bool:
    return office.post(f"{OFFICE}copies/{row.ref}/fetch/").status_code == 200


def test_the_client_hears_of_it_in_the_evening_and_nothing_is_made_before_its_word(
    agreement: ProcessingAgreement, kim: Person, paula: Person, office: Browser
) -> None:
    page = asked_for(office, received_on="2026-11-19")["Location"]
    row, waiting = Copy.objects.get(), ClientRequest.objects.get()
    assert page.endswith(f"/copies/{row.ref}/")
    before = read(office, row)
    for words in (
        "waits for a client's word",
        "Nordlicht GmbH decides",
        "by itself today at 18:00",
        "19 November 2026",
    ):
        assert words in before
    assert mails_to(CONTACT) == []
    for _look in range(3):
        at_the_next_look(EVENING)
    (mail,) = mails_to(CONTACT)
    for words in ("Kim Jansen", "Eine Kopie der Daten", "Art. 15 DSGVO", "19. November 2026", waiting.ref):
        assert words in mail.text
    assert "Kim" not in mail.subject, "a subject is read by many"
    assert "kim@" not in mail.text + mail.html, "by the name alone the client knows its own"
    after = read(office, row)
    for words in ("The client is to answer", "20 November 2026, 18:00, By e-mail", CONTACT, "it went by itself"):
        assert words in after
    assert not StoredFile.objects.exists()
    assert not fetched(office, row)
    with clock.at(DAYS_LATER):
        late = signed_in(paula)
        assert answered(late, waiting, "hand-out")["Location"] == page
        shown = read(late, row)
        assert "The copy is ready" in shown
        assert "Hand the copy out" in shown
        assert "Dr. Frost, 23 November 2026" in shown
        assert fetched(late, row)
        assert answered(late, waiting, "withhold").status_code == 409, "it cannot be called back"
    fact = AuditFact.objects.get(name="privacy.client_request.answered")
    assert fact.details == {"word": "hand-out", "organisation": waiting.organisation_id}


def test_a_client_that_answers_itself_keeps_the_copy_back_until_it_says_otherwise(
    agreement: ProcessingAgreement, kim: Person, office: Browser
) -> None:
    asked_for(office)
    row, waiting = Copy.objects.get(), ClientRequest.objects.get()
    for _press in range(2):
        answered(office, waiting, "withhold")
    assert "Nothing is handed out" in read(office, row)
    again = asked_for(office)
    assert again.status_code == 409
    assert "A client answers this request itself" in again.content.decode()
    at_the_next_look(EVENING)
    assert mails_to(CONTACT) == [], "it has answered already"
    answered(office, waiting, "hand-out")
    assert "The copy is ready" in read(office, row)
    answered(office, waiting, "withhold")
    assert not StoredFile.objects.exists(), "nobody has fetched it, so it goes"
    names = AuditFact.objects.filter(name__startswith="privacy.copy.").order_by("id").values_list("name", flat=True)
    assert [name.rpartition(".")[2] for name in names] == ["asked", "withheld", "made", "withheld"]


def test_of_two_clients_each_has_to_let_it_go(
    agreement: ProcessingAgreement, kim: Person, paula: Person, hafen: Organisation, office: Browser
) -> None:
    Membership.objects.create(person=kim, organisation=hafen, since=NOON.date())
    record_agreement(hafen, Terms(date(2026, 2, 1)), by=actor(paula))
    asked_for(office)
    row = Copy.objects.get()
    first, silent = (ClientRequest.objects.get(organisation=one) for one in (agreement.organisation, hafen))
    answered(office, first, "withhold")
    at_the_next_look(EVENING)
    silent.refresh_from_db()
    assert silent.office_told_at == EVENING, "the other one has to hear of it all the same"
    answered(office, first, "hand-out")
    assert "waits for a client's word" in read(office, row)
    answered(office, silent, "hand-out")
    assert "The copy is ready" in read(office, row)


def test_pressed_twice_it_is_one_request_and_the_same_one_asked_again_needs_no_new_word(
    agreement: ProcessingAgreement, kim: Person, paula: Person, office: Browser
) -> None:
    for language in ("", "de"):
        asked_for(office, language=language)
    row, waiting = Copy.objects.get(), ClientRequest.objects.get()
    answered(office, waiting, "hand-out")
    with clock.at(DAYS_LATER):
        run_all_due()
        late = signed_in(paula)
        asked_for(late, received_on="2026-11-20")
        again = Copy.objects.latest("pk")
        assert again != row
        assert "The copy is ready" in read(late, again)
        assert ClientRequest.objects.get().copy == again
        asked_for(late, received_on="2026-11-23")
    assert ClientRequest.objects.count() == 2, "a request of another day is another one"
    at_the_next_look(datetime(2026, 11, 23, 18, tzinfo=UTC))
    assert len(mails_to(CONTACT)) == 1


def test_a_worker_that_stood_still_that_evening_loses_nothing(
    agreement: ProcessingAgreement, kim: Person, paula: Person
) -> None:
    row = ask_for_copy(CopyWanted(kim, "en"), by=actor(paula))
    with clock.at(DAYS_LATER):
        assert "by itself in the next minutes" in read(signed_in(paula), row)
    at_the_next_look(DAYS_LATER)
    assert len(mails_to(CONTACT)) == 1


def test_where_nobody_can_be_written_to_the_office_is_told_once_and_an_address_that_comes_later_is_used(
    nordlicht: Organisation, kim: Person, paula: Person, office: Browser
) -> None:
    agreement = record_agreement(nordlicht, Terms(date(2026, 1, 1)), by=actor(paula))
    asked_for(office)
    row, waiting = Copy.objects.get(), ClientRequest.objects.get()
    assert "If nothing is noted by 18:00 today, the privacy office is reminded by mail." in read(office, row)
    for _look in range(3):
        at_the_next_look(EVENING)
    (mail,) = mails_to("paula@lindwurm.example")
    assert f"{OFFICE}copies/{row.ref}/" in mail.text
    assert "Kim" not in mail.subject + mail.text, "who it is stands behind the link"
    change_agreement(agreement, 0, TERMS, by=actor(paula))
    at_the_next_look(DAYS_LATER)
    assert len(mails_to(CONTACT)) == 1
    told = office.post(f"{OFFICE}client-requests/{waiting.ref}/passed/", {"how": "phone"})
    assert told["Location"] == f"{OFFICE}copies/{row.ref}/"
    waiting.refresh_from_db()
    assert waiting.passed_how == "mail", "the first time counts"


@pytest.mark.once
def test_a_contact_who_is_the_person_is_not_told_by_mail_and_the_office_may_write_at_once(
    agreement: ProcessingAgreement, kim: Person, lee: Person, office: Browser
) -> None:
    ProcessingAgreement.objects.update(contact_address="Kim@nordlicht.example")
    asked_for(office)
    assert "Pass the request on" in read(office, Copy.objects.get())
    asked_for(office, which="lee@nordlicht.example")
    row = ClientRequest.objects.get(subject_number=lee.pk)
    for _press in range(2):
        office.post(f"{OFFICE}client-requests/{row.ref}/mail/")
    at_the_next_look(EVENING)
    (mail,) = mails_to("Kim@nordlicht.example")
    assert "Lee Olsen" in mail.text


@pytest.mark.once
def test_what_was_cancelled_tells_nobody_and_others_wait_for_nobody(
    agreement: ProcessingAgreement, kim: Person, sam: Person, office: Browser
) -> None:
    asked_for(office)
    row = Copy.objects.get()
    assert "Cancel it" in read(office, row)
    office.post(f"{OFFICE}copies/{row.ref}/withdrawal/")
    at_the_next_look(EVENING)
    assert OutboxMessage.objects.filter(about_kind="privacy.clientrequest").count() == 0
    assert "Note the client" not in read(office, row)
    asked_for(office, which="sam@hafen.example")
    assert "The copy is ready" in read(office, Copy.objects.latest("pk"))
    assert ClientRequest.objects.count() == 1


@pytest.mark.once
def test_whoever_became_a_client_since_it_was_made_is_asked_before_it_is_fetched(
    nordlicht: Organisation, kim: Person, paula: Person, office: Browser
) -> None:
    asked_for(office)
    row = Copy.objects.get()
    record_agreement(nordlicht, TERMS, by=actor(paula))
    answer = office.post(f"{OFFICE}copies/{row.ref}/fetch/", follow=True)
    assert "A client decides about this data by now" in answer.content.decode()
    with clock.later(minutes=5):
        asked_for(office)
    assert "waits for a client's word" in read(office, Copy.objects.latest("pk"))


@pytest.mark.once
def test_the_command_line_writes_it_says_who_decides_and_tells_the_client(
    agreement: ProcessingAgreement, kim: Person, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("privacy_export", email="kim@nordlicht.example", out=tmp_path / "kim.zip")
    assert "processed for Nordlicht GmbH" in capsys.readouterr().err
    at_the_next_look(EVENING)
    assert len(mails_to(CONTACT)) == 1


BAD_ANSWERS = [
    ({"word": ""}, "This field is required"),
    ({"word": "erase"}, "Select a valid choice"),
    ({"said_by": " "}, "This field is required"),
    ({"said_on": "2026-11-21"}, "Choose today or a day in the past."),
]


@pytest.mark.once
def test_a_bad_answer_comes_back_and_nothing_is_made(
    agreement: ProcessingAgreement, kim: Person, office: Browser
) -> None:
    asked_for(office)
    row = ClientRequest.objects.get()
    for wrong, says in BAD_ANSWERS:
        answer = answered(office, row, **{"word": "hand-out", **wrong})  # type: ignore[arg-type] # what a browser may send
        assert answer.status_code == 422, wrong
        assert says in answer.content.decode(), wrong
    row.refresh_from_db()
    assert row.word == "nothing-yet"
    assert "waits for a client's word" in read(office, Copy.objects.get())
    assert asked_for(office, received_on="2026-11-21").status_code == 422, "tomorrow nothing has reached us"


@pytest.mark.once
def test_a_stranger_neither_sees_nor_answers_it(
    agreement: ProcessingAgreement, kim: Person, mallory: Person, anna: Person, paula: Person
) -> None:
    copy = ask_for_copy(CopyWanted(kim, "en"), by=actor(paula))
    row = ClientRequest.objects.get()
    for person in (mallory, kim, anna):
        browser = signed_in(person)
        for address in (f"client-requests/{row.ref}/answer/", f"copies/{copy.ref}/"):
            assert browser.get(f"{OFFICE}{address}").status_code in {302, 404}
        answered(browser, row, "hand-out")
    row.refresh_from_db()
    assert row.word == "nothing-yet"
    assert not ClientRequest.objects.visible_to(actor(anna)).exists()


def test_when_the_person_is_erased_nobody_hears_of_their_copy_any_more(
    agreement: ProcessingAgreement, kim: Person, paula: Person, office: Browser
) -> None:
    ask_for_copy(CopyWanted(kim, "en"), by=actor(paula))
    erasure = plan_erasure(kim, Asked(reason="by letter"), by=actor(paula))
    answered(office, ClientRequest.objects.get(erasure=erasure), "erase")
    erasure = Erasure.objects.exclude(state=ErasureState.DROPPED).get()
    assert confirm_erasure(erasure, erasure.plan_hash, by=actor(paula))
    carry_on(erasure)
    erasure.refresh_from_db()
    assert erasure.state == ErasureState.DONE, erasure.trouble
    assert [one.findings for one in check_erasures(erasure.ref)] == [()]
    at_the_next_look(DAYS_LATER)
    assert mails_to(CONTACT) == mails_to("paula@lindwurm.example") == []


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_moment_one_request_is_entered_and_one_mail_written(
    nordlicht: Organisation, kim: Person, paula: Person
) -> None:
    record_agreement(nordlicht, TERMS, by=actor(paula))
    officer = actor(paula)

    def ask(_number: int) -> None:
        with clock.at(NOON):
            ask_for_copy(CopyWanted(kim, "en"), by=officer)

    def forward(_number: int) -> None:
        with clock.at(EVENING):
            forward_requests()

    at_once(4, ask)
    at_once(4, forward)
    assert (Copy.objects.count(), ClientRequest.objects.count(), len(mails_to(CONTACT))) == (1, 1, 1)
    assert not Job.objects.filter(task__contains="make_copy").exists()
