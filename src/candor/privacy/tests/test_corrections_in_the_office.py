"""A correction by letter or telephone: the office finds each thing and decides it, and one answer tells of all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client as Browser

from candor.kernel import clock
from candor.kernel.actor import JOB, SYSTEM
from candor.kernel.models import AuditFact
from candor.mail.models import OutboxMessage
from candor.people.models import AddressChange, Identifier, Organisation, Person
from candor.people.public import Refused, add_identifier
from candor.privacy.actions import contests as actions
from candor.privacy.actions import requests
from candor.privacy.actions.disclosures import Disclosed, note_disclosure
from candor.privacy.actions.own_requests import Wrong
from candor.privacy.actions.own_requests import contest as contest_in_the_account
from candor.privacy.actions.recipients import RecipientWords, add_recipient
from candor.privacy.actions.requests import NewRequest, Settlement
from candor.privacy.models import (
    Contest,
    ContestOutcome,
    DisclosureGround,
    DisclosureWay,
    IdentityProof,
    RecipientKind,
    RecipientTask,
    RequestChannel,
    RequestKind,
    SubjectRequest,
)
from candor.privacy.rules.request_states import State
from tests.cast import actor, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
OFFICE = "/tech/privacy-office/"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def office(paula: Person) -> Browser:
    return signed_in(paula)


@pytest.fixture
def konrad() -> Person:
    """Without an account, and with a number that is wrong."""
    person = make_person("Konrad Kruse", "konrad@watt.example")
    add_identifier(person, "phone", "+49 4681 55010", by=SYSTEM)
    return person


def by_letter(person: Person, language: str = "en") -> SubjectRequest:
    new = NewRequest(
        RequestKind.RECTIFICATION, RequestChannel.LETTER, "My number and my name are wrong.", person=person,
        identity=IdentityProof.KNOWN, language=language,
    )  # fmt: skip
    return requests.receive(new, by=SYSTEM)


def page_of(request: SubjectRequest) -> str:
    return f"{OFFICE}requests/{request.ref}/corrections/"


def text(browser: Browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def last_mail(request: SubjectRequest) -> OutboxMessage:
    return OutboxMessage.objects.filter(about_kind="privacy.subjectrequest", about_id=request.pk).latest("pk")


def test_each_thing_is_found_decided_and_told_in_one_letter(
    office: Browser, konrad: Person, anna: Person, paula: Person
) -> None:
    request = by_letter(konrad, "de")
    assert "Enter what is wrong" in text(office, f"{OFFICE}requests/{request.ref}/")
    chooser = text(office, page_of(request))
    assert "?kind=people_identifier" in chooser
    assert "About the person" in chooser, "the office reads of somebody"
    assert "About me" not in chooser
    Person.objects.filter(pk=paula.pk).update(language="de")
    assert "Über die Person" in text(office, page_of(request))
    Person.objects.filter(pk=paula.pk).update(language="en")
    phone = konrad.identifiers.get(kind="phone")
    listed = text(office, f"{page_of(request)}?kind=people_identifier")
    assert f"place=people_identifier&amp;key={phone.pk}" in listed
    form = text(office, f"{page_of(request)}new/?place=people_identifier&key={phone.pk}")
    assert 'value="+49 4681 55010"' in form
    item = {"place": "people_identifier", "key": str(phone.pk), "new_label": "", "wrong": "", "should": ""}
    assert office.post(f"{page_of(request)}new/", {**item, "new_written": "+49 4681 55010"}).status_code == 422
    for _press in range(2):
        decide = office.post(f"{page_of(request)}new/", {**item, "new_written": "+49 4681 55011"})["Location"]
    assert Contest.objects.count() == 1, "the same thing once"
    words = {"place": "", "key": "", "wrong": "I never cancelled.", "should": "I asked how."}
    second = office.post(f"{page_of(request)}new/", words)["Location"]

    assert office.post(decide, {"outcome": "corrected", "new_written": "+49 4681 55011", "new_label": ""}).url
    assert list(konrad.identifiers.filter(kind="phone").values_list("value", flat=True)) == ["+49468155011"]
    request.refresh_from_db()
    assert not request.is_over, "one thing is open"
    assert office.post(f"{page_of(request)}answer/").status_code == 409
    with pytest.raises(Refused):
        requests.settle(request, Settlement(State.FULFILLED), by=JOB)
    office.post(second, {"outcome": "refused", "answer": "Ihr Brief vom 3. Mai sagt es."})
    shown = text(office, page_of(request))
    assert "„+49 4681 55010“ → „+49 4681 55011“" in shown, "what they will read"
    assert signed_in(anna).get(page_of(request)).status_code == 404
    for _press in range(2):
        assert office.post(f"{page_of(request)}answer/").status_code == 303
    request.refresh_from_db()
    assert request.stands is State.FULFILLED_IN_PART
    letter = last_mail(request)
    assert (letter.to_address, letter.language) == ("konrad@watt.example", "de")
    assert "„+49 4681 55010“ → „+49 4681 55011“" in letter.text
    assert "Ihr Brief vom 3. Mai sagt es." in letter.text
    assert "Art. 77" in letter.text
    assert office.get(f"{page_of(request)}new/").status_code == 303, "it is over"


def test_recipients_are_told_once_the_answer_has_left(office: Browser, konrad: Person, paula: Person) -> None:
    carrier = add_recipient(
        RecipientWords("Watt Versand", RecipientKind.PARCELS, "Delivers parcels", "DE", address="dsb@versand.example"),
        by=actor(paula),
    )
    sent = Disclosed("Name and address", "A parcel", DisclosureGround.CONTRACT, DisclosureWay.MAIL)
    note_disclosure(carrier, [konrad.pk], sent, by=actor(paula))
    request = by_letter(konrad)
    name = Wrong("Kruse", "Cruse", "people_person", str(konrad.pk), "Person", {"name": "Konrad Cruse", "note": ""})
    row = actions.enter(request, name, by=actor(paula))
    assert actions.correct(row, {"name": "Konrad Cruse", "note": ""}, "", by=actor(paula))
    assert not RecipientTask.objects.exists()
    assert actions.answer_all(request, by=actor(paula))
    assert "Konrad Cruse" in RecipientTask.objects.get().details
    assert not actions.answer_all(request, by=actor(paula)), "once"


def test_what_was_entered_by_mistake_is_taken_off_and_what_they_entered_is_not(
    office: Browser, konrad: Person, kim: Person, paula: Person, anna: Person
) -> None:
    row = actions.enter(by_letter(konrad), Wrong("The name", "Cruse"), by=actor(paula))
    removal = f"{OFFICE}contests/{row.ref}/removal/"
    assert signed_in(anna).post(removal).status_code == 404
    for _press in range(2):
        last = office.post(removal)
    assert last.status_code == 404, "it is gone"
    assert AuditFact.objects.filter(name="privacy.contest.taken_off").count() == 1
    hers = contest_in_the_account(kim, Wrong("My name", "Kim"), by=actor(kim)).contests.get()
    office.post(f"{OFFICE}contests/{hers.ref}/removal/")
    assert Contest.objects.filter(pk=hers.pk).exists()


def test_nothing_is_shown_before_it_is_certain_who_asks(office: Browser, konrad: Person, paula: Person) -> None:
    unknown = requests.receive(
        NewRequest(RequestKind.RECTIFICATION, RequestChannel.PHONE, "It is wrong.", "K. Kruse"), by=actor(paula)
    )
    assert "+49 4681" not in text(office, page_of(unknown))
    assert office.get(f"{page_of(unknown)}new/")["Location"] == page_of(unknown)
    with pytest.raises(Refused):
        actions.enter(unknown, Wrong("My name", "Cruse"), by=actor(paula))
    access = requests.receive(
        NewRequest(RequestKind.ACCESS, RequestChannel.PHONE, person=konrad, identity=IdentityProof.KNOWN),
        by=actor(paula),
    )
    with pytest.raises(Refused):
        actions.enter(access, Wrong("My name", "Cruse"), by=actor(paula))


def test_an_e_mail_address_counts_once_both_mailboxes_agree(office: Browser, kim: Person, paula: Person) -> None:
    """However it was asked for: by letter, or in the account."""
    mail = kim.identifiers.get(kind="email")
    request = by_letter(kim)
    item = {"place": "people_identifier", "key": str(mail.pk), "wrong": "", "should": ""}
    wished = {"new_written": "kim@jansen.example"}
    decide = office.post(f"{page_of(request)}new/", {**item, **wished})["Location"]
    assert "both mailboxes are asked" in text(office, decide)
    taken = office.post(decide, {"outcome": "corrected", "new_written": mail.written})
    assert taken.status_code == 422, "it stands there already"
    assert office.post(decide, {"outcome": "corrected", **wished}).status_code == 303
    row = Contest.objects.get()
    assert row.outcome == ContestOutcome.ASKED
    assert row.written is None
    assert "as soon as both mailboxes have agreed" in row.answer
    mail.refresh_from_db()
    assert mail.written == "kim@nordlicht.example", "nothing is written before"
    change = AddressChange.objects.get()
    assert (change.email, change.old, change.replaces) == ("kim@jansen.example", "kim@nordlicht.example", True)
    assert actions.answer_all(request, by=actor(paula))
    assert "kim@jansen.example" in last_mail(request).text

    wrong = Wrong(
        "", "", "people_identifier", str(mail.pk), "Address", {"written": "kim@kai.example"}
    )  # in the account
    asked = contest_in_the_account(kim, wrong, by=actor(kim))
    assert actions.correct(asked.contests.get(), {"written": "kim@kai.example"}, "", by=actor(paula))
    assert AddressChange.objects.open().get().email == "kim@kai.example"
    assert not Identifier.objects.filter(value="kim@kai.example").exists()


def test_whoever_cannot_sign_in_has_an_e_mail_address_written_at_once(konrad: Person, paula: Person) -> None:
    mail = konrad.identifiers.get(kind="email")
    wished = {"written": "konrad@cruse.example"}
    row = actions.enter(
        by_letter(konrad), Wrong("", "", "people_identifier", str(mail.pk), "Address", wished), by=actor(paula)
    )
    assert actions.correct(row, wished, "", by=actor(paula))
    row.refresh_from_db()
    assert row.outcome == ContestOutcome.CORRECTED
    assert list(konrad.identifiers.filter(kind="email").values_list("value", "is_primary")) == [
        ("konrad@cruse.example", True)
    ]


def test_a_member_tells_what_is_wrong_about_the_organisation(
    office: Browser, kim: Person, sam: Person, nordlicht: Organisation, paula: Person
) -> None:
    Organisation.objects.filter(pk=nordlicht.pk).update(note="Pays late", website="https://nordlicht.example")
    kims = signed_in(kim)
    here = f"/customer/rights/correction/?place=people_organisation&amp;key={nordlicht.pk}"
    assert here in text(kims, "/customer/rights/correction/")
    assert here in text(kims, f"/customer/organisations/{nordlicht.ref}/")
    address = here.replace("&amp;", "&")
    shown = text(kims, address)
    assert f"This is about: {nordlicht.name}" in shown
    assert "Pays late" not in shown, "what we note about them is not theirs to correct"
    assert "This is about:" not in text(signed_in(sam), address), "a stranger to it"
    stands = {"place": "people_organisation", "key": str(nordlicht.pk), "wrong": "We moved.", "should": ""}
    right = {"new_name": nordlicht.name, "new_address": "Kai 2\n24103 Kiel", "new_country": "DE"}
    page = kims.post("/customer/rights/correction/", {**stands, **right, "new_vat_number": "DE136695976"})["Location"]
    row = Contest.objects.get()
    decide = f"{OFFICE}contests/{row.ref}/"
    before = text(office, decide)
    assert "Asks as" in before
    assert "Invoices that were issued stay as they are" in before
    wrong = office.post(decide, {"outcome": "corrected", **right, "new_vat_number": "DE123"})
    assert wrong.status_code == 422
    for _press in range(2):
        office.post(decide, {"outcome": "corrected", **right, "new_vat_number": "DE136695976"})
    nordlicht.refresh_from_db()
    assert (nordlicht.address, nordlicht.vat_number) == ("Kai 2\n24103 Kiel", "DE136695976")
    assert (nordlicht.note, nordlicht.website) == ("Pays late", "https://nordlicht.example")
    assert AuditFact.objects.filter(name="people.organisation.changed", actor_id=paula.pk).count() == 1
    assert "DE136695976" in text(kims, page)

    request = by_letter(kim)
    assert nordlicht.name in text(office, page_of(request)), "the same from a letter"
    kim.memberships.update(ended_on=NOW.date())
    again = actions.enter(
        request, Wrong("It", "That", "people_organisation", str(nordlicht.pk), nordlicht.name), by=actor(paula)
    )
    with pytest.raises(Refused):
        actions.correct(again, {"name": "Mine now"}, "", by=actor(paula))
