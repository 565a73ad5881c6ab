"""People use their rights in their own account: what they see before, what happens at once, what the office decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.kernel import clock
from candor.kernel.actor import SYSTEM, Channel
from candor.kernel.jobs.worker import run_all_due
from candor.kernel.models import AuditFact
from candor.kernel.registries.corrections import NotCorrected
from candor.kernel.registries.guards import Ask, allowed
from candor.kernel.registries.personal_data import Purpose
from candor.kernel.tests.threads import at_once
from candor.mail.models import OutboxMessage, OutboxState
from candor.people.models import Account, Organisation, Person
from candor.people.public import add_identifier
from candor.privacy import contracts
from candor.privacy.actions import previewing
from candor.privacy.actions.agreements import Terms, record_agreement
from candor.privacy.actions.contests import correct
from candor.privacy.actions.own_requests import Wrong
from candor.privacy.actions.own_requests import contest as ask_to_correct
from candor.privacy.actions.owners_entries import write_entries
from candor.privacy.actions.requests import NewRequest, ask_identity, receive
from candor.privacy.contracts import register_contracts
from candor.privacy.documents.entries import ENTRIES
from candor.privacy.erasing import finishing
from candor.privacy.models import (
    ClientRequest,
    Contest,
    Copy,
    Erasure,
    ErasureState,
    Lock,
    RequestChannel,
    RequestKind,
    SubjectRequest,
)
from candor.privacy.rules.deciding import Contract, Standing
from candor.privacy.tasks import go_on_with_erasures
from tests.cast import actor, make_customer, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
RIGHTS, REQUESTS = "/customer/rights/", "/customer/requests/"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What deleting leaves on the disk is overwritten outside transactions, which has its own tests."""
    monkeypatch.setattr(contracts, "_sources", {})
    for keeper in finishing.keepers().values():
        monkeypatch.setattr(type(keeper), "compact", lambda _self, _places: True)
    with clock.at(NOW):
        yield


@pytest.fixture
def otto() -> Person:
    """A customer for himself, with a case."""
    person = make_customer("Otto Alt", "otto@alt.example", None)
    open_ticket(NewTicket(requester=person, subject="Broken", text="Ring me", channel=Channel.PHONE), by=SYSTEM)
    return person


@pytest.fixture
def ottos(otto: Person) -> Browser:
    return signed_in(otto)


def text(browser: Browser, address: str) -> str:
    shown = browser.get(address).content.decode()
    return re.sub(r"\s+", " ", shown.replace("&#39;", "'"))


def letters_leave() -> str:
    """The outbox sends what waits: an answer leaves before anything is destroyed. Gives the words of all that left."""
    run_all_due()
    left = "\n".join(OutboxMessage.objects.values_list("text", flat=True))
    OutboxMessage.objects.update(state=OutboxState.SENT)
    go_on_with_erasures()
    run_all_due()
    return left


def previewed(browser: Browser) -> Erasure:
    assert browser.post(f"{RIGHTS}erasure/preview/").status_code == 303
    run_all_due()
    return Erasure.objects.get(is_preview=True)


def sent(browser: Browser, preview: Erasure, **form: str) -> Any:
    clean = {"plan": preview.plan_hash, "understood": "on", "said": "I am done here.", **form}
    return browser.post(f"{RIGHTS}erasure/sending/", clean)


def reads_the_certificate_without_an_account(erasure: Erasure, last_mail: str) -> None:
    """By the link of the last mail, as long as it counts; the script that stands beside it finds it true."""
    link = re.search(r"http://[^\s/]+(/your-data/certificate/\S+)", last_mail)
    assert link, last_mail
    nobody = Browser()
    page = nobody.get(link[1])
    shown = page.content.decode()
    assert page.status_code == 200
    assert "Nothing is kept." in shown
    assert "Otto" not in shown
    assert not page.cookies
    file, script = (nobody.get(address) for address in re.findall(r'href="([^"]*(?:files/|verify-cert)[^"]*)"', shown))
    kept = {"file": file.content, "changed": file.content.replace(b"Nothing is kept.", b"Nothing was kept")}
    verify: dict[str, Any] = {"__name__": "verify_certificate"}
    exec(script.content, verify)
    assert [verify["verify"](content) for content in kept.values()] == ["", "signature"]
    with clock.at(clock.now() + timedelta(days=90)):
        assert nobody.get(link[1]).status_code == 200
    with clock.at(clock.now() + timedelta(days=92)):
        assert nobody.get(link[1]).status_code == 410
        assert nobody.get(f"{link[1]}files/{erasure.ref}/").status_code == 404
    forged = link[1].replace("certificate/", "certificate/0")
    assert nobody.get(forged).status_code == 410
    assert nobody.get(f"{link[1]}files/0f3kq8z1v7n2m5ax/").status_code == 404
    Erasure.objects.filter(pk=erasure.pk).update(state=ErasureState.EXECUTING)
    assert "still being carried out" in nobody.get(link[1]).content.decode()
    Erasure.objects.filter(pk=erasure.pk).update(state=ErasureState.DONE)


