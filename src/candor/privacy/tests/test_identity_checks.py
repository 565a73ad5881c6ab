"""The office learns who asks by what is on file: a call back, a letter with a code, a second identifier, a mailbox."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from candor.kernel import clock
from candor.kernel.jobs.worker import run_all_due
from candor.kernel.models import AccessLogEntry, AuditFact
from candor.mail.models import OutboxMessage
from candor.people.actions.details import Address, add_address
from candor.people.models import IdentifierKind, Organisation, Person
from candor.people.public import add_identifier
from candor.privacy.actions.agreements import Terms, record_agreement
from candor.privacy.actions.forwarding import forward_requests, requests_should_leave
from candor.privacy.actions.paper_letters import IDENTITY_CODE, note_posted
from candor.privacy.models import ClientRequest, IdentityCheck, PaperLetter, SubjectRequest
from tests.cast import actor, make_person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
EVENING = datetime(2026, 11, 23, 17, 5, tzinfo=UTC)
OFFICE = "/tech/privacy-office/requests/"


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.at(NOW):
        yield


@pytest.fixture
def office(paula: Person) -> Client:
    return signed_in(paula)


def phoned(office: Client, **changes: Any) -> SubjectRequest:
    form = {"kind": "access", "channel": "phone", "received_on": "2026-11-20", "which": "", "name": "Kim Jansen",
            "address": "", "said": "Wants to know everything.", **changes}  # fmt: skip
    answer = office.post(f"{OFFICE}new/", form)
    assert answer.status_code == 303, answer.content.decode()
    request = SubjectRequest.objects.latest("pk")
    assert answer["Location"].startswith(f"{OFFICE}{request.ref}/identity/")
    return request


def way(request: SubjectRequest, name: str = "") -> str:
    return f"{OFFICE}{request.ref}/identity/{name}"


def test_a_call_back_to_a_number_on_file(office: Client, kim: Person, paula: Person) -> None:
    number = add_identifier(kim, IdentifierKind.PHONE, "+49 431 5550100", by=actor(paula))
    request = phoned(office)
    assert (request.received_on, request.state) == (date(2026, 11, 20), "received")
    page = office.get(way(request), {"person": kim.ref}).content.decode()
    assert "+49 431 5550100" in page
    assert "scan of an identity card" in page
    form = {"person": kim.ref, "entry": number.ref, "outcome": "no", "note": "Nobody answered"}
    assert office.post(way(request, "call/"), form).status_code == 303
    request.refresh_from_db()
    assert request.state == "received"
    confirmed = form | {"outcome": "yes", "note": "Kim, at 12:10"}
    assert office.post(way(request, "call/"), confirmed).status_code == 303
    request.refresh_from_db()
    assert (request.state, request.identity_how, request.subject_number) == ("verified", "call-back", kim.pk)
    tries = [
        (check.place, check.note, check.by, bool(check.passed_at)) for check in IdentityCheck.objects.order_by("pk")
    ]
    assert tries == [
        ("+49 431 5550100", "Nobody answered", paula, False),
        ("+49 431 5550100", "Kim, at 12:10", paula, True),
    ]


def test_a_letter_with_a_code_to_an_address_on_file(office: Client, kim: Person, paula: Person) -> None:
    place = add_address(kim, Address("Kai 1", "Kiel", "DE", "24103"), by=actor(paula))
    request = phoned(office)
    codes = []
    for _letter in range(2):
        sheet = office.post(way(request, "letter/"), {"person": kim.ref, "entry": place.ref}).content.decode()
        found = re.search(r"\b([0-9A-Z]{4}-[0-9A-Z]{4})\b", sheet)
        assert found, sheet
        codes.append(found[1])
    request.refresh_from_db()
    assert (request.state, request.paused_since) == ("identity-pending", None), "neither letter was posted"
    kept = PaperLetter.objects.waiting().get(request=request, template=IDENTITY_CODE)
    assert kept.address == "Kim Jansen\nKai 1\n24103 Kiel"
    assert note_posted(kept, date(2026, 11, 23), by=actor(paula))
    request.refresh_from_db()
    assert request.paused_since == date(2026, 11, 23), "the clock stands still"
    assert office.post(way(request, "code/"), {"code": codes[0]}).status_code == 422, "the later letter counts"
    assert office.post(way(request, "code/"), {"code": codes[1].lower()}).status_code == 303
    request.refresh_from_db()
    assert (request.state, request.identity_how, request.subject_number) == ("verified", "letter", kim.pk)


def test_five_wrong_codes_end_a_letter(office: Client, kim: Person, paula: Person) -> None:
    place = add_address(kim, Address("Kai 1", "Kiel", "DE", "24103"), by=actor(paula))
    request = phoned(office)
    sheet = office.post(way(request, "letter/"), {"person": kim.ref, "entry": place.ref}).content.decode()
    code = re.search(r"\b([0-9A-Z]{4}-[0-9A-Z]{4})\b", sheet)
    assert code
    for _try in range(5):
        assert office.post(way(request, "code/"), {"code": "0000-0000"}).status_code == 422
    assert office.post(way(request, "code/"), {"code": code[1]}).status_code == 422
    request.refresh_from_db()
    assert request.state == "identity-pending"


def test_a_second_identifier_is_compared_exactly_and_not_kept(
    office: Client, kim: Person, lee: Person, paula: Person
) -> None:
    from candor.helpdesk.actions.opening import NewTicket, open_ticket
    from candor.kernel.actor import SYSTEM, Channel

    cases = {one: open_ticket(NewTicket(requester=one, subject="x", text="x", channel=Channel.WEB), by=SYSTEM)
             for one in (kim, lee)}  # fmt: skip
    request = phoned(office)
    form = {"person": kim.ref, "kind": "helpdesk.case", "value": str(cases[lee].number)}
    office.post(way(request, "second/"), form)
    request.refresh_from_db()
    assert request.state == "received", "a colleague's case is not theirs"
    office.post(way(request, "second/"), form | {"value": f"#{cases[kim].number}"})
    request.refresh_from_db()
    assert (request.state, request.identity_how) == ("verified", "second")
    assert [check.place for check in IdentityCheck.objects.order_by("pk")] == ["Case number", "Case number"]


def test_a_shared_mailbox_is_not_offered_and_a_namesake_only_suggested(office: Client, kim: Person) -> None:
    twin = make_person("Kim Jansen", "kim@far.example")
    make_person("Somebody", "kim@far.example")
    request = phoned(office)
    page = office.get(way(request)).content.decode()
    assert page.count("has the same name, no more") == 2, "look-alikes are suggested to staff (T22)"
    shared = office.get(way(request), {"person": twin.ref}).content.decode()
    assert "Several people have this address" in shared
    entry = kim.identifiers.get()
    form = {"person": kim.ref, "entry": entry.ref}
    assert office.post(way(request, "mail/"), form | {"person": twin.ref}).status_code == 404, "not theirs"
    assert office.post(way(request, "mail/"), form).status_code == 303
    assert office.post(way(request, "mail/"), form).status_code == 303
    run_all_due()
    link = re.search(r"https?://[^/]+(/your-data/\S+)", OutboxMessage.objects.latest("pk").text)
    assert link
    assert Client().post(link[1]).status_code == 303
    request.refresh_from_db()
    assert (request.state, request.subject_number) == ("verified", kim.pk)


def test_the_request_of_a_clients_person_goes_to_the_client_the_same_day(
    office: Client, kim: Person, paula: Person, nordlicht: Organisation
) -> None:
    """Whatever they ask for: also a correction, which nothing of ours plans."""
    terms = Terms(date(2026, 1, 1), contact_name="Dr. Frost", contact_address="privacy@nordlicht.example")
    record_agreement(nordlicht, terms, by=actor(paula))
    number = add_identifier(kim, IdentifierKind.PHONE, "+49 431 5550100", by=actor(paula))
    request = phoned(office, kind="rectification")
    office.post(
        way(request, "call/"), {"person": kim.ref, "entry": number.ref, "outcome": "yes", "note": "Kim, at noon"}
    )
    row = ClientRequest.objects.get(request=request)
    page = office.get(f"{OFFICE}{request.ref}/").content.decode()
    assert "Nordlicht GmbH decides" in page
    with clock.at(EVENING):
        assert requests_should_leave()
        forward_requests()
        assert not requests_should_leave()
    mail = OutboxMessage.objects.get(to_address="privacy@nordlicht.example")
    assert "Rectification (Art. 16 GDPR)" in mail.text
    assert "Kim Jansen" in mail.text
    row.refresh_from_db()
    assert row.passed_at is not None
    answer = {"word": "correct", "until": "", "said_by": "Dr. Frost", "said_on": "2026-11-23"}
    said = office.post(f"/tech/privacy-office/client-requests/{row.ref}/answer/", answer)
    assert (said.status_code, said["Location"]) == (303, f"{OFFICE}{request.ref}/")


def test_the_folder_for_the_authority(office: Client, kim: Person, paula: Person, adam: Person, anna: Person) -> None:
    number = add_identifier(kim, IdentifierKind.PHONE, "+49 431 5550100", by=actor(paula))
    request = phoned(office)
    office.post(way(request, "call/"), {"person": kim.ref, "entry": number.ref, "outcome": "yes", "note": "Kim, noon"})
    folder = f"{OFFICE}{request.ref}/folder/"
    assert signed_in(anna).post(folder).status_code == 404
    answer = office.post(folder)
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = set(archive.namelist())
        told = json.loads(archive.read("request.json"))
        page = archive.read("index.html").decode()
        hashes = archive.read("SHA256SUMS.txt").decode()
    assert {"index.html", "request.json", "SHA256SUMS.txt"} <= names
    assert told["request"]["said"] == "Wants to know everything."
    assert [check["note"] for check in told["identity_checks"]] == ["Kim, noon"]
    assert "Kim, noon" in page
    assert "<script" not in page
    assert all(name in hashes for name in names - {"SHA256SUMS.txt"})
    assert AuditFact.objects.filter(name="privacy.request.exported", actor_id=paula.pk).exists()
    assert AccessLogEntry.objects.filter(subject_id=kim.pk, actor_id=paula.pk).exists()
