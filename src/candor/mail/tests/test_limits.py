"""Messages beyond a limit, all the way in: each is kept with its reason, shown, can be tried again, stops nobody."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from candor.kernel import files
from candor.mail.actions.intake import receive
from candor.mail.actions.quarantine import replay
from candor.mail.models import Mailbox, RawMessage, RawState, Reason, Way
from candor.mail.tests.conftest import Reader
from candor.mail.tests.letters import letter
from candor.mail.tests.parsing.test_limits import FIELDS, HEAD, MIXED, nested
from candor.people.models import Person
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db]

BEYOND = {
    "headers are larger than 1 MB": HEAD + b"X: y\n" * 250_000 + b"\nhi",
    "more than 100 levels": nested(1_000),
    "more than 1000 parts": HEAD + MIXED + b"--x\n\nhi\n" * 1_001,
    "more than 500 addresses": HEAD + b"".join(FIELDS),
}


def test_what_is_beyond_a_limit_is_kept_with_its_reason_and_the_next_one_goes_on(adam: Person, reader: Reader) -> None:
    for words, raw in BEYOND.items():
        stored = receive(raw, Way.PIPE)
        assert (stored.state, stored.reason) == (RawState.QUARANTINED, Reason.UNREADABLE), words
        assert words in stored.error
        assert stored.subject == "bomb"
        assert stored.file is not None
        assert b"".join(files.read_chunks(stored.file)) == raw, "every byte is kept"
        receive(letter(f"after {words}"), Way.PIPE)
    assert [mail.parsed.text.strip() for mail in reader.mails] == [f"after {words}" for words in BEYOND]

    browser = signed_in(adam)
    assert browser.get(reverse("tech:quarantine")).content.decode().count("It could not be read.") == len(BEYOND)
    page = browser.get(reverse("tech:quarantined", args=[stored.ref])).content.decode()
    assert "names more than 500 addresses" in page
    assert "Try the message again" in page


def test_what_was_beyond_a_limit_comes_in_when_the_limit_is_wider(
    adam: Person, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after an update: the same bytes, tried again."""
    stored = receive(HEAD + b"".join(FIELDS), Way.PIPE)
    monkeypatch.setattr("candor.mail.actions.intake.read_message", _read_with(monkeypatch))
    again = replay(stored, by=actor(adam))
    assert (again.state, again.reason, again.error) == (RawState.HANDLED, "", "")
    assert len(reader.mails) == 1


def _read_with(monkeypatch: pytest.MonkeyPatch) -> Any:
    from candor.mail.parsing import message, parse_message

    monkeypatch.setattr(message, "MAX_ADDRESSES", 1_000)
    return lambda raw: parse_message(b"".join(files.read_chunks(raw.file)))


def test_one_that_is_too_large_lies_on_its_server_and_there_is_nothing_to_try(adam: Person, db: None) -> None:
    mailbox = Mailbox.objects.create(
        name="Support", address="support@lindwurm.example", host="mail", user="support", password="",
        created_at="2026-01-01T00:00:00Z",
    )  # fmt: skip
    noted = RawMessage.objects.create(
        way=Way.IMAP, mailbox=mailbox, uid=1, uid_validity=1, folder="INBOX", state=RawState.QUARANTINED,
        reason=Reason.TOO_LARGE, received_at="2026-01-01T00:00:00Z", settled_at="2026-01-01T00:00:00Z",
    )  # fmt: skip
    browser = signed_in(adam)
    page = browser.get(reverse("tech:quarantined", args=[noted.ref])).content.decode()
    assert "Try the message again" not in page
    browser.post(reverse("tech:quarantine-replay", args=[noted.ref]))
    noted.refresh_from_db()
    assert (noted.state, noted.reason) == (RawState.QUARANTINED, Reason.TOO_LARGE), "it still says where it lies"


class _Stdin:
    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


@pytest.mark.once
@pytest.mark.parametrize(("trouble", "code"), [("", 0), ("large", 1), ("full", 75), ("busy", 75)])
def test_the_pipe_says_whether_a_message_is_kept(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, trouble: str, code: int
) -> None:
    """Any code but 75 (EX_TEMPFAIL) makes a mail server give up: it is said only where coming again is in vain."""
    from django.db import OperationalError

    monkeypatch.setattr("sys.stdin", _Stdin(letter("through the pipe " * 500)))
    if trouble == "large":
        monkeypatch.setattr(files, "most_of_uploads", lambda: 1_000)
    elif trouble:
        error = OSError("no room") if trouble == "full" else OperationalError("busy")

        def fail(*_arguments: Any, **_more: Any) -> None:
            raise error

        place = "write_file" if trouble == "full" else "insert"
        monkeypatch.setattr(f"candor.mail.actions.intake.{place}", fail)
    if not trouble:
        call_command("mail_receive")
        assert len(reader.mails) == 1
        return
    before = _kept()
    with pytest.raises(CommandError) as refusal:
        call_command("mail_receive")
    assert refusal.value.returncode == code
    assert not RawMessage.objects.exists()
    assert _kept() == before, "nothing of it is left"


def _kept() -> set[Path]:
    from django.conf import settings

    return {path for path in (Path(settings.INSTANCE.home) / "files").rglob("*") if path.is_file()}
