"""An organisation for whom we process decides about requests of its people: told, waited for, followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.actions.progress import close_ticket
from candor.helpdesk.models import Message, Ticket
from candor.kernel import clock
from candor.kernel.actor import JOB, Channel
from candor.kernel.jobs.worker import run_all_due
from candor.kernel.models import AuditFact
from candor.mail.models import OutboxMessage, OutboxState
from candor.people.models import Identifier, Membership, Organisation, Person
from candor.people.public import Refused, make_contact
from candor.privacy import ledger
from candor.privacy.actions.agreements import Terms, end_agreement, record_agreement
from candor.privacy.actions.client_requests import mail_client
from candor.privacy.actions.holds import Target, set_hold
from candor.privacy.actions.own_requests import Wrong, contest
from candor.privacy.clients import clients_of
from candor.privacy.erasing import Asked, confirm_erasure, executing, finishing, plan_erasure
from candor.privacy.erasing.checking import check_erasures
from candor.privacy.erasing.executing import begin, carry_on
from candor.privacy.erasing.resuming import resume_erasures
from candor.privacy.models import (
    AtEnd,
    ClientRequest,
    Erasure,
    ErasureState,
    HoldReason,
    Instruction,
    ProcessingAgreement,
)
from candor.privacy.queries.agreements import about_organisation
from candor.privacy.retaining.running import carry_on as carry_on_run
from candor.privacy.retaining.running import confirm_run, start_run
from candor.privacy.rules.deciding import Right
from tests.cast import actor, make_customer, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = NOW.date()
OFFICE = "/tech/privacy-office/"
CONTACT = "privacy@nordlicht.example"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What deleting leaves on the disk is overwritten outside transactions, which has its own tests."""
    for keeper in finishing.keepers().values():
        monkeypatch.setattr(type(keeper), "compact", lambda _self, _places: True)
    with clock.at(NOW):
        yield


@pytest.fixture
def office(paula: Person) -> Browser:
    return signed_in(paula)


@pytest.fixture
def agreement(nordlicht: Organisation, paula: Person) -> ProcessingAgreement:
    """Nordlicht is a client: Kim and Lee, who belong to it, are its people."""
    terms = Terms(date(2026, 1, 1), contact_name="Dr. Frost", contact_address=CONTACT, contact_language="de")
    return record_agreement(nordlicht, terms, "Delete on our word alone.", by=actor(paula))


@pytest.fixture
def case(agreement: ProcessingAgreement, kim: Person, nordlicht: Organisation) -> Ticket:
    new = NewTicket(requester=kim, subject="Broken", text="Ring us", channel=Channel.WEB, organisation=nordlicht)
    return open_ticket(new, by=actor(kim))


def another_client(person: Person, by: Person, name: str = "Hafen AG") -> Organisation:
    other = Organisation.objects.create(name=name, created_at=NOW)
    Membership.objects.create(person=person, organisation=other, since=TODAY)
    record_agreement(other, Terms(date(2026, 2, 1)), by=actor(by))
    return other


def planned(person: Person, by: Person, right: Right = Right.ERASURE) -> Erasure:
    return plan_erasure(person, Asked(right, reason="by letter"), by=actor(by))


def page_of(erasure: Erasure, *more: str) -> str:
    return f"{OFFICE}erasures/{erasure.ref}/{''.join(f'{part}/' for part in more)}"


def read(browser: Browser, address: str) -> str:
    return re.sub(r"\s+", " ", browser.get(address).content.decode().replace("&#39;", "'"))


def confirmed(office: Browser, erasure: Erasure) -> None:
    erasure.refresh_from_db()
    office.post(page_of(erasure, "confirmation"), {"name": "Kim Jansen", "plan": erasure.plan_hash})
    run_all_due()
    erasure.refresh_from_db()


def answered(office: Browser, row: ClientRequest, word: str, **more: str) -> Any:
    form = {"word": word, "said_by": "Dr. Frost", "said_on": "2026-11-20", **more}
    answer = office.post(f"{OFFICE}client-requests/{row.ref}/answer/", form)
    run_all_due()
    return answer


def is_whole(person: Person, case: Ticket) -> bool:
    """Whether everything of theirs is there still."""
    return (
        Person.objects.get(pk=person.pk).name == "Kim Jansen"
        and Identifier.objects.filter(person=person).exists()
        and Membership.objects.filter(person=person).exists()
        and Message.objects.get(ticket=case).text == "Ring us"
    )


