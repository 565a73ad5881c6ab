"""Testing a mailbox: every way in which reading and sending can fail, with a real socket, each said in words."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from imapclient import SocketTimeout

from candor.kernel import clock
from candor.mail import trials
from candor.mail.models import Mailbox, Security, Trouble
from candor.mail.presets import PRESETS
from candor.mail.sealing import seal
from candor.mail.tests.letters import letter
from candor.mail.tests.scripted import END, SILENCE, ScriptedServer, scripted, self_signed
from candor.mail.tests.servers import ImapServer, Sink, free_port
from candor.mail.trials import READING, SENDING, try_reading, try_sending
from candor.mail.words import SENDING_TROUBLES, TROUBLES
from candor.people.models import Person
from tests.cast import signed_in

pytestmark = pytest.mark.django_db

PASSWORD = "a-secret-of-the-mailbox"
HELLO = b"* OK ready\r\n"
DONE = b"{tag} OK done\r\n"
CAPABLE = b"* CAPABILITY IMAP4rev1\r\n" + DONE
OPENED = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] here\r\n* OK [UIDNEXT 2] next\r\n" + DONE
IMAP = {b"CAPABILITY": CAPABLE, b"LOGIN": DONE, b"EXAMINE": OPENED, b"SEARCH": b"* SEARCH 1\r\n" + DONE,
        b"FETCH": b"* 1 FETCH (UID 1 BODY[HEADER.FIELDS (DATE)] {2}\r\n\r\n)\r\n" + DONE, b"LOGOUT": DONE}  # fmt: skip
SMTP_HELLO = b"220 mail.example ESMTP\r\n"
SMTP = {b"EHLO": b"250-mail.example\r\n250 AUTH PLAIN LOGIN\r\n", b"AUTH": b"235 in\r\n", b"MAIL FROM": b"250 OK\r\n",
        b"RSET": b"250 OK\r\n", b"QUIT": b"221 bye\r\n"}  # fmt: skip


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine an answer may take longer than a person at a page should wait."""
    monkeypatch.setattr(trials, "TIMEOUT_OF_A_PAGE", SocketTimeout(connect=20, read=20))


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[ScriptedServer]:
    greeting, answers = request.param
    with scripted(greeting, answers) as made:
        yield made


def box(port: int, **more: Any) -> Mailbox:
    details = {"host": "127.0.0.1", "security": Security.PLAIN, "user": "support", "folder": "INBOX", **more}
    return Mailbox.objects.create(
        name="Support", address="help@lindwurm.example", port=port, password=seal(PASSWORD), created_at=clock.now(),
        **details,
    )  # fmt: skip


def failure(steps: list[trials.Step]) -> tuple[str, str]:
    """At which step it failed, and what was said; behind it nothing is tried, before it all is well."""
    (place,) = [place for place, step in enumerate(steps) if step.went == "wrong"]
    assert [step.went for step in steps[:place]] == ["well"] * place
    assert {step.went for step in steps[place + 1 :]} <= {"untried"}
    explanation = steps[place].explanation
    assert explanation is not None
    return steps[place].name, str(explanation.what)


@pytest.mark.parametrize(
    ("server", "step", "trouble"),
    [
        ((b"220 I speak SMTP\r\n", {}), "connection", Trouble.NOT_IMAP),
        ((HELLO, IMAP | {b"LOGIN": END}), "connection", Trouble.CUT_OFF),
        ((HELLO, IMAP | {b"LOGIN": b"{tag} NO [AUTHENTICATIONFAILED] no\r\n"}), "sign-in", Trouble.WRONG_SIGN_IN),
        ((HELLO, IMAP | {b"LOGIN": b"{tag} NO AUTHENTICATE failed. BasicAuthBlocked\r\n"}),
         "sign-in", Trouble.NO_PASSWORDS),
        ((HELLO, IMAP | {b"CAPABILITY": b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n" + DONE,
                         b"LOGIN": b"{tag} NO disabled\r\n"}), "sign-in", Trouble.NO_PASSWORDS),
        ((HELLO, IMAP | {b"EXAMINE": b"{tag} NO [NONEXISTENT] none\r\n"}), "folder", Trouble.NO_FOLDER),
        ((HELLO, IMAP | {b"EXAMINE": b"{tag} NO [NOPERM] not for you\r\n"}), "messages", Trouble.NO_RIGHT),
        ((HELLO, IMAP | {b"FETCH": b"{tag} NO [NOPERM] not for you\r\n"}), "messages", Trouble.NO_RIGHT),
    ],
    indirect=["server"],
    ids=["not-imap", "cut-off", "wrong-password", "blocked", "login-disabled", "no-folder", "no-right", "no-reading"],
)  # fmt: skip
def test_what_keeps_a_mailbox_from_being_read(server: ScriptedServer, step: str, trouble: Trouble):
    assert failure(try_reading(box(server.port))) == (step, str(TROUBLES[trouble].what))


