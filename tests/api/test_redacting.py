"""Programs take words and files away for good, as the pages do: begun in the ledger, once, and never by accident."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.models import Attachment, Message, Queue, Ticket
from candor.kernel import clock
from candor.kernel.actor import SYSTEM, Channel
from candor.kernel.files import store_file
from candor.kernel.models import AuditFact, IdempotentRequest
from candor.people.models import Person
from candor.people.scopes import Scope
from candor.privacy import ledger
from candor.privacy.models import HoldReason, Redaction
from candor.privacy.public import Target, set_hold
from tests.api.programs import Program, problem
from tests.cast import actor, signed_in
from tests.privacy.carriers import files_of_the_home

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SECRET = "zinnober-7714"
SPAN, REASON = {"span": SECRET}, {"reason": "secret"}


@pytest.fixture(autouse=True)
def _home(settings, tmp_path) -> Iterator[None]:
    """A ledger's copy of its own, and a home without the files that this test left."""
    before = set(files_of_the_home())
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, ledger_copy=str(tmp_path))
    with clock.at(NOW):
        yield
    for left in set(files_of_the_home()) - before:
        if "files" in left.parts:
            left.unlink()


@pytest.fixture
def message(kim: Person) -> Message:
    new = NewTicket(requester=kim, subject="Sign in", text=f"It is {SECRET}.", channel=Channel.WEB)
    return Message.objects.select_related("ticket").get(ticket=open_ticket(new, by=SYSTEM))


@pytest.fixture
def file(message: Message) -> Attachment:
    stored = store_file("files", "passwords.txt", "text/plain", [SECRET.encode()])
    return Attachment.objects.create(message=message, file=stored)


def redaction_of(message: Message) -> str:
    return f"messages/{message.ref}/redactions"


def removal_of(file: Attachment) -> str:
    return f"attachments/{file.file.ref}/removal"


def test_words_go_once_however_often_the_request_comes(message: Message, anna: Person) -> None:
    program = Program(anna)
    first = program.post(redaction_of(message), SPAN, idempotency_key="k")
    assert first.status_code == 200, first.content
    begun = Redaction.objects.get()
    assert first.json() == {"ref": begun.ref, "what": "span", "records": 1, "raw_mails": 0}
    message.refresh_from_db()
    assert message.text == "It is [redacted]."
    again = program.post(redaction_of(message), SPAN, idempotency_key="k")
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (first.json(), "true")
    assert Redaction.objects.count() == 1
    assert begun.ref in {entry.deed_id for entry in ledger.still_open()}
    fact = AuditFact.objects.get(name="privacy.text.redacted")
    assert (fact.object_id, fact.actor_id, fact.channel) == (message.pk, anna.pk, "api")


def test_a_file_goes_and_its_note_says_why(message: Message, file: Attachment, anna: Person) -> None:
    program = Program(anna)
    answer = program.post(removal_of(file), REASON)
    assert answer.status_code == 200, answer.content
    assert (answer.json()["what"], answer.json()["records"]) == ("file", 3)
    assert not Attachment.objects.exists()
    assert program.get(f"attachments/{file.file.ref}").status_code == 404
    assert program.post(removal_of(file), REASON).status_code == 404
    shown = signed_in(anna).get(f"/tech/cases/{message.ticket.ref}/").content.decode()
    assert "File removed by Anna Berg" in shown
    assert "Passwords or other access data" in shown


def test_a_token_that_may_only_write_takes_nothing_away(message: Message, file: Attachment, anna: Person) -> None:
    program = Program(anna, [Scope.TICKETS_READ, Scope.TICKETS_WRITE])
    for path, content in ((redaction_of(message), SPAN), (removal_of(file), REASON)):
        answer = program.post(path, content)
        assert (answer.status_code, problem(answer)) == (403, "scope")
    assert Attachment.objects.exists()


@pytest.mark.parametrize(
    "content", [{}, {"span": "zi"}, {"span": "something else"}, {"span": "x" * 2_001}, {"span": SECRET, "all": True}]
)
def test_words_that_cannot_be_redacted_begin_nothing(
    content: dict[str, object], message: Message, anna: Person
) -> None:
    answer = Program(anna).post(redaction_of(message), content, idempotency_key="k")
    assert (answer.status_code, problem(answer)) == (422, "not-valid")
    assert not Redaction.objects.exists()
    assert not IdempotentRequest.objects.exists()


@pytest.mark.parametrize("content", [{}, {"reason": ""}, {"reason": "because"}, {"reason": None}])
def test_a_file_goes_for_a_reason_of_the_list(content: dict[str, object], file: Attachment, anna: Person) -> None:
    answer = Program(anna).post(removal_of(file), content)
    assert (answer.status_code, problem(answer)) == (422, "not-valid")
    assert not Redaction.objects.exists()


def test_a_legal_hold_keeps_both(message: Message, file: Attachment, anna: Person, paula: Person) -> None:
    about = Target(object_kind="helpdesk.ticket", object_id=message.ticket_id)
    set_hold(about, HoldReason.LAWSUIT, NOW.date().replace(year=2027), by=actor(paula))
    for path, content in ((redaction_of(message), SPAN), (removal_of(file), REASON)):
        answer = Program(anna).post(path, content)
        assert (answer.status_code, problem(answer)) == (409, "conflict")
        assert "legal hold" in answer.json()["detail"]
    assert not Redaction.objects.exists()
    assert Attachment.objects.exists()


def test_a_ledger_that_cannot_be_written_stops_it_and_leaves_the_key_free(
    message: Message, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_given: object) -> None:
        raise ledger.LedgerBusy("another node writes")

    with monkeypatch.context() as writer:
        writer.setattr(ledger, "begin", busy)
        answer = Program(anna).post(redaction_of(message), SPAN, idempotency_key="k")
    assert (answer.status_code, problem(answer)) == (503, "busy")
    message.refresh_from_db()
    assert SECRET in message.text
    assert Program(anna).post(redaction_of(message), SPAN, idempotency_key="k").status_code == 200


def test_what_one_does_not_see_is_not_there(
    message: Message, file: Attachment, anna: Person, kim: Person, paula: Person
) -> None:
    Ticket.objects.filter(pk=message.ticket_id).update(queue=Queue.objects.create(name="Board", is_open_to_all=False))
    for path, content in ((redaction_of(message), SPAN), (removal_of(file), REASON)):
        assert Program(anna).post(path, content).status_code == 404
        assert Program(kim).post(path, content).status_code == 403
        assert Program(paula).post(path, content).status_code == 403
    assert not Redaction.objects.exists()
