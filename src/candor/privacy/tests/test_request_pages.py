"""Requests in the privacy office: due first, carried out from their page, answered with letters, told of in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client as Browser

from candor.kernel import clock
from candor.kernel.actor import ANONYMOUS, JOB
from candor.kernel.jobs.worker import run_all_due
from candor.mail.models import OutboxMessage, OutboxState
from candor.people.models import Person
from candor.privacy.actions import requests as actions
from candor.privacy.actions.owners_entries import write_entries
from candor.privacy.actions.requests import NewRequest
from candor.privacy.daily import remind_of_requests, requests_should_be_told
from candor.privacy.documents.entries import ENTRIES
from candor.privacy.erasing import carry_on, drop_plan, finishing
from candor.privacy.models import Erasure, ErasureState, IdentityProof, RequestChannel, RequestKind, SubjectRequest
from candor.privacy.queries.requests import steps_of
from candor.privacy.rules.request_states import State
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
OFFICE = "/tech/privacy-office/"
LIST = f"{OFFICE}requests/"
KIMS = "kim@nordlicht.example"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What deleting leaves on the disk is overwritten outside transactions, which has its own tests."""
    for keeper in finishing.keepers().values():
        monkeypatch.setattr(type(keeper), "compact", lambda _self, _places: True)
    with clock.at(MONDAY):
        yield


@pytest.fixture
def office(paula: Person) -> Browser:
    return signed_in(paula)


def of_kim(kim: Person, kind: RequestKind = RequestKind.ERASURE, said: str = "Please.") -> SubjectRequest:
    new = NewRequest(kind, RequestChannel.MAIL, said, address=KIMS, person=kim, identity=IdentityProof.MAILBOX)
    return actions.receive(new, by=ANONYMOUS)


def page_of(request: SubjectRequest) -> str:
    return f"{LIST}{request.ref}/"


def letters(request: SubjectRequest) -> list[str]:
    mails = OutboxMessage.objects.filter(about_kind="privacy.subjectrequest", about_id=request.pk).order_by("pk")
    return [mail.template.rpartition("/")[2] for mail in mails]


def steps(request: SubjectRequest) -> list[str]:
    return [step.kind for step in steps_of(request)]


def test_the_office_sees_what_is_due_first_and_a_stranger_nothing(
    office: Browser, kim: Person, anna: Person, mallory: Person
) -> None:
    with clock.at(datetime(2026, 10, 12, 9, tzinfo=UTC)):
        old = actions.receive(NewRequest(RequestKind.ACCESS, RequestChannel.PHONE, name="Olaf Alt"), by=ANONYMOUS)
    new = of_kim(kim)
    start = office.get(OFFICE).content.decode()
    due = start[start.index('id="due"') :]
    assert due.index(page_of(old)) < due.index(page_of(new)), "what is due first stands first"
    assert "overdue" in due
    listed = office.get(f"{LIST}?view=overdue").content.decode()
    assert "Olaf Alt" in listed
    assert "Kim Jansen" not in listed
    assert "Kim Jansen" in office.get(f"{LIST}?kind=erasure&state=verified").content.decode()
    shown = office.get(page_of(old)).content.decode()
    assert "Overdue since" in shown
    assert "to be printed and posted" in shown, "there is no address to mail to"
    for reader in (signed_in(anna), signed_in(mallory), signed_in(kim), Browser()):
        assert reader.get(page_of(new)).status_code in {302, 404}
        assert reader.post(f"{page_of(new)}extension/", {"reason": "x"}).status_code in {302, 401, 404}


