"""VAT numbers at VIES, against a stand-in for it: asked in the background, told on the page, never in anybody's way."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.urls import reverse

from candor.business import tasks_vat_checks as tasks
from candor.business import vies
from candor.business.actions.vat_checks import PAUSES, change_asking, due_checks
from candor.business.models import VatCheck, VatState
from candor.business.queries_vat_checks import doubt_about
from candor.business.tests.stories_invoices import NORDLICHT, drafted, we_are
from candor.kernel import clock
from candor.kernel.http import client as http_client
from candor.kernel.jobs.worker import run_all_due
from candor.people.models import Organisation, Person
from candor.privacy.actions.locks import NewLock, lock_person
from candor.privacy.models import Disclosure, LockGround, Recipient, RecipientTask
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.once]

THEIRS = "ATU13585627"
VALID = {
    "valid": True, "requestIdentifier": "WAPIAAAAYeR2Yz", "name": "Hafen AG\nKai", "address": "Kai 4\r\n1010 Wien",
}  # fmt: skip


class StandIn:
    """Answers with `answer`; a text goes out as it is."""

    def __init__(self) -> None:
        self.answer: Any = VALID
        self.status = 200
        self.asked: list[dict[str, str]] = []
        self.meanwhile: Callable[[], object] = lambda: None
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                stand_in.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                answer = stand_in.answer(stand_in.asked[-1]) if callable(stand_in.answer) else stand_in.answer
                body = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
                self.send_response(stand_in.status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_words: Any) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()


@pytest.fixture
def eu(monkeypatch: pytest.MonkeyPatch, db: Any, adam: Person) -> Iterator[StandIn]:
    there = StandIn()
    monkeypatch.setattr(http_client, "is_public", lambda _address: True)
    monkeypatch.setattr(vies, "ADDRESS", f"http://127.0.0.1:{there.server.server_port}/check-vat-number")
    we_are()
    change_asking(is_on=True, by=actor(adam))
    yield there
    there.server.shutdown()
    there.server.server_close()


@pytest.fixture
def vienna(hafen: Organisation) -> Organisation:
    Organisation.objects.filter(pk=hafen.pk).update(vat_number=THEIRS)
    hafen.refresh_from_db()
    return hafen


def page_of(who: Person, organisation: Organisation) -> str:
    return str(signed_in(who).get(reverse("business:organisation", args=[organisation.ref])).content.decode())


def test_a_number_is_asked_about_once_and_the_answer_stands_on_the_page(
    eu: StandIn, vienna: Organisation, clara: Person, anna: Person
):
    assert "Nobody was asked yet." in page_of(clara, vienna)
    assert "has not confirmed" in str(doubt_about(THEIRS))
    assert tasks.numbers_should_be_checked()
    for _round in range(2):
        tasks.check_vat_numbers()
    assert not tasks.numbers_should_be_checked()
    assert eu.asked == [
        {
            "countryCode": "AT", "vatNumber": "U13585627",
            "requesterMemberStateCode": "DE", "requesterNumber": "136695976",
        }
    ]  # fmt: skip
    shown = page_of(clara, vienna)
    for words in ("valid", "WAPIAAAAYeR2Yz", "Hafen AG Kai", "Kai 4 1010 Wien", "Ask VIES now"):
        assert words in shown
    assert doubt_about(THEIRS) == ""
    assert "WAPIAAAAYeR2Yz" not in page_of(anna, vienna), "technicians see nothing of invoicing"


def test_the_number_of_whoever_may_trade_alone_is_a_disclosure_to_the_commission(
    eu: StandIn, vienna: Organisation, nordlicht: Organisation, sam: Person, kim: Person, lee: Person, paula: Person
):
    """Noted before it leaves, once for each number; that of a company with several people is about nobody."""
    Organisation.objects.filter(pk=nordlicht.pk).update(vat_number="DE136695976")
    eu.status = 502
    for _round in range(2):
        tasks.check_vat_numbers()
    assert Recipient.objects.get().name == "European Commission (VIES)"
    assert [row.number_of_people for row in Disclosure.objects.all()] == [1]
    Organisation.objects.filter(pk=vienna.pk).update(vat_number="ATU37675002")
    with clock.at(clock.now() + timedelta(minutes=9)):
        tasks.check_vat_numbers()
    assert Disclosure.objects.count() == 2, "another number, another question"
    mine = signed_in(sam).get("/customer/my-data/received/").content.decode()
    assert "The VAT number of their organisation" in mine
    assert "Belgium" in mine
    assert "European Commission" not in signed_in(kim).get("/customer/my-data/received/").content.decode()
    office = signed_in(paula)
    assert "European Commission (VIES)" in office.get("/tech/privacy-office/recipients/").content.decode()

    lock_person(sam, NewLock(LockGround.CLAIMS), by=actor(paula))
    task, letter = (
        reverse(f"tech:privacy-recipient-{page}", args=[RecipientTask.objects.get().ref]) for page in ("task", "letter")
    )
    assert "privacy statement for VIES" in office.get(task).content.decode(), "where the office finds the address"
    on_paper = office.get(letter).content.decode()
    assert "Directorate-General for Taxation and Customs Union" in on_paper
    assert "No postal address stands on the register" in on_paper
    Recipient.objects.update(postal_address="As their statement says\n1049 Brussels")
    for page in (task, letter):
        shown = office.get(page).content.decode()
        assert "1049 Brussels" in shown
        assert "privacy statement for VIES" not in shown
        assert "No postal address stands on the register" not in shown


def test_a_number_that_is_not_valid_is_said_and_a_changed_one_is_asked_anew(
    eu: StandIn, vienna: Organisation, clara: Person
):
    eu.answer = {"valid": False, "name": "---", "address": "---"}
    tasks.check_vat_numbers()
    assert "not valid" in page_of(clara, vienna)
    assert "not valid" in str(doubt_about(THEIRS))
    eu.answer = {"actionSucceed": False, "errorWrappers": [{"error": "INVALID_INPUT"}]}
    Organisation.objects.filter(pk=vienna.pk).update(vat_number="ATU37675002")
    assert tasks.numbers_should_be_checked()
    tasks.check_vat_numbers()
    row = VatCheck.objects.get()
    assert (row.number, row.state, row.name) == ("ATU37675002", VatState.INVALID, "")


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (500, {"actionSucceed": False, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]}),
        (502, "<html>Bad gateway"),
        (200, []),
        (200, {"valid": "yes"}),
        (200, "[" * 5_000),
        (200, {"actionSucceed": False, "errorWrappers": ["x", None]}),
    ],
)
def test_silence_is_no_answer_and_is_asked_again_later(
    eu: StandIn, vienna: Organisation, clara: Person, status: int, answer: Any
):
    eu.status, eu.answer = status, answer
    tasks.check_vat_numbers()
    assert VatCheck.objects.get().state == VatState.UNREACHABLE
    assert "could not be asked" in page_of(clara, vienna)
    assert not due_checks().exists(), "not at once"
    with clock.later(minutes=11):
        eu.status, eu.answer = 200, VALID
        tasks.check_vat_numbers()
    assert VatCheck.objects.get().state == VatState.VALID


def test_after_days_of_silence_only_somebody_asks_again(eu: StandIn, vienna: Organisation, clara: Person):
    eu.answer, now = "nothing", clock.now()
    for number in range(len(PAUSES) + 1):
        with clock.at(now + timedelta(days=2 * number)):
            tasks.check_vat_numbers()
    row = VatCheck.objects.get()
    assert (row.tries, row.next_at) == (len(PAUSES) + 1, None)
    eu.answer = VALID
    for _press in range(2):
        told = signed_in(clara).post(reverse("business:vat-check", args=[vienna.ref]), follow=True).content.decode()
        assert "VIES is asked now." in told
    run_all_due()
    assert VatCheck.objects.get().state == VatState.VALID
    assert len(eu.asked) == len(PAUSES) + 2


def test_our_own_number_is_left_out_where_vies_does_not_take_it(eu: StandIn, vienna: Organisation):
    wrong = {"actionSucceed": False, "errorWrappers": [{"error": "INVALID_REQUESTER_INFO"}]}
    eu.answer = lambda said: wrong if "requesterNumber" in said else {"valid": True, "requestIdentifier": ""}
    tasks.check_vat_numbers()
    assert [len(said) for said in eu.asked] == [4, 2]
    assert VatCheck.objects.get().state == VatState.VALID


def test_nobody_is_asked_before_an_administrator_says_so(
    eu: StandIn, vienna: Organisation, adam: Person, clara: Person
):
    browser, address = signed_in(adam), reverse("tech:vat-checks")
    assert "go to the European Commission" in browser.get(address).content.decode()
    browser.post(address, {})
    assert not tasks.numbers_should_be_checked()
    tasks.check_vat_numbers()
    told = signed_in(clara).post(reverse("business:vat-check", args=[vienna.ref]), follow=True).content.decode()
    assert "switched off" in told
    assert "Nobody was asked yet." in told
    assert not eu.asked
    assert doubt_about(THEIRS) == ""
    assert signed_in(clara).get(address).status_code == 404
    browser.post(address, {"is_on": "on"})
    assert tasks.numbers_should_be_checked()


def test_a_stranger_asks_about_nothing(eu: StandIn, vienna: Organisation, kim: Person, anna: Person):
    for who in (kim, anna):
        assert signed_in(who).post(reverse("business:vat-check", args=[vienna.ref])).status_code == 404


def test_a_draft_that_leaves_the_tax_to_them_says_so(eu: StandIn, vienna: Organisation, clara: Person):
    draft = drafted(organisation=vienna, buyer=replace(NORDLICHT, country="AT", vat_id=THEIRS), by=actor(clara))
    address = reverse("business:invoice-draft", args=[draft.ref])

    def shown() -> str:
        return str(signed_in(clara).get(address).content.decode())

    assert "has not confirmed the recipient" in shown()
    eu.answer = {"valid": False}
    tasks.check_vat_numbers()
    assert "VAT number is not valid" in shown()
    eu.answer = VALID
    signed_in(clara).post(reverse("business:vat-check", args=[vienna.ref]))
    run_all_due()
    assert "Tax is left to the recipient" not in shown()
    at_home = drafted(organisation=vienna, buyer=NORDLICHT, by=actor(clara))
    page = signed_in(clara).get(reverse("business:invoice-draft", args=[at_home.ref])).content.decode()
    assert "Tax is left to the recipient" not in page
