"""Mail that a server hands over by LMTP or SMTP, over real connections."""

from __future__ import annotations

import errno
import re
import smtplib
import socket
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connections

from candor.config.settings.instance import SettingError, load_settings
from candor.kernel import files
from candor.kernel.actor import SYSTEM
from candor.mail.actions import batches
from candor.mail.actions.mailboxes import MailboxDetails, add_mailbox
from candor.mail.listener import server, wire
from candor.mail.listener.collecting import SMALL
from candor.mail.models import RawMessage, RawState, Way
from candor.mail.tests.conftest import Reader
from candor.mail.tests.letters import letter
from candor.mail.tests.servers import free_port

pytestmark = pytest.mark.django_db(transaction=True)

OURS = "support@lindwurm.example"


@contextmanager
def listening(monkeypatch: pytest.MonkeyPatch, scheme: str = "lmtp") -> Iterator[int]:
    port = free_port()
    with listening_at(f"{scheme}://127.0.0.1:{port}", ("127.0.0.1", port), monkeypatch):
        yield port


@contextmanager
def listening_at(url: str, address: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """With a listener as this setting has it. `address` is the place in the socket module's words."""
    stop = threading.Event()
    told = replace(settings.INSTANCE, mail_from=OURS, mail_listener=url)
    monkeypatch.setattr(settings, "INSTANCE", told)

    def run() -> None:
        server.listen(stop)
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        while True:
            try:
                knock(address)
                break
            except OSError:
                assert thread.is_alive()
        yield
    finally:
        stop.set()
        thread.join(15)


def let_in(port: int) -> socket.socket:
    """A connection that was greeted: on a busy machine the one who knocked may not have been seen out yet."""
    while True:
        visitor = socket.create_connection(("127.0.0.1", port), 60)
        if visitor.recv(100).startswith(b"220"):
            return visitor
        visitor.close()


def knock(address: Any) -> None:
    with socket.socket(socket.AF_UNIX if isinstance(address, str) else socket.AF_INET) as visitor:
        visitor.settimeout(1)
        visitor.connect(address)


@pytest.fixture
def lmtp(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> Iterator[smtplib.LMTP]:
    with listening(monkeypatch) as port, smtplib.LMTP("127.0.0.1", port, timeout=60) as client:
        yield client


def data(client: smtplib.SMTP, content: bytes) -> bytes:
    """The envelope and the message; what is answered to the message."""
    client.ehlo_or_helo_if_needed()
    assert client.mail("kim@nordlicht.example")[0] == 250
    assert client.rcpt(OURS)[0] == 250
    try:
        code, words = client.data(content)
    except smtplib.SMTPDataError as problem:
        code, words = problem.smtp_code, problem.smtp_error
    return b"%d %s" % (code, words)


@pytest.mark.parametrize("scheme", ["lmtp", "smtp"])
def test_a_mail_is_ours_when_the_server_is_told_so(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    kind = smtplib.LMTP if scheme == "lmtp" else smtplib.SMTP
    attached = ("data.bin", "application/octet-stream", bytes(range(256)))
    content = letter("One.\n..two\n.\nthree\n", files=(attached,)).replace(b"\n", b"\r\n")
    with listening(monkeypatch, scheme) as port, kind("127.0.0.1", port, timeout=60) as client:
        assert client.sendmail("kim@nordlicht.example", [OURS], content) == {}
        raw = RawMessage.objects.get()
        assert (raw.state, raw.way) == (RawState.HANDLED, Way.LISTENER)
    kept = b"".join(files.read_chunks(raw.file))
    assert kept.startswith(b"Return-Path: <kim@nordlicht.example>\r\nDelivered-To: support@lindwurm.example\r\n")
    [mail] = reader.mails
    assert mail.parsed.text.split() == ["One.", "..two", ".", "three"]
    assert mail.parsed.attachments[0].content == bytes(range(256))


def test_each_recipient_of_a_mail_gets_its_answer_and_one_message_is_kept(lmtp: smtplib.LMTP, reader: Reader) -> None:
    details = MailboxDetails("Sales", "sales@lindwurm.example", "127.0.0.1", "sales", "secret")
    sales = add_mailbox(details, by=SYSTEM)
    to = ["stranger@elsewhere.example", "sales+anything@lindwurm.example", OURS]
    lmtp.ehlo()
    lmtp.docmd("MAIL FROM:<kim@nordlicht.example> SIZE=600")
    assert [lmtp.docmd(f"RCPT TO:<{address}>")[0] for address in to] == [550, 250, 250]
    assert lmtp.docmd("DATA")[0] == 354
    lmtp.send(letter().replace(b"\n", b"\r\n") + b"\r\n.\r\n")
    assert [lmtp.getreply()[0] for _each in range(2)] == [250, 250]
    [mail] = reader.mails
    assert mail.mailbox == sales
    assert "sales+anything@lindwurm.example" in mail.parsed.recipients


def test_a_bare_line_feed_ends_no_message(lmtp: smtplib.LMTP, reader: Reader) -> None:
    """Else one message could bring a second one along, whose sender nobody checked (SMTP smuggling)."""
    lmtp.ehlo()
    for command in ("MAIL FROM:<kim@nordlicht.example>", f"RCPT TO:<{OURS}>", "DATA"):
        lmtp.docmd(command)
    head = b"From: kim@nordlicht.example\r\nSubject: one\r\n\r\n"
    for ending in (b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\n", b"\r\n.\r"):
        head += b"text" + ending + b"MAIL FROM:<boss@lindwurm.example>"
    lmtp.send(head + b"\r\n.\r\n")
    assert lmtp.getreply()[0] == 250
    assert lmtp.noop()[0] == 250, "nothing of it was taken for a command"
    assert RawMessage.objects.count() == 1


def test_the_null_sender_is_never_answered(lmtp: smtplib.LMTP, reader: Reader) -> None:
    lmtp.sendmail("", [OURS], letter())
    assert not reader.mails[0].may_be_answered


def test_a_full_disk_and_a_busy_database_have_the_server_come_again(
    lmtp: smtplib.LMTP, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def busy(*_args: object) -> None:
        raise OperationalError("database is locked")

    large = letter("x" * 70 + "\n") + (b"y" * 70 + b"\n") * (SMALL // 70)
    for content in (letter(), large):
        with monkeypatch.context() as patch:
            patch.setattr(files, "_put", full)
            assert data(lmtp, content).startswith(b"452 4.3.1")
    with monkeypatch.context() as patch:
        patch.setattr(batches, "insert", busy)
        assert data(lmtp, letter()).startswith(b"451 4.3.0")
    assert not RawMessage.objects.exists()
    assert data(lmtp, letter()).startswith(b"250"), "on the same connection, once there is room"
    assert RawMessage.objects.count() == 1


def test_what_is_larger_than_we_take_is_refused_for_good(
    lmtp: smtplib.LMTP, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "INSTANCE", replace(settings.INSTANCE, upload_mb=1))
    lmtp.ehlo()
    assert lmtp.docmd("MAIL FROM:<kim@nordlicht.example> SIZE=1000001")[0] == 552
    assert data(lmtp, letter() + b"x" * 1_200_000).startswith(b"552 5.3.4"), "whatever size was announced"
    assert data(lmtp, letter()).startswith(b"250"), "the conversation goes on"
    assert RawMessage.objects.count() == 1


def test_a_large_message_goes_to_disk_as_it_comes(
    lmtp: smtplib.LMTP, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twelve megabytes, of which the listener never holds more than a few chunks."""
    lmtp.ehlo()
    for command in ("MAIL FROM:<kim@nordlicht.example>", f"RCPT TO:<{OURS}>", "DATA"):
        lmtp.docmd(command)
    monkeypatch.setattr("candor.mail.actions.intake.handle_now", lambda raw: raw)  # reading it is the parsers' part
    line = b"x" * 998 + b"\r\n"
    tracemalloc.start()
    lmtp.send(letter().replace(b"\n", b"\r\n"))
    for _megabyte in range(12):
        lmtp.send(line * 1_000)
    lmtp.send(b".\r\n")
    assert lmtp.getreply()[0] == 250
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert RawMessage.objects.get().file.size > 12_000_000
    assert peak < 6_000_000


def test_what_is_no_mail_command_is_refused_in_plain_words(lmtp: smtplib.LMTP) -> None:
    lmtp.ehlo()
    wrong = {
        "HELO elsewhere": 502,
        "DATA": 503,
        f"RCPT TO:<{OURS}>": 503,
        "MAIL FROM:kim@nordlicht.example": 501,
        "MAIL TO:<kim@nordlicht.example>": 501,
        "MAIL FROM:<a\u0001b>": 501,
        "AUTH PLAIN AGtpbQBzZWNyZXQ=": 502,
        "STARTTLS": 502,
    }
    assert {command: lmtp.docmd(command)[0] for command in wrong} == wrong
    assert lmtp.docmd("MAIL FROM:<kim@nordlicht.example>")[0] == 250
    assert lmtp.docmd("MAIL FROM:<kim@nordlicht.example>")[0] == 503
    assert lmtp.docmd("RSET")[0] == 250
    assert lmtp.docmd("MAIL FROM:<kim@nordlicht.example>")[0] == 250


def test_who_only_makes_mistakes_is_left(lmtp: smtplib.LMTP) -> None:
    for _try in range(20):
        assert lmtp.docmd("GET / HTTP/1.1")[0] == 502
    with pytest.raises(smtplib.SMTPServerDisconnected):
        lmtp.noop()


def test_one_too_many_is_told_to_come_again(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MOST_CONNECTIONS", 2)
    with listening(monkeypatch) as port:
        there = [let_in(port) for _each in range(2)]
        with socket.create_connection(("127.0.0.1", port), 60) as third:
            assert third.recv(100).startswith(b"421 4.3.2")
        for each in there:
            each.close()


def test_who_falls_silent_is_left_and_nothing_of_the_message_is_kept(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "PATIENCE", 0.3)
    before = set(files._root().glob("*/*"))
    with listening(monkeypatch) as port, socket.create_connection(("127.0.0.1", port), 60) as silent:
        silent.sendall(f"LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<{OURS}>\r\nDATA\r\n".encode())
        silent.sendall(b"Subject: half\r\n\r\n" + b"It breaks off\r\n" * (SMALL // 10))
        while silent.recv(4_096):
            pass  # until the listener has closed it
    assert not RawMessage.objects.exists()
    assert set(files._root().glob("*/*")) == before


def test_only_an_address_with_a_port_or_a_path_can_be_listened_at(tmp_path: Any) -> None:
    home = {"CANDOR_HOME": str(tmp_path)}
    socket_file = "lmtp:///run/candor/lmtp.sock"
    for right in ("lmtp://[::1]:2424", socket_file, f"{socket_file}?group=postfix", ""):
        assert load_settings(home | {"CANDOR_MAIL_LISTENER": right}).mail_listener == right
    for wrong in (
        *("127.0.0.1:24", "lmtp://127.0.0.1", "imap://127.0.0.1:143", "smtp://127.0.0.1:99999", "smtp://:25"),
        *(
            "lmtp:",
            "lmtp:run/lmtp.sock",
            "lmtp:///",
            "lmtp:///run/",
            f"lmtp:///{'x' * 101}",
            f"{socket_file}?group=a b",
        ),
        *(f"{socket_file}?mode=777", f"{socket_file}#x", "lmtp://127.0.0.1:24/run/x", "lmtp://u@/run/x"),
    ):
        with pytest.raises(SettingError, match=re.escape("expected nothing, lmtp://127.0.0.1:2424, or")):
            load_settings(home | {"CANDOR_MAIL_LISTENER": wrong})
