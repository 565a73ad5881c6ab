"""Reading mailboxes of a real Dovecot."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable

import pytest
from imapclient import IMAPClient

from candor.kernel import files
from candor.kernel.actor import SYSTEM
from candor.mail.actions.mailboxes import MailboxDetails, add_mailbox, change_mailbox, pause_mailbox, resume_mailbox
from candor.mail.imap import searching, waiting, watching
from candor.mail.imap.connection import Access, Unreadable, open_folder
from candor.mail.imap.fetching import take_in_new
from candor.mail.imap.watching import Watcher, watch_mailboxes
from candor.mail.models import Mailbox, MailboxCursor, RawMessage, RawState, Reason, Security, Trouble
from candor.mail.tests.conftest import Reader
from candor.mail.tests.letters import letter
from candor.mail.tests.servers import ImapServer, free_port

PATIENCE = 60.0
"""Seconds: less than one IDLE lasts, so that what comes within them was told."""

HALF_A_MINUTE = 30.0


def mailbox_on(server: ImapServer, user: str, **options) -> Mailbox:
    details = {
        "name": user,
        "address": f"{user}@lindwurm.example",
        "host": "127.0.0.1",
        "port": server.port,
        "security": Security.PLAIN,
        "user": user,
        "password": server.password,
        "takes_old_mail": True,
        **options,
    }
    return add_mailbox(MailboxDetails(**details), by=SYSTEM)


def read(mailbox: Mailbox) -> int:
    with open_folder(Access.to(mailbox)) as folder:
        return take_in_new(mailbox, folder, threading.Event())


def eventually(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, f"never came: {what}"
        time.sleep(0.05)


def test_what_lies_in_a_mailbox_comes_in_once_and_stays_unread_there(db, reader: Reader, imap_server: ImapServer):
    mailbox = mailbox_on(imap_server, "once")
    imap_server.deliver("once", letter("one"), letter("two"), letter("three"))

    assert read(mailbox) == 3
    assert read(mailbox) == 0
    assert [mail.parsed.text.strip() for mail in reader.mails] == ["one", "two", "three"]

    client = imap_server.client("once")
    client.select_folder("INBOX", readonly=True)
    assert len(client.search("UNSEEN")) == 3, "reading leaves no trace"
    client.logout()


def test_whoever_reads_the_mailbox_too_keeps_nothing_from_us(db, reader: Reader, imap_server: ImapServer):
    mailbox = mailbox_on(imap_server, "shared")
    imap_server.deliver("shared", letter("one"))
    client = imap_server.client("shared")
    client.select_folder("INBOX")
    client.add_flags(client.search(), [b"\\Seen"])
    client.logout()
    assert read(mailbox) == 1


def test_a_new_mailbox_leaves_old_mail_alone_unless_told_otherwise(db, reader: Reader, imap_server: ImapServer):
    imap_server.deliver("old", letter("long ago"))
    mailbox = mailbox_on(imap_server, "old", takes_old_mail=False)
    assert read(mailbox) == 0
    imap_server.deliver("old", letter("now"))
    assert read(mailbox) == 1


def test_a_folder_that_is_numbered_anew_brings_no_second_copies(db, reader: Reader, imap_server: ImapServer):
    mailbox = mailbox_on(imap_server, "anew")
    one, two = letter("one"), letter("two")
    imap_server.deliver("anew", one)
    read(mailbox)
    MailboxCursor.objects.update(uid_validity=1)
    RawMessage.objects.update(uid_validity=1)
    imap_server.deliver("anew", two)

    assert read(mailbox) == 2
    assert sorted(RawMessage.objects.values_list("state", flat=True)) == ["duplicate", "handled", "handled"]
    assert len(reader.mails) == 2


def test_the_same_mail_in_two_mailboxes_is_one(db, reader: Reader, imap_server: ImapServer):
    first, second = mailbox_on(imap_server, "twin1"), mailbox_on(imap_server, "twin2")
    same = letter("to both", to="twin1@lindwurm.example, twin2@lindwurm.example")
    imap_server.deliver("twin1", same)
    imap_server.deliver("twin2", same)
    assert read(first) + read(second) == 2
    assert len(reader.mails) == 1


def test_a_message_that_is_too_large_stays_there_and_is_told(db, reader: Reader, imap_server: ImapServer, monkeypatch):
    monkeypatch.setattr("candor.mail.imap.fetching.MAX_MESSAGE_BYTES", 5_000)
    mailbox = mailbox_on(imap_server, "large")
    imap_server.deliver("large", letter("big " * 5_000), letter("small"))
    assert read(mailbox) == 2
    assert read(mailbox) == 0
    told = RawMessage.objects.get(state=RawState.QUARANTINED)
    assert (told.reason, told.file) == (Reason.TOO_LARGE, None)
    assert len(reader.mails) == 1


def test_a_full_disk_leaves_the_mail_on_its_server(db, reader: Reader, imap_server: ImapServer, monkeypatch):
    def full(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    mailbox = mailbox_on(imap_server, "full")
    imap_server.deliver("full", letter("one"), letter("two"))
    with monkeypatch.context() as patch:
        patch.setattr(files, "_put", full)
        with pytest.raises(Unreadable) as problem:
            read(mailbox)
    assert problem.value.trouble == Trouble.DISK_FULL
    assert not RawMessage.objects.exists()
    assert read(mailbox) == 2, "it heals by itself"


def test_many_messages_come_in_batches(db, reader: Reader, imap_server: ImapServer):
    mailbox = mailbox_on(imap_server, "many")
    imap_server.deliver("many", *[letter(f"number {number}") for number in range(60)])
    assert read(mailbox) == 60
    assert len(reader.mails) == 60


def test_a_folder_with_more_messages_than_one_answer_may_name_is_read_whole(db, reader, imap_server, monkeypatch):
    monkeypatch.setattr("imaplib._MAXLINE", 400)  # as many UIDs as fit into a line, on a small scale
    monkeypatch.setattr(searching, "MOST", 30)
    mailbox = mailbox_on(imap_server, "huge")
    imap_server.deliver("huge", *[letter(f"number {number}") for number in range(150)])
    gone = imap_server.client("huge")
    gone.select_folder("INBOX")
    gone.delete_messages(range(31, 41))
    gone.expunge()
    gone.logout()

    assert read(mailbox) == 140
    imap_server.deliver("huge", letter("one more"))
    assert read(mailbox) == 1
    MailboxCursor.objects.update(uid_validity=1)
    assert read(mailbox) == 141, "what has come in two days is looked at again when a folder is numbered anew"
    assert len(reader.mails) == 141


def test_the_last_number_is_found_where_a_server_does_not_tell_it(imap_server: ImapServer):
    imap_server.deliver("untold", letter("one"), letter("two"))
    client = imap_server.client("untold")
    opened = client.select_folder("INBOX", readonly=True)
    assert searching.last_uid(client, opened[b"EXISTS"]) == opened[b"UIDNEXT"] - 1 == 2
    client.logout()
    empty = imap_server.client("nothing")
    assert searching.last_uid(empty, empty.select_folder("INBOX")[b"EXISTS"]) == 0
    empty.logout()


@pytest.mark.parametrize(
    ("options", "trouble"),
    [
        ({"password": "wrong"}, Trouble.WRONG_SIGN_IN),
        ({"folder": "Nowhere"}, Trouble.NO_FOLDER),
        ({"host": "no-such-host.invalid"}, Trouble.NO_HOST),
        ({"security": Security.STARTTLS}, Trouble.NO_TLS),
        ({"security": Security.TLS}, Trouble.NO_TLS),
        ({"port": 1}, Trouble.REFUSED),
    ],
)
def test_each_failure_is_told_as_what_it_is(db, imap_server: ImapServer, options, trouble):
    if options.get("port"):
        options = {"port": free_port()}
    mailbox = mailbox_on(imap_server, f"fails-{trouble.value}", **options)
    with pytest.raises(Unreadable) as problem:
        read(mailbox)
    assert problem.value.trouble == trouble


def test_a_lost_key_is_told_as_such(db, imap_server: ImapServer):
    mailbox = mailbox_on(imap_server, "keyless")
    Mailbox.objects.filter(pk=mailbox.pk).update(password="gAAAAA")
    mailbox.refresh_from_db()
    with pytest.raises(Unreadable, match="no-key"):
        read(mailbox)


@pytest.fixture
def watchers(monkeypatch):
    """The loop of `candor work`, running for the block's mailboxes."""
    monkeypatch.setattr(watching, "LOOK_FOR_CHANGES_EVERY", 0.1)
    monkeypatch.setattr(waiting, "CHECK_EVERY", 0.2)
    monkeypatch.setattr(watching, "FIRST_PAUSE", 0.2)
    stop = threading.Event()
    thread = threading.Thread(target=watch_mailboxes, args=(stop,))
    yield thread
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_thirty_mailboxes_are_read_within_half_a_minute(reader, imap_server: ImapServer, watchers):
    """One that stalls holds up none of them, as each is read beside the others; what comes twice comes in once."""
    contents = [letter(f"Of mailbox {number}.", sender=f"person{number}@elsewhere.example") for number in range(30)]
    for number, content in enumerate(contents):
        imap_server.place(f"busy{number}", [content, contents[0]])
        mailbox_on(imap_server, f"busy{number}")
    began = time.monotonic()
    watchers.start()
    while RawMessage.objects.exclude(state=RawState.STORED).count() < 60:
        assert time.monotonic() - began < HALF_A_MINUTE
        time.sleep(0.05)
    assert sorted(mail.parsed.text.strip() for mail in reader.mails) == sorted(
        f"Of mailbox {number}." for number in range(30)
    )
    assert RawMessage.objects.filter(state=RawState.DUPLICATE).count() == 30
    assert not Mailbox.objects.exclude(trouble="").exists()