def test_otto_looks_first_and_then_has_everything_deleted(otto: Person, ottos: Browser, paula: Person) -> None:
    assert "Show me what would go" in text(ottos, f"{RIGHTS}erasure/")
    assert ottos.post(f"{RIGHTS}erasure/preview/").status_code == 303
    assert "Your preview is being made" in text(ottos, f"{RIGHTS}erasure/")
    run_all_due()
    shown = text(ottos, f"{RIGHTS}erasure/")
    for words in (
        "A preview: nothing was changed or sent", "Cases and the letters in them", "no law and no contract",
        "your account is closed", "Our final answer goes to your e-mail address",
    ):  # fmt: skip
        assert words in shown
    office = signed_in(paula)
    assert "Otto" not in text(office, "/tech/privacy-office/erasures/"), "a look is nobody's business"
    assert not SubjectRequest.objects.exists()

    preview = Erasure.objects.get()
    assert sent(ottos, preview, understood="").status_code == 422
    first, second = sent(ottos, preview), sent(ottos, preview)
    request = SubjectRequest.objects.get()
    assert first["Location"] == second["Location"] == f"{REQUESTS}{request.ref}/"
    shown = text(ottos, first["Location"])
    assert "I am done here." in shown
    assert "21 December" in shown, "one month, and no Sunday"
    last_mail = letters_leave()
    erasure = Erasure.objects.get()
    assert erasure.state == ErasureState.DONE, erasure.trouble
    assert erasure.confirmed_by is None, "nothing had to stay, so nobody had to put a name to it"
    reads_the_certificate_without_an_account(erasure, last_mail)
    assert erasure.request == request
    assert not Account.objects.filter(person__name="Otto Alt").exists()
    assert ottos.get(RIGHTS).status_code == 302, "he is signed out for good"


def test_a_preview_that_changed_or_is_old_is_not_sent(otto: Person, ottos: Browser) -> None:
    preview = previewed(ottos)
    assert sent(ottos, preview, plan="0" * 64).status_code == 409
    with clock.at(NOW + timedelta(hours=2)):
        assert "Show me what would go" in text(ottos, f"{RIGHTS}erasure/"), "an hour is as long as it counts"
    with clock.at(NOW + timedelta(days=1)):
        assert previewing.previews_are_over()
        previewing.forget_previews()
        run_all_due()
        assert not Erasure.objects.exists()
        assert sent(signed_in(otto), preview).status_code == 409
    assert not SubjectRequest.objects.exists()


def test_what_has_to_stay_waits_for_a_named_person_and_can_be_taken_back(
    otto: Person, ottos: Browser, paula: Person
) -> None:
    contract = Contract(Standing.PARTY, frozenset({Purpose.CONTRACT}), date(2026, 12, 31))
    register_contracts("test", of=lambda _people: {otto.pk: [contract]})
    shown = text(ottos, previewed(ottos) and f"{RIGHTS}erasure/")
    assert "your contract with us needs it" in shown
    assert "a person of our privacy office looks at it" in shown
    page = sent(ottos, Erasure.objects.get())["Location"]
    run_all_due()
    assert Erasure.objects.get().state == ErasureState.PLANNED
    assert "Otto Alt" in text(signed_in(paula), "/tech/privacy-office/erasures/")
    assert "is on its way" in text(ottos, f"{RIGHTS}erasure/")
    assert ottos.post(f"{RIGHTS}erasure/preview/").status_code == 303
    assert Erasure.objects.get().state == ErasureState.PLANNED, "a look drops nothing that was asked for"
    for _press in range(2):
        assert ottos.post(f"{page}withdrawal/").status_code == 303
    run_all_due()
    assert not Erasure.objects.exists()
    assert "Taken back" in text(ottos, page)
    assert Person.objects.get(pk=otto.pk).name == "Otto Alt"


