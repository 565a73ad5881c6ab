"""Programs and requests about personal data: customers for themselves, the privacy office for whoever asked it."""

from __future__ import annotations

import pytest

from candor.kernel import clock
from candor.kernel.models import AccessLogEntry
from candor.people.models import Person
from candor.people.scopes import Scope, scopes_open_to
from candor.privacy.actions.disclosures import Disclosed, note_disclosure
from candor.privacy.actions.locks import NewLock, lock_person
from candor.privacy.actions.recipient_tasks import note_answer
from candor.privacy.actions.recipients import RecipientWords, add_recipient
from candor.privacy.models import (
    DisclosureGround,
    DisclosureWay,
    LockGround,
    RecipientKind,
    RecipientTask,
    SubjectRequest,
)
from candor.privacy.rules.recipient_states import TaskState
from tests.api.programs import Program, problem
from tests.cast import actor

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


def test_the_office_reads_who_received_what_and_what_came_of_it(
    kim: Person, sam: Person, anna: Person, paula: Person
) -> None:
    """Whoever is erased has no name in it any more, but in the task under lock; those whose data is shown see it."""
    words = RecipientWords("Paketring AG", RecipientKind.PARCELS, "Parcels", "DE", address="privacy@paketring.example")
    recipient = add_recipient(words, by=actor(paula))
    said = Disclosed("Address for a parcel", "Parcels", DisclosureGround.CONTRACT, DisclosureWay.PORTAL)
    row = note_disclosure(recipient, [kim.pk, sam.pk], said, by=actor(paula))
    lock_person(kim, NewLock(LockGround.CLAIMS), by=actor(paula))
    office = Program(paula)
    assert [one["ref"] for one in office.get("recipients").json()["items"]] == [recipient.ref]
    assert office.get(f"recipients/{recipient.ref}").json()["address"] == "privacy@paketring.example"
    for query, found in (
        ("", 1),
        (f"?person={kim.ref}", 1),
        (f"?person={anna.ref}", 0),
        (f"?recipient={recipient.ref}", 1),
    ):
        items = office.get(f"disclosures{query}").json()["items"]
        assert [one["number_of_people"] for one in items] == [2] * found
    assert office.get(f"disclosures/{row.ref}").json()["what"] == "Address for a parcel"
    first = office.get(f"disclosures/{row.ref}/people?limit=1").json()
    second = office.get(f"disclosures/{row.ref}/people?limit=1&cursor={first['next']}").json()
    assert [page["items"][0]["person"]["name"] for page in (first, second)] == [kim.name, sam.name]
    assert second["next"] is None
    (task,) = office.get("recipient-tasks").json()["items"]
    assert (task["right"], task["state"], task["person"]["ref"]) == ("restriction", "open", kim.ref)
    note_answer(RecipientTask.objects.get(), TaskState.CONFIRMED, "Done.", by=actor(paula))
    Person.objects.filter(pk=kim.pk).update(erased_at=clock.now())
    assert office.get("recipient-tasks").json()["items"] == []
    (task,) = office.get(f"recipient-tasks?show=settled&recipient={recipient.ref}").json()["items"]
    assert (task["state"], task["answer"], task["person"], task["name"]) == ("confirmed", "Done.", None, kim.name)
    assert AccessLogEntry.objects.filter(subject_id=sam.pk, actor_id=paula.pk).exists()
    assert Scope.RECIPIENTS_READ not in {*scopes_open_to(""), *scopes_open_to(anna.account.staff.role)}
    assert problem(Program(anna).get("recipients")) == "scope"
    assert office.get("disclosures?person=0000000000000000").status_code == 404