@pytest.mark.django_db(transaction=True)
def test_mailboxes_are_watched_side_by_side_and_new_mail_comes_at_once(reader, imap_server: ImapServer, watchers):
    boxes = [mailbox_on(imap_server, f"watched{number}") for number in range(4)]
    dead = mailbox_on(imap_server, "dead", port=free_port())
    watchers.start()
    eventually(lambda: Mailbox.objects.filter(last_seen_at__isnull=False).count() == 4, "all are looked at")

    began = time.monotonic()
    for box in boxes:
        imap_server.deliver(box.user, letter(box.user))
    eventually(lambda: len(reader.mails) == 4, "the mail of four mailboxes, of which nobody asks meanwhile")
    assert time.monotonic() - began < watching.POLL_EVERY, "IDLE tells sooner than anybody would ask"
    dead.refresh_from_db()
    assert dead.trouble == Trouble.REFUSED


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_a_server_that_cannot_tell_of_new_mail_is_asked(reader, imap_server: ImapServer, watchers, monkeypatch):
    asked_to_wait: list[str] = []
    monkeypatch.setattr(watching, "POLL_EVERY", 0.1)
    monkeypatch.setattr(IMAPClient, "has_capability", lambda _client, name: False)
    monkeypatch.setattr(IMAPClient, "idle", lambda _client: asked_to_wait.append("idle"))
    mailbox_on(imap_server, "polled")
    watchers.start()
    for number in (1, 2):
        imap_server.deliver("polled", letter(f"number {number}"))
        eventually(lambda expected=number: len(reader.mails) == expected, "what was delivered")
    assert asked_to_wait == []


