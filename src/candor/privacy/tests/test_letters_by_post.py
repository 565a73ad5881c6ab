"""Letters about requests that go by post: written where nobody can be mailed, printed, posted, and what follows."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client as Browser
from pypdf import PdfReader

from candor.kernel import clock
from candor.kernel.actor import ANONYMOUS, JOB, SYSTEM
from candor.kernel.jobs.worker import run_all_due
from candor.kernel.models import AuditFact
from candor.kernel.papers.running import PapersFailed
from candor.kernel.registries.inbound import DeliveryReport
from candor.mail.models import OutboxMessage
from candor.people.models import Person, PostalAddress
from candor.people.public import NewPerson, Refused, add_person
from candor.privacy.actions import paper_letters as actions
from candor.privacy.actions import requests
from candor.privacy.actions.erasures import confirm, plan
from candor.privacy.actions.request_letters import note_letter_delivery
from candor.privacy.actions.requests import NewRequest, Refusal, Settlement
from candor.privacy.due import whats_due
from candor.privacy.erasing import Asked, carry_on, drop_plan, finishing
from candor.privacy.folders import making
from candor.privacy.folders.reading import request_file
from candor.privacy.models import (
    Erasure,
    ErasureState,
    IdentityProof,
    PaperLetter,
    RequestChannel,
    RequestKind,
    RequestLetter,
    SubjectRequest,
)
from candor.privacy.queries.requests import steps_of
from candor.privacy.rules.deciding import Right
from candor.privacy.rules.request_states import State
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = NOW.date()
OFFICE = "/tech/privacy-office/"
HOME = "Süderstraße 12\n25938 Wyk auf Föhr"


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
def konrad() -> Person:
    """Somebody without an e-mail address."""
    return add_person(NewPerson("Konrad Kruse", phone="+49 4681 55010", language="de"), by=SYSTEM)


def by_letter(kind: RequestKind, person: Person | None = None, address: str = HOME) -> SubjectRequest:
    new = NewRequest(
        kind, RequestChannel.LETTER, "Bitte.", "Konrad Kruse", postal_address=address, language="de", person=person,
        identity=IdentityProof.KNOWN if person else None,
    )  # fmt: skip
    return requests.receive(new, by=SYSTEM)


def of(request: SubjectRequest) -> PaperLetter:
    return PaperLetter.objects.filter(request=request).latest("pk")


def page_of(letter: PaperLetter) -> str:
    return f"{OFFICE}letters-by-post/{letter.ref}/"


def text(browser: Browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def words_on(paper: bytes) -> str:
    """The words of the first page; a hyphen comes out as a soft one."""
    return PdfReader(io.BytesIO(paper)).pages[0].extract_text().replace("\xad", "-")


def steps(request: SubjectRequest) -> list[str]:
    return [step.kind for step in steps_of(request)]


def test_an_acknowledgement_is_printed_for_the_window_and_posted(office: Browser, paula: Person, anna: Person) -> None:
    request = by_letter(RequestKind.ACCESS)
    letter = of(request)
    assert letter.address == f"Konrad Kruse\n{HOME}"
    assert steps(request) == ["received"], "nothing was posted yet"
    assert "A letter to be posted" in {row.title for row in whats_due(actor(paula)).rows}
    assert "1 letter is to be posted" in text(office, f"{OFFICE}requests/{request.ref}/")
    assert letter.subject in text(office, f"{OFFICE}requests/{request.ref}/letters/")

    answer = office.get(f"{page_of(letter)}pdf/")
    assert answer["Content-Type"] == "application/pdf"
    words = words_on(answer.content)
    for part in ("Konrad Kruse", "25938 Wyk auf Föhr", "23. November 2026", "Mit freundlichen Grüßen", "Seite 1 von 1"):
        assert part in words, (part, words)
    assert "-- " not in letter.text, "who writes stands at the head, not below"
    for verb in ("", "pdf/"):
        assert signed_in(anna).get(page_of(letter) + verb).status_code == 404
    assert signed_in(anna).post(f"{page_of(letter)}posting/", {"posted_on": "2026-11-23"}).status_code == 404

    assert office.post(f"{page_of(letter)}posting/", {"posted_on": "2026-11-24"}).status_code == 422, "tomorrow"
    for _press in range(2):
        assert office.post(f"{page_of(letter)}posting/", {"posted_on": "2026-11-23"}).status_code == 303
    assert steps(request) == ["received", "acknowledged"]
    letter.refresh_from_db()
    assert (letter.posted_on, letter.settled_by) == (TODAY, paula)
    assert "By post on 23 November 2026" in text(office, f"{OFFICE}requests/{request.ref}/")
    facts = request_file(request, by=actor(paula)).letters[-1].facts
    assert (facts["posted_on"], facts["posted_by"]) == (TODAY, "Paula Roth")
    assert facts["to"].startswith("Konrad Kruse, ")

    folder = f"{OFFICE}requests/{request.ref}/folder/"
    with zipfile.ZipFile(io.BytesIO(office.post(folder).content)) as archive:
        assert words_on(archive.read("letters/01.pdf")) == words, "the paper lies beside its words"
        assert letter.text in archive.read("letters/01.txt").decode()
        assert json.loads(archive.read("request.json"))["letters"][0]["pdf"] == "letters/01.pdf"
        assert 'href="letters/01.pdf"' in archive.read("index.html").decode()
        assert "letters/01.pdf" in archive.read("SHA256SUMS.txt").decode()
    PaperLetter.objects.update(address="")
    with zipfile.ZipFile(io.BytesIO(office.post(folder).content)) as archive:
        assert {name for name in archive.namelist() if name.startswith("letters/")} == {"letters/01.txt"}


def test_a_folder_that_would_lack_a_letter_is_not_handed_out(office: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_letter: PaperLetter) -> bytes:
        raise PapersFailed(1)

    request = by_letter(RequestKind.ACCESS)
    monkeypatch.setattr(making, "printed", fail)
    answer = office.post(f"{OFFICE}requests/{request.ref}/folder/")
    assert answer["Location"] == f"{OFFICE}requests/{request.ref}/"
    assert "The letter could not be made" in text(office, answer["Location"])
    assert not AuditFact.objects.filter(name="privacy.request.exported").exists()


def test_without_any_address_it_says_what_to_do(office: Browser, paula: Person) -> None:
    request = by_letter(RequestKind.ACCESS, address="")
    letter = of(request)
    assert "No postal address is known" in text(office, page_of(letter))
    assert office.get(f"{page_of(letter)}pdf/").status_code == 303
    assert office.post(f"{page_of(letter)}posting/", {"posted_on": "2026-11-23"}).status_code == 409
    long = "\n".join(["Konrad Kruse", *"abcdef"])
    assert office.post(page_of(letter), {"version": "0", "address": long}).status_code == 422, "six lines"
    typed = {"version": "0", "address": "Konrad Kruse\nDeich 1\n25938 Wyk", "enclosures": ""}
    assert office.post(page_of(letter), typed).status_code == 303
    stale = office.post(page_of(letter), {**typed, "address": "Konrad\nElsewhere\n1 X"})
    assert stale.status_code == 409
    assert "Deich 1" in stale.content.decode()
    assert "Elsewhere" in stale.content.decode()
    assert office.get(f"{page_of(letter)}pdf/").status_code == 200
    other = of(by_letter(RequestKind.COMPLAINT, address=""))
    assert office.post(f"{page_of(other)}unsent/", {"why": " "}).status_code == 422
    office.post(f"{page_of(other)}unsent/", {"why": "No address could be learned."})
    other.refresh_from_db()
    assert other.unsent_because == "No address could be learned."


def test_a_question_by_letter_stops_the_clock_on_the_day_it_is_posted(office: Browser, paula: Person) -> None:
    request = by_letter(RequestKind.ERASURE)
    address = f"{OFFICE}requests/{request.ref}/"
    assert office.post(f"{address}question/", {"words": "Welche Rechnung?"})["Location"] == f"{address}letters/"
    request.refresh_from_db()
    assert (request.state, request.paused_since) == ("identity-pending", None), "it lies on the desk"
    with clock.at(NOW + timedelta(days=3)):
        assert actions.note_posted(of(request), date(2026, 11, 25), by=actor(paula))
    request.refresh_from_db()
    assert request.paused_since == date(2026, 11, 25)
    with clock.at(NOW + timedelta(days=7)):
        requests.answer_identity(request, by=actor(paula))
    assert request.paused_days == 5

    late = by_letter(RequestKind.OBJECTION)
    requests.question(late, "Welche Rechnung?", by=actor(paula))
    with clock.at(NOW + timedelta(days=10)):
        assert actions.note_posted(of(late), date(2026, 12, 3), by=actor(paula))
    late.refresh_from_db()
    assert late.paused_since is None, "a late question stops nothing"
    with pytest.raises(Refused):
        actions.note_posted(of(late), date(2026, 11, 1), by=actor(paula))


def test_an_answer_on_paper_encloses_the_copy_and_comes_once(paula: Person, konrad: Person) -> None:
    request = by_letter(RequestKind.ACCESS, konrad)
    assert requests.settle(request, Settlement(State.FULFILLED, "Anbei."), by=actor(paula))
    letter = of(request)
    assert letter.template == "privacy/mail/request_fulfilled"
    assert letter.enclosures == "Kopie Ihrer Daten, gedruckt"
    kept = Refusal("Rechnungen", "§ 147 AO")
    refused = by_letter(RequestKind.PORTABILITY, konrad)
    requests.settle(refused, Settlement(State.REFUSED, "", (kept,)), by=actor(paula))
    assert of(refused).enclosures == ""
    assert "Art. 77" in of(refused).text


def test_the_answer_is_posted_before_its_address_is_erased(konrad: Person, paula: Person) -> None:
    PostalAddress.objects.create(person=konrad, lines="Deich 1", postcode="25938", city="Wyk", country="DK")
    request = by_letter(RequestKind.ERASURE, konrad, address="")

    def confirmed() -> Erasure:
        erasure = plan(konrad, Asked(Right.ERASURE, request=request.pk), by=actor(paula))
        run_all_due()
        erasure.refresh_from_db()
        assert confirm(erasure, erasure.plan_hash, by=actor(paula))
        return erasure

    dropped = confirmed()
    first = of(request)
    assert first.address == "Konrad Kruse\nDeich 1\n25938 Wyk\nDENMARK"
    drop_plan(dropped, by=actor(paula))
    first.refresh_from_db()
    assert first.unsent_because, "it speaks of a plan that is gone"
    erasure = confirmed()
    run_all_due()
    assert carry_on(erasure).state == ErasureState.CONFIRMED, "the answer lies on the desk"
    assert Person.objects.filter(pk=konrad.pk, erased_at=None).exists()
    assert actions.note_posted(of(request), TODAY, by=actor(paula))
    assert carry_on(erasure).state == ErasureState.DONE
    assert PaperLetter.objects.filter(request=request, template__endswith="request_fulfilled").count() == 2
    assert of(request).address.startswith("Konrad Kruse"), "on file, under lock"
    assert steps(request).count("answer-sent") == 1


def test_a_mail_is_printed_for_the_post_as_well(office: Browser, kim: Person, anna: Person) -> None:
    new = NewRequest(
        RequestKind.ACCESS, RequestChannel.MAIL, person=kim, address="kim@nordlicht.example",
        identity=IdentityProof.MAILBOX,
    )  # fmt: skip
    request = requests.receive(new, by=ANONYMOUS)
    assert not PaperLetter.objects.exists(), "who can be mailed is mailed"
    sent = OutboxMessage.objects.get(about_id=request.pk)
    note_letter_delivery(DeliveryReport(sent.pk, sent.about_kind, request.pk, "sent", permanent=False))
    mail = RequestLetter.objects.get(request=request)
    address = f"{OFFICE}requests/{request.ref}/letters/print/"
    assert signed_in(anna).post(address, {"mail": mail.pk}).status_code == 404
    for _press in range(2):
        page = office.post(address, {"mail": mail.pk})["Location"]
    letter = PaperLetter.objects.get()
    assert page == page_of(letter)
    assert letter.text in mail.text
    RequestLetter.objects.filter(pk=mail.pk).update(text="")
    assert office.post(address, {"mail": mail.pk})["Location"].endswith("/letters/"), "a link for its reader alone"
    assert office.post(address, {"mail": 10**15}).status_code == 404


def test_a_code_is_on_the_paper_and_nowhere_else(office: Browser, konrad: Person) -> None:
    place = PostalAddress.objects.create(person=konrad, lines="Deich 1", postcode="25938", city="Wyk", country="DE")
    request = by_letter(RequestKind.ERASURE)
    way = f"{OFFICE}requests/{request.ref}/identity/"
    office.post(f"{way}letter/", {"person": konrad.ref, "entry": place.ref})
    letter = of(request)
    assert letter.address == "Konrad Kruse\nDeich 1\n25938 Wyk"
    assert "••••-••••" in letter.text
    answer = office.post(f"{way}paper/", {"code": "abcd-efgh"})
    assert "ABCD-EFGH" in words_on(answer.content)
    assert "ABCD" not in of(request).text
    actions.give_up(letter, "x", by=JOB)
    assert office.post(f"{way}paper/", {"code": "abcd-efgh"}).status_code == 303
