"""Programs and requests about personal data: customers for themselves, the privacy office for whoever asked it."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from candor.kernel import clock
from candor.kernel.models import AccessLogEntry
from candor.people.models import Person
from candor.people.public import add_identifier
from candor.people.scopes import Scope, scopes_open_to
from candor.privacy.actions.contests import correct
from candor.privacy.actions.disclosures import Disclosed, note_disclosure
from candor.privacy.actions.locks import NewLock, lock_person
from candor.privacy.actions.own_requests import Wrong, contest
from candor.privacy.actions.recipient_tasks import note_answer
from candor.privacy.actions.recipients import RecipientWords, add_recipient
from candor.privacy.actions.requests import NewRequest, receive
from candor.privacy.models import (
    Contest,
    DisclosureGround,
    DisclosureWay,
    IdentityProof,
    LockGround,
    PaperLetter,
    RecipientKind,
    RecipientTask,
    RequestChannel,
    RequestKind,
    SubjectRequest,
)
from candor.privacy.papers.printing import CODE
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


def test_a_program_of_the_office_reads_letters_and_notes_that_they_were_posted(
    kim: Person, paula: Person, anna: Person
) -> None:
    office, mine = Program(paula), Program(kim)
    sent = {"kind": "access", "name": "Ines Falk", "channel": "letter", "postal_address": "Kai 1\n24103 Kiel"}
    made = office.post(REQUESTS, sent)
    assert made.json()["postal_address"] == "Kai 1\n24103 Kiel"
    (letter,) = office.get(f"{made.headers['Location']}/letters").json()
    assert (letter["address"], letter["posted_on"]) == ("Ines Falk\nKai 1\n24103 Kiel", None)
    paper = f"privacy-letters/{letter['ref']}/pdf"
    fetched = office.get(paper)
    assert fetched["Content-Type"] == "application/pdf"
    assert "Ines Falk" in PdfReader(io.BytesIO(fetched.content)).pages[0].extract_text()
    assert mine.get(paper).status_code == 404
    assert problem(Program(anna).get(paper)) == "scope"
    homeless = office.post(REQUESTS, {"kind": "access", "said": "Mine, too.", "name": "Ines Falk", "channel": "letter"})
    (unknown,) = office.get(f"{homeless.headers['Location']}/letters").json()
    assert problem(office.get(f"privacy-letters/{unknown['ref']}/pdf")) == "conflict", "no address yet"
    PaperLetter.objects.filter(ref=letter["ref"]).update(text=f"{letter['text']}\n{CODE}")
    assert CODE in PdfReader(io.BytesIO(office.get(paper).content)).pages[0].extract_text(), "dots, no code"
    posting = f"privacy-letters/{letter['ref']}/posting"
    assert mine.post(posting, {}).status_code == 404
    assert problem(office.post(posting, {"posted_on": "2999-01-01"})) == "not-valid"
    for _press in range(2):
        assert office.post(posting, {}).json()["posted_on"]
    own = mine.post(REQUESTS, {"kind": "access"}).headers["Location"]
    assert mine.get(f"{own}/letters").status_code == 404
    assert problem(mine.post(REQUESTS, {"kind": "access", "postal_address": "Kai 1"})) == "not-valid"


def test_a_program_of_the_office_enters_what_a_letter_calls_wrong(
    kim: Person, sam: Person, anna: Person, paula: Person
) -> None:
    """As on the page: found among what is held, each thing once, every field cleaned, nothing for nobody known."""
    office, mine = Program(paula), Program(kim)
    add_identifier(kim, "phone", "+49 431 55010", by=actor(paula))
    unknown = office.post(REQUESTS, {"kind": "rectification", "name": "Kim", "channel": "letter"}).headers["Location"]
    words = {"wrong": "I never cancelled.", "should": "I asked how."}
    for refused in (office.get(f"{unknown}/held"), office.post(f"{unknown}/corrections", words)):
        assert problem(refused) == "conflict"
    said = NewRequest(
        RequestKind.RECTIFICATION, RequestChannel.LETTER, "My number.", person=kim, identity=IdentityProof.KNOWN
    )  # fmt: skip
    here = f"{REQUESTS}/{receive(said, by=actor(paula)).ref}"
    for stranger in (mine, Program(sam)):
        for read in ("corrections", "held", "held/people_person"):
            assert stranger.get(f"{here}/{read}").status_code == 404
        assert stranger.post(f"{here}/corrections", words).status_code == 404
    assert problem(Program(anna).get(f"{here}/held")) == "scope"

    held = office.get(f"{here}/held").json()
    kinds = {one["key"]: one for one in held["kinds"]}
    assert (kinds["people_identifier"]["group"], kinds["people_identifier"]["number"]) == ("me", 2)
    assert {"written", "label"} <= set(kinds["people_identifier"]["fields"])
    assert "people_organisation" in {one["place"] for one in held["shared"]}
    records = office.get(f"{here}/held/people_identifier").json()["items"]
    (number,) = (one for one in records if "+49 431 55010" in str(one["lines"]) + one["head"])
    assert office.get(f"{here}/held/privacy_lock").status_code == 404, "nothing to put right there"
    item = {"place": number["place"], "key": number["key"]}

    for wrong, field in (
        ({**item, "fields": {"is_primary": "yes"}}, "fields.is_primary"),
        ({**item, "fields": {"written": "+49 431 55010"}}, ""),
        ({**item, "key": str(sam.identifiers.get().pk), **words}, "place"),
        ({"key": item["key"], **words}, "place"),
        ({"wrong": "It is."}, "should"),
        ({"wrong": "x" * 4_001, "should": "y"}, "wrong"),
        ({"wrong": "x", "should": "y", "outcome": "corrected"}, "outcome"),
    ):
        answer = office.post(f"{here}/corrections", wrong)
        assert (problem(answer), [one["field"] for one in answer.json()["errors"]]) == ("not-valid", [field]), wrong
    entered = [office.post(f"{here}/corrections", {**item, "fields": {"written": "+49 431 55011"}}) for _ in range(2)]
    assert [answer.status_code for answer in entered] == [201, 201]
    assert len({answer.json()["ref"] for answer in entered}) == 1, "the same thing once"
    assert (entered[0].json()["outcome"], entered[0].json()["wished"]["written"]) == ("open", "+49 431 55011")
    mistaken = office.post(f"{here}/corrections", words).json()
    assert [one["what"] != "" for one in office.get(f"{here}/corrections").json()] == [True, False]
    assert office.send("DELETE", f"privacy-corrections/{mistaken['ref']}").status_code == 204
    assert mine.send("DELETE", f"privacy-corrections/{entered[0].json()['ref']}").status_code == 404
    own = contest(kim, Wrong("My name", "Kim"), by=actor(kim)).contests.get()
    assert problem(office.send("DELETE", f"privacy-corrections/{own.ref}")) == "not-valid", "the person entered it"
    row = Contest.objects.get(ref=entered[0].json()["ref"])
    assert correct(row, {**row.wished, "label": ""}, "", by=actor(paula)), "a person decides, on the page"
    assert problem(office.send("DELETE", f"privacy-corrections/{row.ref}")) == "conflict"
    assert AccessLogEntry.objects.filter(subject_id=kim.pk, actor_id=paula.pk).exists()


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