def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(trials, "TIMEOUT_OF_A_PAGE", SocketTimeout(connect=0.3, read=0.3))
    with scripted(HELLO, {b"CAPABILITY": SILENCE}) as server:
        assert failure(try_reading(box(server.port))) == ("connection", str(TROUBLES[Trouble.TOO_SLOW].what))


@pytest.mark.parametrize(
    ("more", "step", "trouble"),
    [
        ({"host": "no-such-host.invalid"}, "name", Trouble.NO_HOST),
        ({"host": "a" * 64 + ".example"}, "name", Trouble.NO_HOST),
        ({}, "connection", Trouble.REFUSED),
    ],
    ids=["unknown", "no-name", "closed"],
)
def test_a_server_that_is_not_there(more: dict[str, Any], step: str, trouble: Trouble):
    assert failure(try_reading(box(free_port(), **more))) == (step, str(TROUBLES[trouble].what))


def test_encryption_that_cannot_be(tmp_path):
    with scripted(HELLO, IMAP, self_signed(tmp_path)) as server:
        shown = failure(try_reading(box(server.port, security=Security.TLS)))
    assert shown == ("encryption", str(TROUBLES[Trouble.BAD_CERTIFICATE].what))
    Mailbox.objects.all().delete()
    with scripted(HELLO, IMAP | {b"STARTTLS": b"{tag} BAD what\r\n"}) as server:
        shown = failure(try_reading(box(server.port, security=Security.STARTTLS)))
    assert shown == ("encryption", str(TROUBLES[Trouble.NO_TLS].what))


def test_a_password_whose_key_is_lost():
    mailbox = box(free_port())
    mailbox.password = "sealed-with-another-key"
    assert failure(try_reading(mailbox))[0] == "sign-in"


def test_the_test_changes_nothing_in_the_mailbox():
    with scripted(HELLO, IMAP) as server:
        assert [step.went for step in try_reading(box(server.port))] == ["well"] * len(READING)
        asked = b" ".join(server.lines).upper()
    assert b"EXAMINE" in asked
    assert b"BODY.PEEK" in asked
    for word in (b"SELECT", b"STORE", b"MOVE", b"COPY", b"APPEND", b"EXPUNGE", b"CREATE", b"DELETE", b"BODY["):
        assert word not in asked, word


def test_a_real_server_lets_itself_be_read_and_keeps_its_marks(imap_server: ImapServer):
    imap_server.deliver("trial", letter())
    mailbox = box(imap_server.port, user="trial")
    mailbox.password = seal(imap_server.password)
    assert {step.went for step in try_reading(mailbox)} == {"well"}
    client = imap_server.client("trial")
    client.select_folder("INBOX", readonly=True)
    assert [b"\\Seen" in flags for flags in client.get_flags(client.search()).values()] == [False]
    client.logout()


def sending(settings: Any, url: str) -> list[trials.Step]:
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, smtp=url)
    return try_sending(Mailbox(address="help@lindwurm.example"))