def test_who_signed_in_a_while_ago_shows_first_that_it_is_them(otto: Person, ottos: Browser) -> None:
    preview = previewed(ottos)
    with clock.at(NOW + timedelta(minutes=40)):
        answer = sent(ottos, preview)
        assert "confirm" in answer.get("Location", "") + answer.content.decode()
        assert not SubjectRequest.objects.exists()
        row = Copy.objects.create(person=otto, by=otto, language="en", asked_at=NOW, until=NOW + timedelta(days=1))
        assert "confirm" in ottos.get(f"{RIGHTS}copies/{row.ref}/fetch/").get("Location", "confirm")


@pytest.mark.once
def test_advertising_ends_at_once_and_what_was_held_for_it_goes(otto: Person, ottos: Browser) -> None:
    assert "End all advertising to me" in text(ottos, f"{RIGHTS}objection/")
    first = ottos.post(f"{RIGHTS}objection/advertising/")
    assert not allowed(Ask.ADVERTISE_TO, "otto@alt.example"), "before anything was planned"
    ottos.post(f"{RIGHTS}objection/advertising/")
    letters_leave()
    request = SubjectRequest.objects.get()
    erasure = Erasure.objects.get()
    assert (erasure.right, erasure.state, erasure.request) == ("marketing", ErasureState.DONE, request)
    assert "Download the certificate" in text(ottos, first["Location"])
    proof = ottos.get(f"{first['Location']}certificate/?of={erasure.ref}")
    assert proof["Content-Disposition"].startswith("attachment")
    assert Person.objects.get(pk=otto.pk).name == "Otto Alt"


def test_advertising_ends_while_an_erasure_waits_and_drops_nothing_of_it(otto: Person, ottos: Browser) -> None:
    contract = Contract(Standing.PARTY, frozenset({Purpose.CONTRACT}), date(2026, 12, 31))
    register_contracts("test", of=lambda _people: {otto.pk: [contract]})
    sent(ottos, previewed(ottos))
    answer = ottos.post(f"{RIGHTS}consent/withdrawal/")
    run_all_due()
    assert not allowed(Ask.ADVERTISE_TO, "otto@alt.example")
    assert Erasure.objects.get().right == "erasure"
    assert "Nobody advertises to you any more." in text(ottos, answer["Location"])


def test_a_lock_hides_the_person_at_once_and_is_theirs_to_lift(otto: Person, ottos: Browser, anna: Person) -> None:
    form = {"ground": "claims", "said": "I am suing my landlord."}
    page = ottos.post(f"{RIGHTS}restriction/", form)["Location"]
    assert "Otto Alt" not in text(signed_in(anna), "/tech/cases/")
    assert "Your data is locked" in text(ottos, f"{RIGHTS}restriction/")
    shown = text(ottos, page)
    assert "Your data is locked since" in shown
    assert "Broken" in text(ottos, "/customer/cases/"), "one's own one goes on seeing"
    lock = Lock.objects.get()
    assert lock.request == SubjectRequest.objects.get()
    assert ottos.post(f"{page}unlocking/").status_code == 303
    assert not Lock.objects.standing().exists()
    assert "Lifted on" in text(ottos, page)
    assert "Otto Alt" in text(signed_in(anna), "/tech/cases/")


