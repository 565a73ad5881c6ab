"""A technician removes a scan of an ID: from the message, and from everywhere else a copy of it is."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from candor.helpdesk.actions.splitting import Split, split
from candor.helpdesk.models import Attachment, Message, Queue, QueueMember, Ticket
from candor.helpdesk.public import NewMessage, send_reply
from candor.helpdesk.queries.redaction import HOLDERS
from candor.kernel import clock
from candor.kernel.files import has_bytes, store_file
from candor.kernel.models import AuditFact, StoredFile
from candor.kernel.registries.personal_data import tables
from candor.mail.models import OutboxAttachment, OutboxMessage, RawMessage, RawState, Way
from candor.mail.public import receive
from candor.mail.tests.letters import letter
from candor.people.models import Person
from candor.privacy import ledger
from candor.privacy.actions.settling import StillOnDisk, settle_redactions
from candor.privacy.models import HoldReason, Redaction
from candor.privacy.public import Target, set_hold
from candor.privacy.redacting.places import leads_to
from tests.cast import actor, signed_in
from tests.privacy.carriers import files_of_the_home

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SCAN = b"%PDF-1.7 passport of zinnober-9931"
NAME = "zinnober-passport.pdf"
MAIL = letter("My passport.\n", message_id="<1@nordlicht.example>", files=((NAME, "application/pdf", SCAN),))
REASON = {"reason": "identity"}


@pytest.fixture(autouse=True)
def _home(settings, tmp_path) -> Iterator[None]:
    """A ledger's copy of its own, and a home without the files that this test left."""
    before = set(files_of_the_home())
    settings.INSTANCE = dataclasses.replace(
        settings.INSTANCE, mail_from="support@lindwurm.example", ledger_copy=str(tmp_path)
    )
    with clock.at(NOW):
        yield
    for file in set(files_of_the_home()) - before:
        if "files" in file.parts:
            file.unlink()


@pytest.fixture
def first(kim: Person) -> Message:
    return message_of(receive(MAIL, Way.PIPE))


def message_of(raw: RawMessage) -> Message:
    return Message.objects.select_related("ticket").get(pk=raw.became_id)


def page_of(message: Message, *verb: str) -> str:
    return f"/tech/messages/{message.ref}/file-removal/{'/'.join([*verb, ''])}"


def file_of(message: Message) -> StoredFile:
    return StoredFile.objects.get(pk=message.attachments.get().file_id)


def chosen(message: Message) -> dict[str, str]:
    return {"file": file_of(message).ref, **REASON}


def found_on_disk() -> list[str]:
    sought = (NAME.encode(), b"passport of zinnober-9931")
    return [file.name for file in files_of_the_home() if any(each in file.read_bytes() for each in sought)]