def test_more_time_takes_reasons_and_the_person_reads_them(office: Browser, kim: Person) -> None:
    request = of_kim(kim)
    assert letters(request) == ["request_received"]
    assert office.post(f"{page_of(request)}extension/", {"reason": ""}).status_code == 422
    assert office.post(f"{page_of(request)}extension/", {"reason": "Many cases have to be read."}).status_code == 303
    assert letters(request) == ["request_received", "request_extended"]
    mail = OutboxMessage.objects.get(template="privacy/mail/request_extended")
    assert "Many cases have to be read." in mail.text
    assert "Art. 12(3) GDPR" in mail.text
    assert "Extended, because: Many cases" in office.get(page_of(request)).content.decode()
    with clock.at(datetime(2026, 10, 1, 9, tzinfo=UTC)):
        late = of_kim(kim, said="another")
    refused = office.post(f"{page_of(late)}extension/", {"reason": "Too late."})
    assert refused.status_code == 409
    assert "Too late." in refused.content.decode(), "nothing typed is lost, even where it cannot be"


def test_a_question_about_identity_goes_by_mail_and_stops_the_clock(office: Browser) -> None:
    new = NewRequest(RequestKind.ACCESS, RequestChannel.MAIL, "Everything", "Kim", "who@elsewhere.example")
    request = actions.receive(new, by=ANONYMOUS)
    for _press in range(2):
        office.post(f"{page_of(request)}question/", {"words": "What is the number of your last invoice?"})
    assert letters(request) == ["request_received", "request_identity"]
    assert "What is the number" in OutboxMessage.objects.get(template="privacy/mail/request_identity").text
    assert "The clock stands still since" in office.get(page_of(request)).content.decode()


def test_a_refusal_names_ground_end_authority_and_court(office: Browser, kim: Person, paula: Person) -> None:
    write_entries(dict.fromkeys(ENTRIES, "") | {"authority": "ULD, Kiel"}, by=actor(paula), expected_version=0)
    request = of_kim(kim)
    form = f"{page_of(request)}answer/"
    assert office.get(form).status_code == 200
    nothing = office.post(form, {"outcome": "refused", "answer": "Sorry."})
    assert nothing.status_code == 422
    assert "Sorry." in nothing.content.decode(), "nothing typed is lost"
    given = {"outcome": "refused", "answer": "", "what_1": "Invoices", "ground_1": "§ 147 AO", "until_1": "2034-12-31"}
    assert office.post(form, {**given, "ground_1": ""}).status_code == 422
    assert office.post(form, given).status_code == 303
    assert office.post(form, given).status_code == 303, "the second press finds it over"
    request.refresh_from_db()
    assert (request.state, request.confirmed_by_id) == (State.REFUSED, paula.pk)
    text = " ".join(OutboxMessage.objects.get(template="privacy/mail/request_refused").text.split())
    for words in ("Invoices: § 147 AO", "31 December 2034", "ULD, Kiel", "Art. 77 GDPR", "Art. 79 GDPR"):
        assert words in text, words
    shown = office.get(page_of(request)).content.decode()
    assert "§ 147 AO" in shown
    assert "Answer sent" in shown
    assert OutboxMessage.objects.filter(template="privacy/mail/request_refused").count() == 1


def test_an_erasure_answers_first_and_takes_its_request_along(office: Browser, kim: Person, paula: Person) -> None:
    """The address that the answer goes to is erased: nothing is destroyed before the answer has left."""
    request = of_kim(kim)
    office.post(f"{page_of(request)}plan/", {"right": "erasure"})
    run_all_due()
    erasure = Erasure.objects.get(request=request)
    request.refresh_from_db()
    assert (erasure.state, request.state) == (ErasureState.PLANNED, State.PLANNED)
    drop_plan(erasure, by=actor(paula))
    request.refresh_from_db()
    assert request.state == State.VERIFIED
    office.post(f"{page_of(request)}plan/", {"right": "erasure"})
    run_all_due()
    erasure = Erasure.objects.exclude(state=ErasureState.DROPPED).get(request=request)
    office.post(f"{OFFICE}erasures/{erasure.ref}/confirmation/", {"plan": erasure.plan_hash, "name": "Kim Jansen"})
    request.refresh_from_db()
    assert (request.state, request.confirmed_by_id) == (State.CONFIRMED, paula.pk)
    answer = OutboxMessage.objects.get(template="privacy/mail/request_fulfilled")
    OutboxMessage.objects.filter(pk=answer.pk).update(state=OutboxState.DEFERRED)
    assert carry_on(erasure).state == ErasureState.CONFIRMED, "the answer has not left"
    OutboxMessage.objects.filter(pk=answer.pk).update(state=OutboxState.SENT)
    assert carry_on(erasure).state == ErasureState.DONE
    request.refresh_from_db()
    assert (request.state, request.address, request.answered_at) == (State.FULFILLED, KIMS, MONDAY)
    assert steps(request)[-5:] == ["moved", "answer-sent", "moved", "moved", "settled"]
    assert letters(request) == [], "its mails went with the person"
    assert not Person.objects.filter(name="Kim Jansen").exists()
    shown = office.get(page_of(request)).content.decode()
    assert "Please." in shown, "the file stays for the office"