@pytest.mark.parametrize(
    ("server", "step", "trouble"),
    [
        ((SMTP_HELLO, SMTP | {b"AUTH": b"535 no\r\n"}), "sign-in", "wrong-sign-in"),
        ((SMTP_HELLO, SMTP | {b"EHLO": b"250 mail.example\r\n"}), "sign-in", "wrong-sign-in"),
        ((SMTP_HELLO, SMTP | {b"MAIL FROM": b"550 5.7.60 SendAsDenied\r\n"}), "sender", "sender"),
        ((SMTP_HELLO, SMTP | {b"MAIL FROM": END}), "connection", "cut-off"),
        ((b"HTTP/1.1 400 Bad Request\r\n", {}), "connection", "no-connection"),
    ],
    indirect=["server"],
    ids=["wrong-password", "no-sign-in", "sender", "cut-off", "not-smtp"],
)
def test_what_keeps_mail_from_leaving(server: ScriptedServer, step: str, trouble: str, settings):
    steps = sending(settings, f"smtp://user:word@127.0.0.1:{server.port}")
    assert failure(steps) == (step, str(SENDING_TROUBLES[trouble].what))
    assert not any(word in b" ".join(server.lines).upper() for word in (b"RCPT", b"DATA")), "no mail goes out"


@pytest.mark.parametrize(
    ("url", "step", "trouble"),
    [
        ("smtp://no-such-host.invalid:25", "name", "no-host"),
        ("smtp://127.0.0.1:{port}", "connection", "refused"),
    ],
)
def test_a_sending_server_that_is_not_there(url: str, step: str, trouble: str, settings):
    assert failure(sending(settings, url.format(port=free_port()))) == (step, str(SENDING_TROUBLES[trouble].what))


def test_sending_without_the_encryption_that_is_asked_for(settings, tmp_path):
    with scripted(SMTP_HELLO, SMTP, self_signed(tmp_path)) as server:
        shown = failure(sending(settings, f"smtps://127.0.0.1:{server.port}"))
    assert shown == ("encryption", str(SENDING_TROUBLES["bad-certificate"].what))
    with scripted(SMTP_HELLO, SMTP) as server:
        shown = failure(sending(settings, f"smtp+starttls://127.0.0.1:{server.port}"))
    assert shown == ("encryption", str(SENDING_TROUBLES["no-tls"].what))


def test_sending_that_works(sink: Sink, settings):
    assert [step.went for step in sending(settings, sink.url)] == ["well"] * len(SENDING)
    assert sink.mails == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_says_each_step_in_words_and_no_secret(language: str, adam: Person, sink: Sink, settings):
    Person.objects.filter(pk=adam.pk).update(language=language)
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, smtp=f"smtp://user:hush-hush@127.0.0.1:{sink.port}")
    with scripted(HELLO, IMAP | {b"LOGIN": b"{tag} NO no\r\n"}) as server:
        mailbox = box(server.port)
        shown = signed_in(adam).post(reverse("tech:mailbox-test", args=[mailbox.ref])).content.decode()
    told = {
        "en": ["The server lets Candor in: no", "Type the password again.", "The folder is there: not tried"],
        "de": ["Der Server lässt Candor ein: nein", "Geben Sie das Passwort noch einmal ein", "nicht versucht"],
    }
    for words in told[language]:
        assert words in shown
    assert PASSWORD not in shown
    assert "hush-hush" not in shown


def test_every_trouble_has_its_step_and_words():
    for trouble in Trouble.values:
        assert trouble in TROUBLES
    for trouble, step in trials.FAILS_AT.items():
        assert step in {*READING, *SENDING}
        assert trouble in TROUBLES or trouble in SENDING_TROUBLES


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_a_provider_fills_the_form(preset: Any, adam: Person):
    page = signed_in(adam).get(reverse("tech:new-mailbox"), {"provider": preset.key}).content.decode()
    assert str(preset.name) in page
    assert f'value="{preset.values.get("host", "")}"' in page or "host" not in preset.values


def test_an_unknown_provider_is_none(adam: Person):
    answer = signed_in(adam).get(reverse("tech:new-mailbox"), {"provider": "<script>"})
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().partition("<body")[2].partition("Own server")[0]