@pytest.mark.django_db(transaction=True)
def test_it_goes_from_everywhere_and_leaves_a_note(first: Message, kim: Person, anna: Person) -> None:
    ticket = first.ticket
    copy = split(ticket, Split([first], "The other matter", kim), by=actor(anna))
    scan = file_of(first)
    answer = send_reply(ticket, NewMessage("Here it is again.", files=[scan]), by=actor(anna))
    waiting = OutboxMessage.objects.get(about_kind="helpdesk.message", about_id=answer.pk)
    assert OutboxAttachment.objects.filter(message=waiting, file=scan).exists()
    assert len(found_on_disk()) >= 3, "two copies and the database"

    browser = signed_in(anna)
    assert "Remove file…" in browser.get(f"/tech/cases/{ticket.ref}/").content.decode()
    shown = browser.post(page_of(first), chosen(first)).content.decode()
    for words in (
        "is in 4 places",
        f"#{copy.number} The other matter",
        "Mail that waits to be sent",
        "cannot be undone",
    ):
        assert words in shown
    assert Attachment.objects.count() == 3, "a preview changes nothing"

    answered = browser.post(page_of(first, "confirmed"), chosen(first), follow=True).content.decode()
    assert "File removed by Anna Berg" in answered
    assert "A copy of an identity document" in answered
    assert NAME not in answered
    assert "File removed by Anna Berg" in browser.get(f"/tech/cases/{copy.ref}/").content.decode()
    letters = signed_in(kim).get(f"/customer/cases/{ticket.ref}/").content.decode()
    assert "We removed a file" in letters
    assert "A copy of an identity document" in letters
    assert "Anna Berg" not in letters.split("We removed a file")[1].split("</p>")[0], (
        "who did it is the house's business"
    )
    assert not Attachment.objects.exists()
    assert not OutboxAttachment.objects.exists()
    assert not StoredFile.objects.exists(), "the raw mail's went too"
    waiting.refresh_from_db()
    assert waiting.text.startswith("Here it is again."), "the mail itself still goes"
    settle_redactions()
    assert not found_on_disk()
    assert browser.get(f"/tech/attachments/{scan.ref}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_ledger_and_audit_tell_of_it_without_a_name(first: Message, anna: Person) -> None:
    signed_in(anna).post(page_of(first, "confirmed"), chosen(first))
    redaction = Redaction.objects.get()
    assert redaction.ref in {entry.deed_id for entry in ledger.still_open()}
    settle_redactions()
    redaction.refresh_from_db()
    assert (redaction.settled_at, redaction.bytes_left) == (NOW, None)
    assert redaction.ref not in {entry.deed_id for entry in ledger.still_open()}
    lines = b"".join(ledger.our_files().lines()).decode()
    assert '"helpdesk.attachment":1' in lines
    fact = AuditFact.objects.get(name="privacy.file.removed")
    assert (fact.object_kind, fact.object_id, fact.actor_id) == ("helpdesk.message", first.pk, anna.pk)
    assert fact.details == {"files": 1, "originals": 1, "reason": "identity"}
    assert receive(MAIL, Way.PIPE).state == RawState.DUPLICATE, "the mail is recognised if it comes once more"
    assert "zinnober" not in lines


def test_what_a_crash_left_on_the_disk_goes_before_it_is_called_done(
    first: Message, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = file_of(first).storage_key
    signed_in(anna).post(page_of(first, "confirmed"), chosen(first))
    assert has_bytes(key), "no commit came, as after a power cut"
    monkeypatch.setattr("candor.privacy.actions.settling._overwritten", lambda _done: True)
    with monkeypatch.context() as disk:
        disk.setattr("candor.privacy.actions.settling.remove_bytes", lambda _key: None)
        with pytest.raises(StillOnDisk):
            settle_redactions()
    assert Redaction.objects.unsettled().exists()
    settle_redactions()
    assert not has_bytes(key)
    assert not Redaction.objects.unsettled().exists()


def test_other_files_stay_and_so_does_the_same_one_in_a_case_that_has_nothing_to_do_with_it(
    first: Message, anna: Person, sam: Person
) -> None:
    further = letter("And this.\n", files=((NAME, "application/pdf", b"%PDF other"),), subject="More")
    second = message_of(receive(further, Way.PIPE))
    Ticket.objects.filter(pk=second.ticket_id).update(follows=first.ticket_id)
    own = letter("Mine.\n", sender="sam@hafen.example", files=((NAME, "application/pdf", SCAN),))
    foreign = message_of(receive(own, Way.PIPE))
    signed_in(anna).post(page_of(first, "confirmed"), chosen(first))
    assert not first.attachments.exists()
    assert second.attachments.exists()
    assert foreign.attachments.exists()
    assert RawMessage.objects.exclude(file=None).count() == 2


def test_of_several_files_only_the_chosen_one_goes(first: Message, anna: Person) -> None:
    Attachment.objects.create(message=first, file=store_file("files", "log.txt", "text/plain", [b"fine"]))
    shown = signed_in(anna).get(page_of(first)).content.decode()
    assert NAME in shown
    assert "log.txt" in shown
    scan = StoredFile.objects.get(name=NAME)
    signed_in(anna).post(page_of(first, "confirmed"), {"file": scan.ref, "reason": "secret"})
    assert file_of(first).name == "log.txt"
    case = signed_in(anna).get(f"/tech/cases/{first.ticket.ref}/").content.decode()
    assert "log.txt" in case
    assert "Passwords or other access data" in case
    assert "Redacted by" not in case, "no word was redacted"


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "Choose the file that goes"),
        ({"reason": "identity"}, "Choose the file that goes"),
        ({"file": "nothing", "reason": "identity"}, "not one of the available choices"),
        ({"file": "<ref>", "reason": ""}, "Choose why it goes"),
        ({"file": "<ref>", "reason": "because"}, "not one of the available choices"),
    ],
)
def test_what_is_not_chosen_or_not_there_is_refused(
    form: dict[str, str], told: str, first: Message, anna: Person
) -> None:
    sent = {name: value.replace("<ref>", file_of(first).ref) for name, value in form.items()}
    for place in (page_of(first), page_of(first, "confirmed")):
        answer = signed_in(anna).post(place, sent)
        assert answer.status_code == 422
        assert told in answer.content.decode()
    assert first.attachments.exists()
    assert not Redaction.objects.exists()


