"""Programs and requests about personal data: customers for themselves, the privacy office for whoever asked it."""

from __future__ import annotations

import pytest

from candor.people.models import Person
from candor.people.scopes import Scope, scopes_open_to
from candor.privacy.models import SubjectRequest
from tests.api.programs import Program, problem

pytestmark = [pytest.mark.django_db, pytest.mark.db]

REQUESTS = "privacy-requests"


def test_customers_ask_for_themselves_and_the_office_for_others(
    kim: Person, sam: Person, anna: Person, paula: Person
) -> None:
    mine = Program(kim)
    made = mine.post(REQUESTS, {"kind": "access", "said": "Everything since 2020."})
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["state"], told["channel"], told["is_identified"]) == ("verified", "api", True), "a token is a log-in"
    assert SubjectRequest.objects.get().subject_number == kim.pk
    forged = mine.post(REQUESTS, {"kind": "erasure", "name": "Sam", "address": "sam@hafen.example"})
    assert problem(forged) == "not-valid"
    assert [row["ref"] for row in mine.get(REQUESTS).json()["items"]] == [told["ref"]]
    assert Program(sam).get(REQUESTS).json()["items"] == []
    assert Program(sam).get(made.headers["Location"]).status_code == 404
    assert Scope.REQUESTS_READ not in scopes_open_to(anna.account.staff.role), "technicians do not see them"
    office = Program(paula)
    written = office.post(REQUESTS, {"kind": "erasure", "name": "Ines Falk", "channel": "letter"})
    assert (written.status_code, written.json()["is_identified"]) == (201, False)
    assert len(office.get(REQUESTS).json()["items"]) == 2
    assert problem(office.post(REQUESTS, {"kind": "erasure"})) == "not-valid", "somebody has to be named"


def test_a_program_of_the_office_reads_letters_and_notes_that_they_were_posted(kim: Person, paula: Person) -> None:
    office, mine = Program(paula), Program(kim)
    sent = {"kind": "access", "name": "Ines Falk", "channel": "letter", "postal_address": "Kai 1\n24103 Kiel"}
    made = office.post(REQUESTS, sent)
    assert made.json()["postal_address"] == "Kai 1\n24103 Kiel"
    (letter,) = office.get(f"{made.headers['Location']}/letters").json()
    assert (letter["address"], letter["posted_on"]) == ("Ines Falk\nKai 1\n24103 Kiel", None)
    posting = f"privacy-letters/{letter['ref']}/posting"
    assert mine.post(posting, {}).status_code == 404
    assert problem(office.post(posting, {"posted_on": "2999-01-01"})) == "not-valid"
    for _press in range(2):
        assert office.post(posting, {}).json()["posted_on"]
    own = mine.post(REQUESTS, {"kind": "access"}).headers["Location"]
    assert mine.get(f"{own}/letters").status_code == 404
    assert problem(mine.post(REQUESTS, {"kind": "access", "postal_address": "Kai 1"})) == "not-valid"