def is_gone(person: Person) -> bool:
    return not Person.objects.filter(pk=person.pk, erased_at=None).exists()


@pytest.mark.parametrize("right", [Right.ERASURE, Right.OBJECTION])
def test_the_client_is_told_and_nothing_goes_before_its_word(
    case: Ticket, kim: Person, paula: Person, office: Browser, right: Right
) -> None:
    make_contact(Membership.objects.get(person=kim), by=actor(paula))
    erasure = planned(kim, paula, right)
    shown = read(office, page_of(erasure))
    for words in (
        "Nordlicht GmbH decides",
        "nothing of this is destroyed before",
        "by itself today at 18:00",
        "Write to the client",
    ):
        assert words in shown
    assert not OutboxMessage.objects.filter(about_kind="privacy.clientrequest").exists(), "nothing leaves by planning"
    confirmed(office, erasure)
    assert erasure.state == ErasureState.DONE, erasure.trouble
    assert is_whole(kim, case)
    mail = OutboxMessage.objects.get(about_kind="privacy.clientrequest")
    assert (mail.to_address, mail.language) == (CONTACT, "de")
    assert "Kim Jansen" in mail.text
    assert "20. November 2026" in mail.text
    assert "Nordlicht GmbH" in mail.subject
    assert "Kim" not in mail.subject, "a subject is read by many"
    assert "The client is to answer" in read(office, page_of(erasure))
    assert "Your request is passed on to it" in erasure.certificate, "and so the person is told"
    with clock.later(days=40):
        resume_erasures()
        run_all_due()
    assert is_whole(kim, case), "silence is no word"
    assert OutboxMessage.objects.filter(about_kind="privacy.clientrequest").count() == 1


def test_what_the_client_wants_deleted_goes_soon_and_by_its_word(
    case: Ticket, kim: Person, paula: Person, office: Browser
) -> None:
    erasure = planned(kim, paula)
    confirmed(office, erasure)
    row = ClientRequest.objects.get()
    assert answered(office, row, "erase").status_code == 303
    last = Erasure.objects.latest("pk")
    carry_on(last)
    run_all_due()
    last.refresh_from_db()
    assert (last.pk > erasure.pk, last.state) == (True, ErasureState.DONE)
    assert is_gone(kim)
    assert not Identifier.objects.filter(person=kim).exists()
    assert last.kept == []
    mail = OutboxMessage.objects.filter(about_kind="privacy.clientrequest").first()
    assert mail is None or "Kim" not in mail.text, "what told the client who it was goes too"
    row.refresh_from_db()
    assert (row.word, row.said_by, row.said_on, row.noted_by) == ("erase", "Dr. Frost", TODAY, paula)
    assert [one.findings for one in check_erasures(last.ref)] == [()]
    assert answered(office, row, "keep").status_code == 409, "it cannot be brought back"
    fact = AuditFact.objects.get(name="privacy.client_request.answered")
    assert fact.details == {"word": "erase", "organisation": row.organisation_id}


def test_a_mail_to_a_client_leaves_before_whom_it_is_about_is_erased(
    case: Ticket, kim: Person, paula: Person, office: Browser
) -> None:
    """It would be taken away unsent, and count as told. While the erasure is under way none is written."""
    contest(kim, Wrong("The postcode is wrong.", "24103", what="Address"), by=actor(kim))
    earlier = ClientRequest.objects.get()
    assert mail_client(earlier, by=actor(paula))
    erasure = planned(kim, paula)
    answered(office, ClientRequest.objects.get(erasure=erasure), "erase")
    anew = Erasure.objects.exclude(state=ErasureState.DROPPED).get()
    mails = OutboxMessage.objects.filter(about_kind="privacy.clientrequest", about_id=earlier.pk)
    mails.update(state=OutboxState.DEFERRED, next_at=NOW + timedelta(days=1))
    confirmed(office, anew)
    begin(anew)
    assert (carry_on(anew).state, is_whole(kim, case)) == (ErasureState.CONFIRMED, True)
    mails.update(state=OutboxState.SENT)
    Erasure.objects.filter(pk=anew.pk).update(state=ErasureState.EXECUTING)
    ClientRequest.objects.filter(pk=earlier.pk).update(passed_at=None)
    assert not mail_client(earlier, by=actor(paula))
    Erasure.objects.filter(pk=anew.pk).update(state=ErasureState.CONFIRMED)
    assert carry_on(anew).state == ErasureState.DONE
    assert is_gone(kim)


