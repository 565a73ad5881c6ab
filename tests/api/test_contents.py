"""What programs send and get: files, pages of lists, strict JSON, words in the reader's language."""

from __future__ import annotations

import json
from typing import Any

import pytest

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.actions.uploads import forget_old_uploads
from candor.helpdesk.actions.writing import NewMessage, add_internal_note
from candor.helpdesk.models import Attachment, Ticket, Upload
from candor.kernel import clock
from candor.kernel.access_log import forget_cache
from candor.kernel.actor import SYSTEM, Channel
from candor.kernel.models import AccessLogEntry, StoredFile
from candor.people.models import Person
from candor.privacy.actions.notices import publish_shipped_versions
from tests.api.programs import Program, problem
from tests.cast import actor

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def ticket(kim: Person) -> Ticket:
    new = NewTicket(requester=kim, subject="The export stops", text="It stops.", channel=Channel.WEB)
    return open_ticket(new, by=SYSTEM)


def send_file(program: Program, name: str = "letter.pdf", content: bytes = b"%PDF") -> Any:
    return program.send("POST", f"attachments?name={name}", content, content_type="application/pdf")


def test_a_file_goes_into_a_reply_and_the_customer_fetches_it(anna: Person, kim: Person, ticket: Ticket) -> None:
    ours, theirs = Program(anna), Program(kim)
    sent = send_file(ours).json()
    assert (sent["name"], sent["size"]) == ("letter.pdf", 4)
    assert theirs.get(f"attachments/{sent['ref']}").status_code == 404, "no message holds it yet"
    answer = ours.post(f"tickets/{ticket.ref}/replies", {"text": "See the letter.", "attachments": [sent["ref"]]})
    assert answer.status_code == 201, answer.content
    fetched = theirs.get(f"attachments/{sent['ref']}")
    assert b"".join(fetched.streaming_content) == b"%PDF"
    assert fetched.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in fetched.headers["Content-Security-Policy"]
    assert not Upload.objects.exists()


def test_nobody_takes_a_file_that_somebody_else_sent(anna: Person, boris: Person, ticket: Ticket) -> None:
    ref = send_file(Program(anna)).json()["ref"]
    answer = Program(boris).post(f"tickets/{ticket.ref}/replies", {"text": "x", "attachments": [ref]})
    assert [error["field"] for error in answer.json()["errors"]] == ["attachments"]
    assert not Attachment.objects.exists()


def test_a_file_that_no_message_takes_goes_after_a_day(anna: Person) -> None:
    send_file(Program(anna))
    with clock.later(hours=25):
        assert forget_old_uploads() == 1
    assert not StoredFile.objects.exists()


def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(anna: Person, settings: Any) -> None:
    from dataclasses import replace

    settings.INSTANCE = replace(settings.INSTANCE, upload_mb=1)
    answer = send_file(Program(anna), content=b"x" * 1_000_001)
    assert (answer.status_code, problem(answer)) == (413, "too-large")
    assert not StoredFile.objects.exists()


def test_a_customer_sees_what_the_customer_center_shows(anna: Person, kim: Person, ticket: Ticket) -> None:
    add_internal_note(ticket, NewMessage("Kim is difficult."), by=actor(anna))
    theirs = Program(kim)
    assert set(theirs.get(f"tickets/{ticket.ref}").json()) == {
        "ref", "number", "subject", "status", "requester", "created_at", "changed_at", "scheduled_for", "version",
    }  # fmt: skip
    letters = theirs.get(f"tickets/{ticket.ref}/messages").json()["items"]
    assert [letter["text"] for letter in letters] == ["It stops."]
    assert "delivery" not in letters[0]
    ours = Program(anna).get(f"tickets/{ticket.ref}/messages").json()["items"]
    assert [message["kind"] for message in ours] == ["from-customer", "internal"]


def test_a_customer_opens_answers_and_closes_their_own_case(kim: Person) -> None:
    publish_shipped_versions()
    theirs = Program(kim)
    opened = theirs.post("tickets", {"subject": "Printing", "text": "It prints nothing."})
    assert opened.status_code == 201, opened.content
    ref = opened.json()["ref"]
    assert Ticket.objects.get(ref=ref).channel == "api"
    theirs.post(f"tickets/{ref}/replies", {"text": "It is the cable."})
    etag = theirs.get(f"tickets/{ref}").headers["ETag"]
    assert theirs.post(f"tickets/{ref}/closure", if_match=etag).json()["status"] == "closed"
    assert problem(theirs.post(f"tickets/{ref}/notes", {"text": "x"})) == "not-found"
    refused = theirs.post("tickets", {"subject": "a", "text": "b", "priority": "urgent"})
    assert [error["field"] for error in refused.json()["errors"]] == ["priority"]