def test_something_wrong_is_decided_by_the_office_and_the_person_reads_it(
    otto: Person, ottos: Browser, paula: Person, sam: Person
) -> None:
    item = f"?place=people_person&key={otto.pk}"
    assert "This is about:" in text(ottos, f"{RIGHTS}correction/{item}")
    assert "This is about:" not in text(ottos, f"{RIGHTS}correction/?place=people_person&key={sam.pk}"), "not theirs"
    assert ottos.get(f"{RIGHTS}correction/?place=nowhere&key=x").status_code == 200
    Person.objects.filter(pk=otto.pk).update(note="He shouted.")
    asked = text(ottos, f"{RIGHTS}correction/{item}")
    assert "He shouted." in asked, "field by field"
    same = {"place": "people_person", "key": str(otto.pk), "new_name": otto.name, "new_note": "He shouted."}
    assert ottos.post(f"{RIGHTS}correction/", {**same, "wrong": "", "should": ""}).status_code == 422
    form = {**same, "new_note": "He asked twice.", "wrong": "I never shouted.", "restrict": "on"}
    page = ottos.post(f"{RIGHTS}correction/", form)["Location"]
    assert "Being checked" in text(ottos, page)
    assert Lock.objects.standing().get().ground == "accuracy"

    contest, office = Contest.objects.get(), signed_in(paula)
    address = f"/tech/privacy-office/contests/{contest.ref}/"
    assert "I never shouted." in text(office, address)
    assert 'value="Otto Alt"' in text(office, address)
    assert "He asked twice.</textarea>" in text(office, address)
    decision = {"outcome": "corrected", "new_name": "", "new_note": "He asked twice."}
    assert office.post(address, decision).status_code == 422, "nobody has no name"
    assert Contest.objects.open().exists()
    decision["new_name"] = "Otto Alt"
    for _press in range(2):
        assert office.post(address, decision).status_code == 303
    otto.refresh_from_db()
    assert otto.note == "He asked twice."
    assert AuditFact.objects.filter(name="people.person.changed", object_id=otto.pk, actor_id=paula.pk).count() == 1
    assert AuditFact.objects.filter(name="privacy.contest.decided", details__wrote=True).count() == 1
    shown = text(ottos, page)
    assert "It says now:" in shown
    assert "He asked twice." in shown
    assert "Corrected" in shown
    assert SubjectRequest.objects.get().is_over
    assert signed_in(sam).get(page).status_code == 404


def test_corrected_is_not_told_before_somebody_has_done_it(otto: Person, ottos: Browser, paula: Person) -> None:
    case = open_ticket(NewTicket(otto, "It stops", "Why?", Channel.WEB), by=actor(otto))
    letter = case.messages.get()
    item = {"place": "helpdesk_message", "key": str(letter.pk)}
    page = ottos.post(f"{RIGHTS}correction/", {**item, "wrong": "Not my words.", "should": "Theirs."})["Location"]
    address = f"/tech/privacy-office/contests/{Contest.objects.get().ref}/"
    office = signed_in(paula)
    assert "A message stays as it was sent" in text(office, address)
    said = {"outcome": "corrected", "answer": "The case says now whose words they are."}
    refused = office.post(address, said)
    assert refused.status_code == 422
    assert "nobody is told before it stands there" in refused.content.decode()
    assert "Being checked" in text(ottos, page)
    assert office.post(address, {**said, "done": "on"}).status_code == 303
    assert "The case says now whose words they are." in text(ottos, page)


def test_a_telephone_number_is_written_anew(otto: Person, paula: Person) -> None:
    phone = add_identifier(otto, "phone", "+49 431 5550100", by=SYSTEM)
    wished = {"written": "+49 431 5550199", "label": ""}
    wrong = Wrong("The last digits", "99", "people_identifier", str(phone.pk), "Telephone", wished)
    row = ask_to_correct(otto, wrong, by=actor(otto)).contests.get()
    with pytest.raises(NotCorrected):
        correct(row, {**wished, "written": "no number"}, "", by=actor(paula))
    assert Contest.objects.open().exists()
    assert correct(row, wished, "", by=actor(paula))
    numbers = otto.identifiers.filter(kind="phone").values_list("value", "is_primary")
    assert list(numbers) == [("+494315550199", True)]


@pytest.mark.once
def test_a_refusal_tells_its_reasons(otto: Person, ottos: Browser, paula: Person) -> None:
    page = ottos.post(f"{RIGHTS}correction/", {"wrong": "Not my case.", "should": "Nothing."})["Location"]
    address = f"/tech/privacy-office/contests/{Contest.objects.get().ref}/"
    signed_in(paula).post(address, {"outcome": "refused", "answer": "The letter bears your name."})
    shown = text(ottos, page)
    assert "The letter bears your name." in shown
    assert "Refused" in shown


def test_a_copy_of_ones_own_is_made_and_fetched_by_oneself_alone(
    otto: Person, ottos: Browser, sam: Person, paula: Person
) -> None:
    page = ottos.post(f"{RIGHTS}copy/", {"right": "access"})["Location"]
    run_all_due()
    copy = Copy.objects.get()
    received, answer = OutboxMessage.objects.filter(to_address="otto@alt.example").order_by("pk")
    assert "20 November" in received.text
    assert "/customer/rights/copy/" in answer.text
    assert SubjectRequest.objects.get().is_over
    assert "It is ready" in text(ottos, page)
    assert "Fetch the archive" in text(ottos, f"{RIGHTS}copy/")
    assert signed_in(sam).post(f"{RIGHTS}copies/{copy.ref}/fetch/").status_code == 404
    fetched = ottos.post(f"{RIGHTS}copies/{copy.ref}/fetch/")
    assert b"".join(fetched.streaming_content)[:2] == b"PK"
    for day in ("portability", "access"):
        with clock.at(NOW + timedelta(minutes=len(day))):
            ottos.post(f"{RIGHTS}copy/", {"right": day})
    assert ottos.post(f"{RIGHTS}copy/", {"right": "portability"}).status_code in {303, 409}
    assert Copy.objects.count() <= 3