@pytest.mark.once
def test_an_answer_before_the_plan_is_confirmed_is_in_the_plan(
    case: Ticket, kim: Person, paula: Person, office: Browser
) -> None:
    """The client itself asked us, say: nobody has to write to it."""
    erasure = planned(kim, paula)
    row = ClientRequest.objects.get()
    answer = answered(office, row, "erase")
    anew = Erasure.objects.exclude(state=ErasureState.DROPPED).get()
    assert anew.pk != erasure.pk
    assert answer["Location"] == page_of(anew)
    assert (anew.state, anew.received_on, anew.kept) == (ErasureState.PLANNED, erasure.received_on, [])
    shown = read(office, page_of(anew))
    assert "Delete it" in shown
    assert "Dr. Frost" in shown
    assert is_whole(kim, case)
    confirmed(office, anew)
    assert anew.state == ErasureState.DONE
    assert is_gone(kim)
    assert not OutboxMessage.objects.filter(about_kind="privacy.clientrequest").exists()


@pytest.mark.parametrize(
    ("word", "until", "ground", "says"),
    [
        ("keep", "2027-03-31", "client-keeps", "It stays until 31 March 2027"),
        pytest.param(
            *("keep", "", "client-keeps", "because the organisation for which we keep it told us to"),
            marks=pytest.mark.once,
        ),
        pytest.param("correct", "", "client-correct", "This stays and is put right", marks=pytest.mark.once),
    ],
)
def test_what_the_client_wants_kept_stays_and_says_why(
    case: Ticket, kim: Person, paula: Person, office: Browser, word: str, until: str, ground: str, says: str
) -> None:
    planned(kim, paula)
    answered(office, ClientRequest.objects.get(), word, until=until)
    erasure = Erasure.objects.exclude(state=ErasureState.DROPPED).get()
    assert {kept["ground"] for kept in erasure.kept} == {ground}
    assert says in read(office, page_of(erasure))
    confirmed(office, erasure)
    assert is_whole(kim, case)
    if until:
        with clock.at(datetime(2027, 4, 1, 12, tzinfo=UTC)):
            resume_erasures()
            carry_on(Erasure.objects.latest("pk"))
        assert is_gone(kim), "the day after the one that the client named"


def test_of_two_clients_each_has_to_let_it_go(case: Ticket, kim: Person, paula: Person, office: Browser) -> None:
    other = another_client(kim, paula)
    confirmed(office, planned(kim, paula))
    rows = {row.organisation_id: row for row in ClientRequest.objects.all()}
    assert len(rows) == 2
    silent = rows.pop(other.pk)
    answered(office, *rows.values(), "erase")
    assert is_whole(kim, case), "one of them has not answered"
    shown = read(office, page_of(Erasure.objects.get()))
    assert "Hafen AG decides" in shown
    assert "no e-mail address of a contact is on record" in shown
    answered(office, silent, "erase")
    carry_on(Erasure.objects.latest("pk"))
    assert is_gone(kim)


@pytest.mark.once
def test_a_plan_from_before_an_agreement_is_not_begun(
    kim: Person, paula: Person, nordlicht: Organisation, office: Browser
) -> None:
    erasure = planned(kim, paula)
    Erasure.objects.filter(pk=erasure.pk).update(state=ErasureState.CONFIRMED)
    erasure.refresh_from_db()
    record_agreement(nordlicht, Terms(TODAY), by=actor(paula))
    with pytest.raises(Refused):
        begin(erasure)
    assert Person.objects.get(pk=kim.pk).name == "Kim Jansen"
    assert not Erasure.objects.exclude(state=ErasureState.DROPPED).exists()