def test_pages_of_a_list_follow_each_other_to_the_end(anna: Person, kim: Person) -> None:
    for number in range(5):
        new = NewTicket(requester=kim, subject=f"Case {number}", text="It stops.", channel=Channel.WEB)
        open_ticket(new, by=SYSTEM)
    program, seen, url = Program(anna), [], "tickets?limit=2"
    while url:
        answer = program.get(url)
        seen += [item["subject"] for item in answer.json()["items"]]
        link = answer.headers.get("Link", "")
        url = link.partition(">")[0].removeprefix("<http://localhost:8000") if link else ""
    assert seen == [f"Case {number}" for number in (4, 3, 2, 1, 0)]


def test_a_cursor_counts_for_its_own_list_only(anna: Person, kim: Person, ticket: Ticket) -> None:
    program = Program(anna)
    cursor = program.get("people?limit=1").json()["next"]
    assert cursor
    assert [error["field"] for error in program.get(f"tickets?cursor={cursor}").json()["errors"]] == ["cursor"]
    assert program.get("people?limit=101").status_code == 422


def test_every_look_at_a_person_is_logged(anna: Person, kim: Person, ticket: Ticket) -> None:
    forget_cache()
    program = Program(anna)
    program.get(f"people/{kim.ref}")
    program.get(f"tickets/{ticket.ref}")
    looks = AccessLogEntry.objects.filter(actor_id=anna.pk, subject_id=kim.pk).order_by("object_kind")
    assert [(look.object_kind, look.actor_role) for look in looks] == [
        ("helpdesk.ticket", "technician"),
        ("people.person", "technician"),
    ]
    program.get("people")
    assert set(AccessLogEntry.objects.values_list("subject_id", flat=True)) >= {kim.pk}
    assert not AccessLogEntry.objects.filter(subject_id=anna.pk).exists(), "a look at oneself is none"


BAD = {
    "NUL": '{"name": "a\\u0000b", "phone": "1"}',
    "half a character": '{"name": "\\ud800", "phone": "1"}',
    "extra field": '{"name": "Rolf", "phone": "+49 431 5550100", "is_admin": true}',
    "wrong kind": '{"name": ["Rolf"]}',
    "deep": '{"name": ' + "[" * 200 + "]" * 200 + "}",
    "no object": "[]",
}
UNREADABLE = {
    "very deep": '{"name": ' + "[" * 100_000,
    "a key twice": '{"name": "a", "name": "b"}',
    "no number": '{"name": NaN}',
    "large number": '{"name": ' + "9" * 5_000 + "}",
    "no text": b"\xff\xfe\x00",
    "cut": '{"name": "Ro',
}


@pytest.mark.parametrize("told", BAD)
def test_bad_content_is_refused_field_by_field(anna: Person, told: str) -> None:
    answer = Program(anna).post("people", BAD[told].encode())
    assert (answer.status_code, problem(answer)) == (422, "not-valid"), answer.content
    assert Person.objects.count() == 1


@pytest.mark.parametrize("told", UNREADABLE)
@pytest.mark.once
def test_what_is_no_json_is_refused(anna: Person, told: str) -> None:
    raw = UNREADABLE[told]
    answer = Program(anna).post("people", raw if isinstance(raw, bytes) else raw.encode())
    assert (answer.status_code, problem(answer)) in {(400, "bad-request"), (422, "not-valid")}
    assert Person.objects.count() == 1


def test_content_of_another_kind_and_too_much_of_it_are_refused(anna: Person) -> None:
    program = Program(anna)
    form = program.send("POST", "people", b"name=Rolf", content_type="application/x-www-form-urlencoded")
    assert (form.status_code, problem(form)) == (415, "media-type")
    large = program.post("people", json.dumps({"name": "x" * 3_000_000}).encode())
    assert (large.status_code, problem(large)) == (413, "too-large")


def test_words_come_in_the_language_that_is_asked_for(anna: Person) -> None:
    program = Program(anna)
    german = program.post("people", {"name": ""}, Accept_Language="de")
    assert german.headers["Content-Language"] == "de"
    assert german.json()["title"] == "Etwas darin ist nicht gültig"
    assert german.json()["errors"] == [{"field": "name", "detail": "Das darf nicht leer sein."}]
    assert program.post("people", {"name": ""}).json()["title"] == "Something in it is not valid"


def test_two_programs_do_not_overwrite_each_other(anna: Person, ticket: Ticket) -> None:
    program = Program(anna)
    etag = program.get(f"tickets/{ticket.ref}").headers["ETag"]
    first = program.patch(f"tickets/{ticket.ref}", {"priority": "high"}, if_match=etag)
    assert first.json()["priority"] == "high"
    second = program.patch(f"tickets/{ticket.ref}", {"subject": "Else"}, if_match=etag)
    assert (second.status_code, problem(second)) == (412, "stale")
    third = program.patch(f"tickets/{ticket.ref}", {"subject": "Else"}, if_match=first.headers["ETag"])
    assert third.json()["subject"] == "Else"