def test_copies_and_locks_are_made_from_the_page(office: Browser, kim: Person) -> None:
    access = of_kim(kim, RequestKind.ACCESS)
    assert "Make the copy" in office.get(page_of(access)).content.decode()
    office.post(f"{page_of(access)}copy/", {"language": "de"})
    access.refresh_from_db()
    assert access.state == State.CONFIRMED
    early = office.post(f"{page_of(access)}answer/", {"outcome": "fulfilled"})
    assert early.status_code == 409
    assert "not done yet" in early.content.decode()
    run_all_due()
    assert office.post(f"{page_of(access)}answer/", {"outcome": "fulfilled"}).status_code == 303
    restriction = of_kim(kim, RequestKind.RESTRICTION)
    office.post(f"{page_of(restriction)}lock/", {"ground": "accuracy"})
    assert office.post(f"{page_of(restriction)}answer/", {"outcome": "fulfilled"}).status_code == 303
    assert letters(restriction) == ["request_received", "request_fulfilled"]
    fulfilled = OutboxMessage.objects.filter(about_id=restriction.pk, template="privacy/mail/request_fulfilled").get()
    assert fulfilled.state == OutboxState.QUEUED, "what the office writes reaches a locked person"


def test_a_complaint_is_acknowledged_and_handed_to_the_officer_at_once(office: Browser, paula: Person) -> None:
    write_entries(
        dict.fromkeys(ENTRIES, "") | {"officer": "Paula Roth, Hafen 1, Kiel"}, by=actor(paula), expected_version=0
    )
    new = NewRequest(RequestKind.COMPLAINT, RequestChannel.MAIL, "You never answer.", address="loud@elsewhere.example")
    complaint = actions.receive(new, by=ANONYMOUS)
    assert complaint.officer_id == paula.pk
    assert letters(complaint) == ["complaint_received", "request_due"]
    assert "Hafen 1, Kiel" in OutboxMessage.objects.get(template="privacy/mail/complaint_received").text
    told = OutboxMessage.objects.get(template="privacy/mail/request_due")
    assert told.to_address == "paula@lindwurm.example"
    assert "loud@" not in told.text
    assert "escalated" in steps(complaint)


def test_the_office_is_reminded_seven_and_two_days_before_and_when_it_is_late(kim: Person, paula: Person) -> None:
    request = of_kim(kim)
    reminded = []
    for day in range(1, 32):
        with clock.at(datetime(2026, 12, day, 9, tzinfo=UTC)):
            for _turn in range(2):
                if requests_should_be_told():
                    remind_of_requests()
                    reminded.append(day)
    assert (request.due_on.isoformat(), reminded) == ("2026-12-23", [16, 21, 24])
    assert (
        OutboxMessage.objects.filter(template="privacy/mail/request_due", to_address="paula@lindwurm.example").count()
        == 3
    )
    assert steps(request).count("reminded") == 3
    actions.note(request, "called", by=JOB)