def test_an_agreement_of_the_moment_in_which_an_erasure_begins_stops_it(
    kim: Person, paula: Person, nordlicht: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is recorded when the plan was looked at and found to be true, and nothing is destroyed yet."""
    erasure = planned(kim, paula)
    assert confirm_erasure(erasure, erasure.plan_hash, by=actor(paula))
    look = executing.is_held_since

    def meanwhile(looked_at: Erasure) -> bool:
        record_agreement(nordlicht, Terms(TODAY), by=actor(paula))
        return look(looked_at)

    monkeypatch.setattr(executing, "is_held_since", meanwhile)
    erasure.refresh_from_db()
    with pytest.raises(Refused):
        begin(erasure)
    assert Person.objects.get(pk=kim.pk).name == "Kim Jansen"
    assert Identifier.objects.filter(person=kim).exists()
    assert not Erasure.objects.exclude(state=ErasureState.DROPPED).exists()
    assert erasure.ref not in [entry.deed_id for entry in ledger.still_open()], (
        "its entry says that it never came about"
    )
    monkeypatch.undo()
    assert {kept["ground"] for kept in planned(kim, paula).kept} == {"client-asked"}


def test_while_an_erasure_is_carried_out_nobody_becomes_a_client_in_the_middle_of_it(
    kim: Person, paula: Person, nordlicht: Organisation, office: Browser
) -> None:
    erasure = planned(kim, paula)
    new = f"/tech/organisations/{nordlicht.ref}/agreement/"
    for state in (ErasureState.EXECUTING, ErasureState.VERIFYING, ErasureState.FAILED):
        Erasure.objects.filter(pk=erasure.pk).update(state=state)
        answer = office.post(new, {**TERMS, "file_mark": "AV 77"})
        assert answer.status_code == 409, state
        assert "is being erased just now. Nothing was saved" in answer.content.decode()
        assert "AV 77" in answer.content.decode(), "what was typed is there still"
    assert not ProcessingAgreement.objects.exists()
    other = Organisation.objects.create(name="Hafen AG", created_at=NOW)
    row = record_agreement(other, Terms(TODAY), by=actor(paula))
    assert row.organisation == other, "of another organisation nobody is erased"
    for state in (ErasureState.PLANNED, ErasureState.COMPACTING):
        Erasure.objects.filter(pk=erasure.pk).update(state=state)
        assert record_agreement(nordlicht, Terms(TODAY, file_mark=state), by=actor(paula))


@pytest.mark.once
def test_who_is_a_client_changes_in_the_middle_of_an_erasure_by_no_other_terms_either(
    agreement: ProcessingAgreement, kim: Person, paula: Person, office: Browser
) -> None:
    erasure = planned(kim, paula)
    Erasure.objects.filter(pk=erasure.pk).update(state=ErasureState.EXECUTING)
    terms = f"{OFFICE}clients/{agreement.ref}/terms/"
    assert office.post(terms, {**TERMS, "begins_on": "2025-01-01"}).status_code == 409
    agreement.refresh_from_db()
    assert agreement.begins_on == date(2026, 1, 1)
    assert office.post(terms, {**TERMS, "contact_name": "Ms Thaw"}).status_code == 303, "whom to turn to may change"


@pytest.mark.once
def test_a_hold_and_the_persons_own_wish_about_advertising_ask_no_client(
    case: Ticket, kim: Person, paula: Person, office: Browser
) -> None:
    marketing = planned(kim, paula, Right.MARKETING)
    assert not ClientRequest.objects.exists()
    confirmed(office, marketing)
    set_hold(Target(person=kim.pk), HoldReason.CLAIM, TODAY + timedelta(days=30), by=actor(paula))
    erasure = planned(kim, paula)
    assert {kept["ground"] for kept in erasure.kept} == {"hold"}
    assert not ClientRequest.objects.exists()


@pytest.mark.once
def test_where_no_mail_can_go_somebody_passes_it_on_and_notes_it(
    case: Ticket, agreement: ProcessingAgreement, kim: Person, paula: Person, office: Browser
) -> None:
    """The contact's address is the person's own, say: they would tell themselves."""
    ProcessingAgreement.objects.update(contact_address="Kim@nordlicht.example")
    erasure = planned(kim, paula)
    row = ClientRequest.objects.get()
    assert "Pass the request on" in read(office, page_of(erasure))
    office.post(f"{OFFICE}client-requests/{row.ref}/mail/")
    confirmed(office, erasure)
    assert not OutboxMessage.objects.filter(about_kind="privacy.clientrequest").exists()
    told = f"{OFFICE}client-requests/{row.ref}/passed/"
    for how in ("smoke", "phone", "letter"):
        office.post(told, {"how": how})
    row.refresh_from_db()
    assert (row.passed_how, row.passed_by, row.passed_at) == ("phone", paula, NOW), "the first time counts"
    assert "By telephone" in read(office, page_of(erasure))


def test_it_can_be_passed_on_at_once_and_is_told_once(
    case: Ticket, kim: Person, paula: Person, office: Browser
) -> None:
    erasure = planned(kim, paula)
    row = ClientRequest.objects.get()
    for _again in range(2):
        office.post(f"{OFFICE}client-requests/{row.ref}/mail/")
    assert "The client is to answer" in read(office, page_of(erasure))
    OutboxMessage.objects.filter(about_kind="privacy.clientrequest").update(state=OutboxState.SENT)
    confirmed(office, erasure)
    assert erasure.state == ErasureState.DONE
    assert OutboxMessage.objects.filter(about_kind="privacy.clientrequest").count() == 1


BAD_ANSWERS = [
    ({"word": ""}, "This field is required"),
    ({"word": "burn"}, "Select a valid choice"),
    ({"said_by": " "}, "This field is required"),
    ({"said_on": "2026-11-21"}, "Choose today or a day in the past."),
    ({"until": "2026-11-19"}, "Choose today or a coming day."),
    ({"word": "erase", "until": "2026-12-01"}, "only where the client wants it kept"),
]


@pytest.mark.once
def test_a_bad_answer_comes_back_and_changes_nothing(case: Ticket, kim: Person, paula: Person, office: Browser) -> None:
    planned(kim, paula)
    row = ClientRequest.objects.get()
    for wrong, says in BAD_ANSWERS:
        form = {"word": "keep", "said_by": "Dr. Frost", "said_on": "2026-11-20", **wrong}
        answer = office.post(f"{OFFICE}client-requests/{row.ref}/answer/", form)
        assert answer.status_code == 422, wrong
        assert says in answer.content.decode(), wrong
    row.refresh_from_db()
    assert row.word == "nothing-yet"


@pytest.mark.once
def test_while_it_is_carried_out_no_answer_is_noted(case: Ticket, kim: Person, paula: Person, office: Browser) -> None:
    erasure = planned(kim, paula)
    Erasure.objects.filter(pk=erasure.pk).update(state=ErasureState.EXECUTING)
    row = ClientRequest.objects.get()
    answer = answered(office, row, "erase")
    assert answer.status_code == 409
    assert "in a few minutes" in answer.content.decode()
    assert ClientRequest.objects.get().word == "nothing-yet"


# Agreements.

TERMS = {
    "version": "0", "begins_on": "2026-01-01", "ends_on": "", "at_end": "delete", "days_kept": "30",
    "contact_name": "Dr. Frost", "contact_address": CONTACT, "contact_language": "de", "file_mark": "AV 12",
}  # fmt: skip


def test_people_see_on_their_own_page_for_whom_their_data_is_held(
    agreement: ProcessingAgreement, kim: Person, sam: Person, paula: Person
) -> None:
    """Also who has left the client since; no longer when the days after the agreement's end are over."""
    mine = "/customer/me/"
    shown = read(signed_in(kim), mine)
    assert "<li>Nordlicht GmbH</li>" in shown
    assert "For whom we hold your data" not in read(signed_in(sam), mine), "Sam belongs to nobody for whom we process"
    Membership.objects.filter(person=kim).update(ended_on=TODAY)
    assert "<li>Nordlicht GmbH</li>" in read(signed_in(kim), mine)
    end_agreement(agreement, TODAY, by=actor(paula))
    for days, is_named in ((30, True), (31, False)):
        with clock.later(days=days):
            assert ("For whom we hold your data" in read(signed_in(kim), mine)) is is_named


def test_an_agreement_is_recorded_shown_changed_and_ended(
    nordlicht: Organisation, kim: Person, anna: Person, office: Browser
) -> None:
    """Anna, who keeps organisations, may do it as well as the office."""
    annas = signed_in(anna)
    new = f"/tech/organisations/{nordlicht.ref}/agreement/"
    assert new in read(annas, f"/tech/organisations/{nordlicht.ref}/")
    assert annas.post(new, {**TERMS, "instruction": "Delete on our word."}).status_code == 303
    row = ProcessingAgreement.objects.get()
    mine = f"{OFFICE}clients/{row.ref}/"
    shown = read(annas, mine)
    for words in ("Nordlicht GmbH", "Dr. Frost", CONTACT, "AV 12", "Delete on our word.", "no end is agreed"):
        assert words in shown
    assert "We process for them" in read(annas, f"/tech/organisations/{nordlicht.ref}/")
    assert "We process for them" in read(annas, f"/tech/people/{kim.ref}/")
    assert "Nordlicht GmbH" in read(office, f"{OFFICE}clients/")
    annas.post(f"{mine}terms/", {**TERMS, "days_kept": "60"})
    annas.post(f"{mine}instructions/", {"text": "No copies abroad.", "given_on": "2026-11-19"})
    shown = read(office, mine)
    assert "No copies abroad." in shown
    assert ">60<" in shown
    assert annas.post(f"{mine}end/", {"last_day": "2025-12-31"}).status_code == 422, "before it began"
    annas.post(f"{mine}end/", {"last_day": "2026-11-19"})
    shown = read(office, mine)
    assert "This agreement has ended. What is theirs stays until 18" in shown
    assert "Nordlicht GmbH" in read(office, f"{OFFICE}clients/?ended")
    assert "We process for nobody" in read(office, f"{OFFICE}clients/")
    names = [fact.name.rpartition(".")[2] for fact in AuditFact.objects.filter(name__startswith="privacy.agreement.")]
    assert sorted(names) == ["changed", "ended", "instructed", "instructed", "recorded"]


@pytest.mark.once
def test_two_who_change_an_agreement_at_once_lose_nothing(agreement: ProcessingAgreement, office: Browser) -> None:
    terms = f"{OFFICE}clients/{agreement.ref}/terms/"
    assert office.post(terms, {**TERMS, "days_kept": "60"}).status_code == 303
    answer = office.post(terms, {**TERMS, "days_kept": "90"})
    assert answer.status_code == 409
    assert "Somebody else saved this" in answer.content.decode()
    assert ProcessingAgreement.objects.get().days_kept == 60
    assert office.post(terms, {**TERMS, "days_kept": "90", "version": "1"}).status_code == 303
    assert ProcessingAgreement.objects.get().days_kept == 90


BAD_TERMS = [
    ({"begins_on": "2026-11-21"}, "Choose today or a day in the past."),
    ({"begins_on": ""}, "This field is required"),
    ({"ends_on": "2025-12-31"}, "The last day cannot come before the first."),
    ({"days_kept": "-1"}, "greater than or equal to 0"),
    ({"contact_address": "nobody"}, "This is not an e-mail address."),
    ({"at_end": "burn"}, "Select a valid choice"),
]


@pytest.mark.once
def test_bad_terms_come_back_and_nothing_is_recorded(nordlicht: Organisation, office: Browser) -> None:
    for wrong, says in BAD_TERMS:
        answer = office.post(f"/tech/organisations/{nordlicht.ref}/agreement/", {**TERMS, **wrong})
        assert answer.status_code == 422, wrong
        assert says in answer.content.decode(), wrong
    assert not ProcessingAgreement.objects.exists()
    office.post(f"/tech/organisations/{nordlicht.ref}/agreement/", TERMS)
    row = ProcessingAgreement.objects.get()
    assert office.post(f"{OFFICE}clients/{row.ref}/instructions/", {"text": " "}).status_code == 422
    assert not Instruction.objects.exists()


@pytest.mark.once
def test_a_stranger_sees_no_agreement_and_who_only_looks_at_people_none_of_its_terms(
    agreement: ProcessingAgreement, case: Ticket, kim: Person, mallory: Person, anna: Person, nordlicht: Organisation
) -> None:
    """That we process for it is told to everybody who sees the organisation: it changes whom a request goes to."""
    planned(kim, anna)
    told = f"{OFFICE}client-requests/{ClientRequest.objects.get().ref}/answer/"
    for address in (f"{OFFICE}clients/", f"{OFFICE}clients/{agreement.ref}/", told):
        for browser in (signed_in(kim), signed_in(mallory), Browser()):
            assert browser.get(address).status_code in {302, 404}
    assert signed_in(anna).get(told).status_code == 404, "answers are the office's"
    looks = replace(actor(anna), permissions=frozenset({"people.person.view", "people.organisation.view"}))
    shown = about_organisation(looks, nordlicht)
    assert shown is not None
    assert (shown["is_client"], shown["rows"]) == (True, [])
    assert not ProcessingAgreement.objects.visible_to(looks).exists()


def test_whose_data_it_is_is_told_in_one_query_for_any_number_of_people(
    agreement: ProcessingAgreement, nordlicht: Organisation, kim: Person, paula: Person
) -> None:
    """Who belonged to it while the agreement ran; not who left before or came after."""
    stranger = make_person("Otto Alt", "otto@alt.example")
    left, came = (make_customer(name, f"{name}@nordlicht.example", nordlicht) for name in ("left", "came"))
    Membership.objects.filter(person=left).update(since=date(2025, 1, 1), ended_on=date(2025, 12, 31))
    Membership.objects.filter(person=came).update(since=date(2026, 11, 20))
    others = [make_customer(f"N{one}", f"n{one}@nordlicht.example", nordlicht).pk for one in range(5)]
    assert end_agreement(agreement, date(2026, 11, 19), by=actor(paula))
    Membership.objects.filter(person__in=[kim.pk, *others]).update(since=date(2026, 3, 1))
    for people in ([kim.pk], [kim.pk, stranger.pk, left.pk, came.pk, *others]):
        with CaptureQueriesContext(connection) as seen:
            found = clients_of(people)
        assert len(seen) == 1
        assert found.keys() == {kim.pk, *others} & set(people)
    (client,) = found[kim.pk]
    assert (client.organisation, client.ended_on, client.until) == (
        nordlicht.pk, date(2026, 11, 19), date(2026, 12, 19),
    )  # fmt: skip


def test_what_is_to_be_handed_back_stays_until_it_was(
    nordlicht: Organisation, kim: Person, paula: Person, office: Browser
) -> None:
    terms = Terms(date(2026, 1, 1), date(2026, 6, 30), 10, AtEnd.RETURN)
    row = record_agreement(nordlicht, terms, by=actor(paula))
    Membership.objects.filter(person=kim).update(since=date(2026, 2, 1))
    assert clients_of([kim.pk])[kim.pk][0].until is None
    assert "waits to be handed back" in read(office, f"{OFFICE}clients/{row.ref}/")
    office.post(f"{OFFICE}clients/{row.ref}/returned/")
    assert clients_of([kim.pk])[kim.pk][0].until == TODAY


@pytest.mark.once
def test_the_record_of_processing_lists_the_clients(agreement: ProcessingAgreement, office: Browser) -> None:
    shown = read(office, f"{OFFICE}record/")
    for words in ("Nordlicht GmbH", "Dr. Frost", "Delete on our word alone.", "Since 2026-01-01"):
        assert words in shown
    assert "Nordlicht GmbH" in read(office, f"{OFFICE}record/files/record-of-processing/")
    assert "Nordlicht" not in read(office, f"{OFFICE}record/files/notice-annex/")


@pytest.mark.once
def test_what_a_plan_page_asks_does_not_grow_with_the_people(
    case: Ticket, kim: Person, paula: Person, office: Browser, nordlicht: Organisation
) -> None:
    erasure = planned(kim, paula)
    office.get(page_of(erasure))

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            office.get(page_of(erasure))
        return len(seen)

    before = asked()
    for one in range(5):
        make_customer(f"N{one}", f"n{one}@nordlicht.example", nordlicht)
    assert asked() == before


@pytest.mark.once
def test_what_was_a_clients_goes_with_the_daily_run_when_the_days_after_the_end_are_over(
    case: Ticket, agreement: ProcessingAgreement, kim: Person, lee: Person, paula: Person, anna: Person
) -> None:
    """Lee has turned to us after the end; the owner has adopted no rule at all."""
    for person in (kim, lee):
        Person.objects.filter(pk=person.pk).update(created_at=NOW)
    close_ticket(case, by=actor(anna))
    end_agreement(agreement, TODAY, by=actor(paula))
    with clock.later(days=20):
        open_ticket(NewTicket(requester=lee, subject="Me", text="x", channel=Channel.WEB), by=actor(lee))
    for days in (29, 31):
        with clock.later(days=days):
            try:
                run = start_run(by=JOB)
            except Refused:
                assert days == 29, "the last day is not over"
                continue
            run = carry_on_run(run)
            assert (run.state, [line.going for line in run.lines.all()]) == ("waiting", [1]), "the first run waits"
            confirm_run(run, by=actor(paula))
            assert carry_on_run(run).state == "done"
    assert is_gone(kim)
    assert Person.objects.get(pk=lee.pk).name == "Lee Olsen"
    assert not ClientRequest.objects.exists(), "nobody is asked for what was agreed"
