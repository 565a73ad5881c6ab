"""A breach: its clock, the authority, the people whom it concerns, clients, and the file that stays."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from candor.kernel import clock
from candor.kernel.access_log import looked_at
from candor.kernel.models import AccessLogEntry, AuditFact
from candor.kernel.registries import inbound
from candor.kernel.registries.inbound import DeliveryReport
from candor.mail.models import OutboxMessage
from candor.people.models import Identifier, Organisation, Person
from candor.privacy import daily
from candor.privacy.actions import affected
from candor.privacy.actions.agreements import Terms, record_agreement
from candor.privacy.actions.locks import NewLock, lock_person
from candor.privacy.affected import count_up_to
from candor.privacy.due import whats_due
from candor.privacy.models import Affected, AffectedSearch, Breach, BreachNotice, FoundBy, LetterFate, LockGround
from candor.privacy.rules.breaches import deadline_of, is_late, reminders_due
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]
PAGE = "/tech/privacy-office/breaches/"
FRIDAY = datetime(2026, 10, 23, 15, 30, tzinfo=UTC)
"""The clocks go back on the Sunday after."""

KNOWN = {
    "version": "0", "title": "Laptop stolen", "what_happened": "From a car in Kiel.", "noticed_at": "2026-10-23T17:30",
    "people_kinds": "Customers", "people_number": "3", "record_kinds": "Names", "measures": "Locked from afar.",
}  # fmt: skip


def recorded(browser: Client, **more: str) -> Breach:
    answer = browser.post(f"{PAGE}new/", KNOWN | more)
    assert answer.status_code == 303, answer.content.decode()
    return Breach.objects.latest("pk")


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def friday(paula: Person) -> Any:
    Person.objects.update(time_zone="Europe/Berlin")
    with clock.at(FRIDAY + timedelta(minutes=5)):
        yield signed_in(paula)


def test_the_hours_run_through_the_weekend_and_are_hours() -> None:
    assert deadline_of(FRIDAY) == datetime(2026, 10, 26, 15, 30, tzinfo=UTC)
    assert [reminders_due(FRIDAY, FRIDAY + timedelta(hours=hours)) for hours in (47, 48, 65, 66, 80)] == [0, 1, 1, 2, 2]
    assert not is_late(FRIDAY, FRIDAY + timedelta(hours=72))
    assert is_late(FRIDAY, FRIDAY + timedelta(hours=72, seconds=1))


def test_from_the_first_word_to_the_closed_file(friday: Client, paula: Person, adam: Person, anna: Person) -> None:
    breach = recorded(friday)
    url = f"{PAGE}{breach.ref}/"
    assert breach.noticed_at == FRIDAY, "typed in the officer's own zone"
    assert signed_in(anna).get(url).status_code == 404
    due = whats_due(actor(paula)).rows[0]
    assert (due.title, due.words, due.at) == ("A breach: tell the authority", "Laptop stolen", breach.deadline)
    assert "Mon 26 Oct 2026, 16:30" in words(friday.get(url)), "an hour more than three days on the clock"
    assert "Decide first" in words(friday.post(f"{url}closure/"))
    with clock.at(FRIDAY + timedelta(hours=49)):
        assert daily.breaches_should_be_told()
        for _again in range(2):
            daily.remind_of_breaches()
        mails = OutboxMessage.objects.filter(template="privacy/mail/breach_reminder")
        assert {mail.to_name or mail.to_address for mail in mails} == {
            "paula@lindwurm.example",
            "adam@lindwurm.example",
        }
        assert "16:30" in mails[0].text
        links = {mail.to_address: re.search(r"https?://[^/]+(/\S+)", mail.text)[1] for mail in mails}
        assert links["paula@lindwurm.example"] == url
        administrator = signed_in(adam)
        alarm = words(administrator.get(links["adam@lindwurm.example"]))
        assert "26 Oct 2026, 16:30" in alarm
        assert paula.name in alarm
        assert "Laptop" not in alarm, "what happened is the office's"
        assert administrator.get(url).status_code == 404
        assert signed_in(anna).get(links["adam@lindwurm.example"]).status_code == 404
        assert "Laptop" not in mails[0].text
        assert not daily.breaches_should_be_told()
    with clock.at(FRIDAY + timedelta(hours=80)):
        browser = signed_in(paula)
        draft = words(browser.get(f"{url}draft/?language=de"))
        assert "Meldung einer Verletzung" in draft
        assert "noch nicht bekannt" in draft
        sent = {"sent_at": "2026-10-26T22:30", "way": "portal", "file_mark": "LDI 7", "text": "As drafted"}
        late = browser.post(f"{url}notices/", sent)
        assert late.status_code == 409
        assert "give the reasons for the delay" in words(late)
        assert browser.post(f"{url}notices/", sent | {"delay_reasons": "Nobody at work"}).status_code == 303
        assert browser.post(f"{url}notices/", sent | {"text": "More is known"}).status_code == 303
        assert BreachNotice.objects.filter(breach=breach).count() == 2
        page = words(browser.get(url))
        assert "after the 72 hours" in page
        assert "Further notice" in page
        assert browser.post(f"{url}risk/", {"risk": "risk", "reasons": ""}).status_code == 422
        assert browser.post(f"{url}risk/", {"risk": "risk", "reasons": "Names"}).status_code == 303
        assert not whats_due(actor(paula)).rows
        assert browser.post(f"{url}closure/").status_code == 303
        file = words(browser.get(f"{url}print/"))
        for proof in ("Nobody at work", "LDI 7", "More is known", "closed the breach", "Locked from afar."):
            assert proof in file
        assert browser.post(f"{url}facts/", KNOWN | {"title": "Nothing"}).status_code == 409
        assert browser.post(f"{url}risk/", {"risk": "none", "reasons": "x"}).status_code == 409
        assert "Laptop stolen" in words(browser.get(f"{PAGE}?closed"))


def test_no_risk_is_kept_with_its_reasons_and_two_who_write_see_both(friday: Client, paula: Person) -> None:
    breach = recorded(friday)
    url = f"{PAGE}{breach.ref}/"
    assert friday.post(f"{url}facts/", KNOWN | {"consequences": "None that we know"}).status_code == 303
    stale = friday.post(f"{url}facts/", KNOWN | {"consequences": "Spam"})
    assert stale.status_code == 409
    assert "None that we know" in words(stale)
    assert "Spam" in words(stale)
    assert friday.post(f"{url}risk/", {"risk": "none", "reasons": "The disk was encrypted."}).status_code == 303
    assert not whats_due(actor(paula)).rows
    assert not daily.breaches_should_be_told()
    assert friday.post(f"{url}closure/").status_code == 303
    assert "The disk was encrypted." in words(friday.get(url))
    ahead = friday.post(f"{PAGE}new/", KNOWN | {"noticed_at": "2027-01-01T10:00"})
    assert ahead.status_code == 422
    assert "Laptop stolen" in words(ahead)


def test_everybody_in_the_records_is_found_written_to_once_and_proven(
    friday: Client, paula: Person, kim: Person, lee: Person, sam: Person
) -> None:
    breach = recorded(friday)
    url = f"{PAGE}{breach.ref}/"
    Person.objects.filter(pk=kim.pk).update(language="de")
    Identifier.objects.filter(person=sam).delete()
    lock_person(kim, NewLock(LockGround.ACCURACY), by=actor(paula))
    question = {"way": "company", "which": "Nordlicht GmbH", "begins_at": "", "ends_at": ""}
    assert "2 people" in words(friday.post(f"{url}people/search/", question))
    assert friday.post(f"{url}people/search/", question | {"which": "Nowhere"}).status_code == 422
    assert friday.post(f"{url}people/search/", question | {"add": "yes"}).status_code == 303
    search = AffectedSearch.objects.get()
    for _again in range(3):
        affected.find_affected(search.pk)
    assert set(Affected.objects.values_list("subject_number", flat=True)) == {kim.pk, lee.pk}
    wrong = friday.post(f"{url}people/listed/", {"people": "sam@hafen.example\nnobody@nowhere.example"})
    assert "nobody@nowhere.example" in words(wrong)
    typed = f'"{sam.ref}";Sam\n{paula.ref}\n{kim.ref}\n'
    assert friday.post(f"{url}people/listed/", {"people": typed}).status_code == 303
    officer = Affected.objects.get(subject_number=paula.pk)
    assert friday.post(f"{url}affected/{officer.ref}/removal/").status_code == 303
    assert friday.post(f"{url}letters/").status_code == 409, "there are no words yet"
    letter = {
        "version": str(Breach.objects.get().version),
        "german": "Ein Rechner fehlt.",
        "english": "A laptop is gone.",
    }
    assert friday.post(f"{url}letter/", letter).status_code == 303
    assert friday.post(f"{url}letter/", letter | {"german": "Anders"}).status_code == 409
    for _press in range(2):
        assert friday.post(f"{url}letters/").status_code == 303
    for _again in range(3):
        affected.send_breach_letters(breach.pk)
    mails = {mail.to_address: mail for mail in OutboxMessage.objects.filter(template="privacy/mail/breach_letter")}
    assert set(mails) == {"kim@nordlicht.example", "lee@nordlicht.example"}
    assert "Ein Rechner fehlt." in mails["kim@nordlicht.example"].text, "who is restricted has to be told, too"
    assert "A laptop is gone." in mails["lee@nordlicht.example"].text
    for address, state in (("kim@nordlicht.example", "sent"), ("lee@nordlicht.example", "bounced")):
        mail = mails[address]
        inbound.report(DeliveryReport(mail.pk, mail.about_kind, mail.about_id, state, state != "sent"))
    shown = words(friday.get(f"{url}people/?group=untold"))
    assert "Lee" in shown
    assert "Kim" not in shown
    assert AccessLogEntry.objects.filter(actor_id=paula.pk, subject_id=lee.pk).exists()
    sheets = words(friday.get(f"{url}letters/print/"))
    assert sheets.count("letter-sheet") == 2
    assert friday.post(f"{url}risk/", {"risk": "high", "reasons": "Names"}).status_code == 303
    assert "Some people were not told yet" in words(friday.get(url))
    assert [row.title for row in whats_due(actor(paula)).rows] == [
        "A breach: tell the authority", "A breach: somebody is to be told",
    ]  # fmt: skip
    for person in (lee, sam):
        row = Affected.objects.get(subject_number=person.pk)
        assert (
            friday.post(f"{url}affected/{row.ref}/told/", {"on": "2026-10-23", "how": "By letter"}).status_code == 303
        )
        assert friday.post(f"{url}affected/{row.ref}/removal/").status_code == 409, "the proof stays"
    assert "Some people" not in words(friday.get(url))
    assert Affected.objects.get(subject_number=kim.pk).fate == LetterFate.MAILED
    names = set(AuditFact.objects.filter(name__startswith="privacy.breach.").values_list("name", flat=True))
    assert {"privacy.breach.searched", "privacy.breach.listed", "privacy.breach.letters_asked"} <= names


def test_people_are_found_by_their_records_in_time_and_by_a_stolen_account(
    friday: Client, paula: Person, anna: Person, kim: Person, sam: Person
) -> None:
    breach = recorded(friday)
    looked_at(kim.pk, about=kim, by=actor(anna), role="technician")
    early, late = FRIDAY - timedelta(days=1), FRIDAY + timedelta(days=1)
    stolen = {"way": FoundBy.ACCOUNT, "staff_number": anna.pk}
    assert count_up_to(AffectedSearch(**stolen, begins_at=early, ends_at=late)) == 1
    assert count_up_to(AffectedSearch(**stolen, begins_at=early - timedelta(days=9), ends_at=early)) == 0
    everybody = AffectedSearch(way=FoundBy.TABLES, tables=["people.identifier"])
    assert count_up_to(everybody) == Person.objects.filter(identifiers__isnull=False).distinct().count()
    assert count_up_to(everybody, 2) == 2, "counted no further than asked"
    url = f"{PAGE}{breach.ref}/people/search/"
    asked = {"way": "tables", "kinds": ["customer"], "which": "", "begins_at": "", "ends_at": "", "add": "yes"}
    assert friday.post(url, asked | {"kinds": []}).status_code == 422
    assert friday.post(url, asked).status_code == 303
    search = AffectedSearch.objects.get()
    affected.find_affected(search.pk)
    affected.find_affected(search.pk)
    search.refresh_from_db()
    assert search.done_at is not None
    assert {kim.pk, sam.pk} <= set(Affected.objects.values_list("subject_number", flat=True))


def test_a_client_is_told_with_proof(friday: Client, paula: Person, nordlicht: Organisation) -> None:
    terms = Terms(FRIDAY.date(), contact_name="Ms Lee", contact_address="dpo@nordlicht.example", contact_language="de")
    record_agreement(nordlicht, terms, by=actor(paula))
    breach = recorded(friday, is_clients_alone="on")
    url = f"{PAGE}{breach.ref}/"
    assert not daily.breaches_should_be_told(), "the client tells the authority"
    for _press in range(2):
        assert friday.post(f"{url}clients/", {"client": nordlicht.ref}).status_code == 303
    mail = OutboxMessage.objects.get(template="privacy/mail/breach_client")
    assert mail.to_address == "dpo@nordlicht.example"
    assert "From a car in Kiel." in mail.text
    assert friday.post(f"{url}risk/", {"risk": "risk", "reasons": "Names"}).status_code == 303
    assert "A client was not told yet" in words(friday.get(url))
    row = breach.clients.get()
    assert friday.post(f"{url}breach-clients/{row.ref}/told/", {"on": "2026-10-23", "how": ""}).status_code == 422
    assert friday.post(f"{url}breach-clients/{row.ref}/told/", {"on": "2026-10-23", "how": "Phone"}).status_code == 303
    assert friday.post(f"{url}closure/").status_code == 303