def test_a_message_without_files_has_nothing_to_remove(first: Message, anna: Person) -> None:
    signed_in(anna).post(page_of(first, "confirmed"), chosen(first))
    assert signed_in(anna).get(page_of(first)).status_code == 404
    assert "Remove file…" not in signed_in(anna).get(f"/tech/cases/{first.ticket.ref}/").content.decode()


def test_a_legal_hold_keeps_it_even_over_a_case_that_only_shares_the_file(
    first: Message, anna: Person, paula: Person, sam: Person
) -> None:
    own = message_of(receive(letter("Mine.\n", sender="sam@hafen.example"), Way.PIPE))
    Attachment.objects.create(message=own, file=file_of(first))
    set_hold(
        Target(object_kind="helpdesk.ticket", object_id=own.ticket_id), HoldReason.LAWSUIT,
        NOW.date().replace(year=2027), by=actor(paula),
    )  # fmt: skip
    answer = signed_in(anna).post(page_of(first, "confirmed"), chosen(first))
    assert answer.status_code == 409
    assert "legal hold" in answer.content.decode()
    assert first.attachments.exists()
    assert not Redaction.objects.exists()


def test_a_ledger_that_cannot_be_written_stops_it(
    first: Message, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_given: object) -> None:
        raise ledger.LedgerBusy("another node writes")

    monkeypatch.setattr(ledger, "begin", busy)
    assert signed_in(anna).post(page_of(first, "confirmed"), chosen(first)).status_code == 503
    assert first.attachments.exists()


def test_only_who_may_answer_removes(first: Message, kim: Person, paula: Person, boris: Person, mara: Person) -> None:
    queue = Queue.objects.create(name="Board", is_open_to_all=False)
    QueueMember.objects.create(queue=queue, person=mara)
    Ticket.objects.filter(pk=first.ticket_id).update(queue=queue)
    for person in (boris, paula, kim):
        for verb in ((), ("confirmed",)):
            assert signed_in(person).post(page_of(first, *verb), chosen(first)).status_code in {403, 404}, person
    assert first.attachments.exists()


def test_a_copy_in_a_case_that_one_does_not_see_is_counted_and_not_named(
    first: Message, kim: Person, anna: Person, mara: Person
) -> None:
    other = split(first.ticket, Split([first], "Salaries", kim), by=actor(anna))
    Ticket.objects.filter(pk=other.pk).update(queue=Queue.objects.create(name="Board", is_open_to_all=False))
    shown = signed_in(anna).post(page_of(first), chosen(first)).content.decode()
    assert "is in 2 places" in shown
    assert "in a case that you do not see" in shown
    assert "Salaries" not in shown


def test_every_table_that_can_hold_a_file_of_a_case_has_a_name_for_people(first: Message) -> None:
    ways = {"helpdesk.ticket": [first.ticket_id]}
    holding = {
        str(table.model._meta.label_lower)
        for table in tables().values()
        if table.model is not None
        and any(field.related_model is StoredFile for field in table.model._meta.concrete_fields)
        and leads_to(table, ways)
    }
    assert {"helpdesk.attachment", "helpdesk.draftfile", "mail.outboxattachment"} <= holding
    assert holding - {"mail.rawmessage"} <= HOLDERS.keys(), "the raw mail is told of in the warning"