def test_of_several_changes_all_happen_or_none(anna: Person, ticket: Ticket) -> None:
    program = Program(anna)
    etag = program.get(f"tickets/{ticket.ref}").headers["ETag"]
    change = {"priority": "urgent", "category": "0" * 16}
    assert program.patch(f"tickets/{ticket.ref}", change, if_match=etag).status_code == 422
    assert program.get(f"tickets/{ticket.ref}").json()["priority"] == "normal"


def test_nobody_gets_into_their_own_account_by_another_address(anna: Person, kim: Person) -> None:
    for person in (anna, kim):
        answer = Program(person).post(f"people/{person.ref}/identifiers", {"kind": "email", "value": "new@x.example"})
        assert [error["field"] for error in answer.json()["errors"]] == ["kind"]
    assert not kim.identifiers.filter(value="new@x.example").exists()


def test_a_busy_database_is_told_in_words_with_a_time_to_come_back(anna: Person, monkeypatch: Any) -> None:
    from django.db import OperationalError

    from candor.people.actions import persons

    def full(*_args: Any, **_kwargs: Any) -> None:
        raise OperationalError("database or disk is full")

    program = Program(anna)
    monkeypatch.setattr(persons, "insert", full)
    answer = program.post("people", {"name": "Rolf", "phone": "+49 431 5550100"}, idempotency_key="k")
    assert (answer.status_code, problem(answer)) == (503, "busy")
    assert answer.headers["Retry-After"] == "5"


def test_the_document_and_the_page_need_no_token(client: Any) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert "/api/v1/tickets/{ref}/closure" in document["paths"]
    page = client.get("/api/v1/?language=de")
    assert "Authorization" in page.content.decode()
    assert "Fehler" in page.content.decode()


def test_what_a_program_holds_is_not_sent_again(anna: Person, kim: Person, ticket: Ticket) -> None:
    program = Program(anna)
    for address in (f"tickets/{ticket.ref}", f"people/{kim.ref}"):
        first = program.get(address)
        held = program.get(address, if_none_match=f'"other", W/{first.headers["ETag"]}')
        assert (held.status_code, held.content, held.headers["ETag"]) == (304, b"", first.headers["ETag"])

    Person.objects.filter(pk=kim.pk).update(name="Kim Meyer")
    again = program.get(f"tickets/{ticket.ref}", if_none_match=first.headers["ETag"])
    assert (again.status_code, again.json()["requester"]["name"]) == (200, "Kim Meyer")


def test_programs_follow_tickets_and_let_colleagues_follow(
    anna: Person, boris: Person, kim: Person, ticket: Ticket
) -> None:
    program, address = Program(anna), f"tickets/{ticket.ref}"

    assert program.post(f"{address}/following").json() == [{"ref": anna.ref, "name": "Anna Berg"}]
    both = program.post(f"{address}/followers", {"person": boris.ref}).json()
    assert [each["name"] for each in both] == ["Anna Berg", "Boris Tal"]
    assert program.post(f"{address}/unfollowing").json() == program.get(f"{address}/followers").json() == both[1:]

    assert program.post(f"{address}/followers", {"person": kim.ref}).status_code == 422, "customers do not follow"
    for verb in ("following", "unfollowing"):
        assert Program(kim).post(f"{address}/{verb}").status_code == 404
    assert Program(kim).get(f"{address}/followers").status_code == 404, "customers are never told who takes part"


def test_programs_put_tags_on_tickets_and_find_them_by_tag(anna: Person, kim: Person, ticket: Ticket) -> None:
    program, address = Program(anna), f"tickets/{ticket.ref}"
    first = program.get(address)

    tagged = program.post(f"{address}/tags", {"names": ["Printer", "vip", "PRINTER"]})
    assert tagged.json()["tags"] == ["PRINTER", "vip"] or tagged.json()["tags"] == ["Printer", "vip"]
    assert tagged.headers["ETag"] != first.headers["ETag"]
    assert [row["ref"] for row in program.get("tickets?tag=PRINTER").json()["items"]] == [ticket.ref]
    assert program.get("tickets?tag=nowhere").status_code == 422

    stale = program.post(f"{address}/tags/removal", {"tag": "vip"}, if_match=first.headers["ETag"])
    assert stale.status_code == 412
    assert program.post(f"{address}/tags/removal", {"tag": "VIP"}).json()["tags"] == tagged.json()["tags"][:1]
    assert program.post(f"{address}/tags", {"names": ["a,b"]}).status_code == 422
    assert "tags" not in Program(kim).get(address).json()
    assert Program(kim).post(f"{address}/tags", {"names": ["mine"]}).status_code == 404