@pytest.mark.django_db(transaction=True)
def test_a_paused_mailbox_waits_and_goes_on_where_it_stopped(reader, imap_server: ImapServer, watchers):
    mailbox = mailbox_on(imap_server, "paused")
    imap_server.deliver("paused", letter("before"))
    watchers.start()
    eventually(lambda: len(reader.mails) == 1, "the first mail")

    pause_mailbox(mailbox, by=SYSTEM)
    time.sleep(1)
    imap_server.deliver("paused", letter("meanwhile"))
    time.sleep(1)
    assert len(reader.mails) == 1
    resume_mailbox(mailbox, by=SYSTEM)
    eventually(lambda: len(reader.mails) == 2, "what came meanwhile")


@pytest.mark.django_db(transaction=True)
def test_a_server_that_goes_away_is_found_again(reader, imap_server: ImapServer, watchers):
    mailbox = mailbox_on(imap_server, "gone", port=free_port())
    watchers.start()
    eventually(lambda: Mailbox.objects.filter(trouble=Trouble.REFUSED).exists(), "the trouble is told")
    details = MailboxDetails("gone", mailbox.address, "127.0.0.1", "gone", port=imap_server.port,
                             security=Security.PLAIN, takes_old_mail=True)  # fmt: skip
    mailbox.refresh_from_db()
    imap_server.deliver("gone", letter("at last"))
    change_mailbox(mailbox, details, by=SYSTEM)
    eventually(lambda: len(reader.mails) == 1, "the mail")
    eventually(lambda: Mailbox.objects.filter(trouble="").exists(), "the trouble has ended")


def test_a_watcher_ends_when_asked(db, imap_server: ImapServer):
    watcher = Watcher(mailbox_on(imap_server, "ending"))
    watcher.end()
    watcher.start()
    watcher.join(5)
    assert not watcher.is_alive()