@pytest.mark.once
def test_whose_data_is_a_clients_is_told_that_the_client_decides(
    kim: Person, nordlicht: Organisation, paula: Person
) -> None:
    record_agreement(nordlicht, Terms(date(2026, 1, 1), contact_address="privacy@nordlicht.example"), by=actor(paula))
    kims = signed_in(kim)
    assert "We keep your data for Nordlicht GmbH" in text(kims, f"{RIGHTS}erasure/")
    preview = previewed(kims)
    assert not ClientRequest.objects.exists(), "nobody is told of a look"
    sent(kims, preview)
    assert ClientRequest.objects.get().organisation == nordlicht
    assert Erasure.objects.get().state == ErasureState.PLANNED
    page = kims.post(f"{RIGHTS}correction/", {"wrong": "My name", "should": "Kim Janssen"})["Location"]
    (mail,) = OutboxMessage.objects.filter(to_address="privacy@nordlicht.example")
    assert "Kim Jansen" in mail.text
    assert "Art. 16" in mail.text
    assert "My name" not in mail.text, "what they said is in no mail"
    assert "We passed it on to the organisation" in text(kims, page)


@pytest.mark.once
def test_a_complaint_names_who_answers_and_the_authority(otto: Person, ottos: Browser, paula: Person) -> None:
    assert "We have named none." in text(ottos, f"{RIGHTS}complaint/")
    entries = {"officer": "Dr. Paula Roth\nKai 1, 24103 Kiel", "authority": "ULD Schleswig-Holstein"}
    write_entries({**dict.fromkeys(ENTRIES, ""), **entries}, by=actor(paula), expected_version=0)
    shown = text(ottos, f"{RIGHTS}complaint/")
    assert "Kai 1, 24103 Kiel" in shown
    assert "ULD Schleswig-Holstein" in shown
    page = ottos.post(f"{RIGHTS}complaint/", {"said": "Nobody answered me."})["Location"]
    assert "Nobody answered me." in text(ottos, page)


@pytest.mark.once
def test_a_question_about_identity_is_answered_where_one_has_signed_in(otto: Person, ottos: Browser) -> None:
    new = NewRequest(RequestKind.ACCESS, RequestChannel.MAIL, said="Send me all", address="otto@alt.example")
    request = receive(new, by=SYSTEM)
    ask_identity(request, by=SYSTEM, note="Is it you?")
    assert "We have a question" in text(ottos, REQUESTS)
    page = f"{REQUESTS}{request.ref}/"
    assert "Is it you?" in text(ottos, page)
    assert ottos.post(f"{page}reply/", {"said": ""}).status_code == 422
    assert ottos.post(f"{page}reply/", {"said": "Yes, it is me."}).status_code == 303
    request.refresh_from_db()
    assert request.subject_number == otto.pk
    assert "We are sure that it is you." in text(ottos, page)


@pytest.mark.once
def test_nobody_sees_what_somebody_else_asked_for(kim: Person, lee: Person, mallory: Person, anna: Person) -> None:
    kims = signed_in(kim)
    page = kims.post(f"{RIGHTS}complaint/", {"said": "Too slow."})["Location"]
    assert "A complaint" in text(kims, REQUESTS)
    for other in (lee, mallory, anna):
        browser = signed_in(other)
        assert browser.get(page).status_code == 404, "a super customer sees cases, and no one's rights"
        assert "You have asked for nothing yet" in text(browser, REQUESTS)
        assert browser.post(f"{page}withdrawal/").status_code == 404
    assert Browser().get(page).status_code in {302, 303}


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_ask_once(otto: Person, ottos: Browser) -> None:
    preview = previewed(ottos)
    answers = at_once(2, lambda _number: sent(signed_in(otto), preview).status_code)
    assert answers == [303, 303]
    assert SubjectRequest.objects.count() == 1
