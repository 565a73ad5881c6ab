from __future__ import annotations

import pytest
from django.db import OperationalError, transaction

from candor.kernel import clock
from candor.kernel.files import read_chunks
from candor.kernel.models import StoredFile
from candor.mail.actions import intake
from candor.mail.actions.intake import Place, receive, resume, store, store_fetched
from candor.mail.models import Mailbox, MailboxCursor, RawMessage, RawState, Reason, Way
from candor.mail.tests.conftest import Reader, take
from candor.mail.tests.letters import letter

pytestmark = pytest.mark.db


def files_on_disk(settings) -> int:
    return sum(1 for path in (settings.INSTANCE.home / "files").rglob("*") if path.is_file())


def make_mailbox(address: str = "support@lindwurm.example") -> Mailbox:
    return Mailbox.objects.create(
        name="Support", address=address, host="localhost", user="support", password="", created_at=clock.now()
    )


def test_a_message_is_kept_and_handed_over(db, reader: Reader):
    raw = letter(files=(("log.txt", "text/plain", b"40 percent"),))

    received = receive(raw, Way.PIPE)

    assert received.state == RawState.HANDLED
    assert (received.became_kind, received.became_word) == ("mail.rawmessage", "note")
    assert received.file is not None
    assert b"".join(read_chunks(received.file)) == raw
    assert received.sender == "kim@nordlicht.example"
    assert [received.part.name for received in reader.mails[0].files] == ["log.txt"]
    assert reader.mails[0].may_be_answered


def test_the_same_message_twice_is_one_and_a_copy(db, reader: Reader):
    raw = letter()
    first = receive(raw, Way.PIPE)
    second = receive(b"Received: by another server\r\n" + raw, Way.PIPE)

    assert second.state == RawState.DUPLICATE
    assert second.became_id == first.became_id
    assert len(reader.mails) == 1


def test_the_same_id_with_other_content_is_another_message(db, reader: Reader):
    receive(letter(message_id="<1@nordlicht.example>"), Way.PIPE)
    other = receive(letter("Something else.", message_id="<1@nordlicht.example>"), Way.PIPE)

    assert other.state == RawState.HANDLED
    assert len(reader.mails) == 2


def test_a_handler_that_breaks_leaves_the_message_in_quarantine_and_nothing_else(db, reader: Reader, settings):
    def write_and_break(mail):
        mail.files[0].file.save(force_insert=True)
        raise KeyError("queue")

    reader.does = write_and_break
    before = files_on_disk(settings)

    received = receive(letter(files=(("log.txt", "text/plain", b"40 percent"),)), Way.PIPE)

    assert (received.state, received.reason) == (RawState.QUARANTINED, Reason.HANDLING_FAILED)
    assert received.error == "builtins.KeyError"
    assert StoredFile.objects.filter(store="files").count() == 0
    assert files_on_disk(settings) == before + 1

    reader.does = take
    assert receive(letter(), Way.PIPE).state == RawState.HANDLED


@pytest.mark.django_db(transaction=True)
def test_an_error_after_the_commit_takes_nothing_back(reader: Reader):
    def keep_and_stumble(mail):
        mail.files[0].file.save(force_insert=True)
        transaction.on_commit(lambda: {}["stumbles"])
        return take(mail)

    reader.does = keep_and_stumble
    received = receive(letter(files=(("log.txt", "text/plain", b"40 percent"),)), Way.PIPE)
    assert received.state == RawState.HANDLED
    assert b"".join(read_chunks(reader.mails[0].files[0].file)) == b"40 percent"


def test_a_busy_database_leaves_the_message_stored_and_it_is_resumed(db, reader: Reader):
    def busy(mail):
        raise OperationalError("database is locked")

    works, reader.does = reader.does, busy
    received = receive(letter(), Way.PIPE)
    assert RawMessage.objects.get().state == RawState.STORED

    reader.does = works
    assert resume() == 0, "a message is left to whoever stored it for a while"
    with clock.later(seconds=20):
        assert resume() == 1
    received.refresh_from_db()
    assert received.state == RawState.HANDLED
    assert len(reader.mails) == 1


def test_a_message_that_ends_its_reader_again_and_again_is_put_aside(db, reader: Reader, monkeypatch):
    received = store(letter(), Way.PIPE)
    RawMessage.objects.filter(pk=received.pk).update(attempts=intake.MOST_ATTEMPTS)

    with clock.later(seconds=20):
        resume()

    received.refresh_from_db()
    assert (received.state, received.reason) == (RawState.QUARANTINED, Reason.BREAKS_READING)


def test_two_that_handle_the_same_message_have_one_effect(db, reader: Reader):
    stored = store(letter(), Way.PIPE)
    same = RawMessage.objects.get(pk=stored.pk)

    intake.handle(stored)
    intake.handle(same)

    assert len(reader.mails) == 1
    assert same.state == RawState.HANDLED


def test_what_cannot_be_read_waits_in_quarantine(db, reader: Reader):
    assert receive(b"", Way.PIPE).reason == Reason.UNREADABLE
    assert receive(b"Subject: no sender\r\n\r\nwords\r\n", Way.PIPE).reason == Reason.NO_SENDER
    assert not reader.mails


def test_mail_from_ourselves_goes_no_further(db, reader: Reader):
    make_mailbox()
    ours = receive(letter(sender="support+0123@lindwurm.example"), Way.PIPE)
    assert (ours.state, ours.reason) == (RawState.QUARANTINED, Reason.OUR_OWN)


def test_a_fetched_message_moves_the_cursor_and_is_fetched_once(db, reader: Reader):
    mailbox = make_mailbox()
    place = Place(mailbox, "INBOX", 7, 12)

    assert store_fetched(letter(), place) is not None
    assert store_fetched(letter(), place) is None
    assert store_fetched(letter(), Place(mailbox, "INBOX", 7, 11)) is not None

    assert MailboxCursor.objects.get(mailbox=mailbox).uid == 12
