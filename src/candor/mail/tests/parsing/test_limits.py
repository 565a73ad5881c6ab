"""Hostile messages cost little, and every refusal has its reason."""

from __future__ import annotations

import time

import pytest

from candor.mail.parsing import parse_message
from candor.mail.parsing.limits import MAX_HEADER_BYTES, MAX_MESSAGE_BYTES

HEAD = b"From: a@example.org\nSubject: bomb\n"
MIXED = b'Content-Type: multipart/mixed; boundary="x"\n\n'


def nested(levels: int) -> bytes:
    return HEAD + b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(levels))


def field_of(name: bytes, many: int) -> bytes:
    return name + b": " + b", ".join(b"%s%d@b.c" % (name.lower(), n) for n in range(many)) + b"\n"


FIELDS = (field_of(b"To", 200), field_of(b"Cc", 200), field_of(b"Delivered-To", 101), b"\nhi")
"""Each field is within its limit; the message is not."""


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (HEAD + b"\n" + b"x" * MAX_MESSAGE_BYTES, "larger than 50 MB"),
        (HEAD + b"X: y\n" * 250_000 + b"\nhi", "headers are larger than 1 MB"),
        (nested(1_000), "more than 100 levels"),
        (HEAD + MIXED + b"--x\n\nhi\n" * 1_001, "more than 1000 parts"),
        (HEAD + b"To: " + b"a@b.c, " * 501 + b"\n\nhi", "more than 500 addresses"),
        (HEAD + b"".join(FIELDS), "names more than 500 addresses"),
        (HEAD + b"To: " + b"(" * 200_000 + b"\n\nhi", "longer than 100 KB"),
    ],
)
def test_limits_are_named_and_the_headers_still_read(raw: bytes, reason: str) -> None:
    parsed = parse_message(raw)
    assert reason in (parsed.error or "")
    assert not parsed.may_autoreply


@pytest.mark.parametrize("raw", [nested(1_000), HEAD + b"To: " + b"a@b.c, " * 501 + b"\n\nhi"])
def test_the_subject_of_a_refused_message_is_known(raw: bytes) -> None:
    parsed = parse_message(raw)
    assert parsed.subject == "bomb"
    assert parsed.content_hash


def test_what_is_just_within_the_limits_is_parsed() -> None:
    assert parse_message(nested(99)).error is None
    assert parse_message(HEAD + MIXED + b"--x\n\nhi\n" * 999).error is None
    assert len(parse_message(HEAD + b"To: " + b"a@b.c, " * 500 + b"\n\nhi").to) == 500
    just = HEAD + field_of(b"To", 250) + field_of(b"Cc", 250) + b"X: " + b"y" * (MAX_HEADER_BYTES - 10_000) + b"\n\nhi"
    assert parse_message(just).error is None
    assert parse_message(HEAD + b"\n" + b"x" * (MAX_MESSAGE_BYTES - len(HEAD) - 1)).error is None


BOMBS = {
    "brackets": b"From: " + b"(" * 2_000 + b"\n\nhi",
    "quotes": b"From: " + b'"\\' * 40_000 + b"\n\nhi",
    "commas": b"To: " + b"," * 90_000 + b"\n\nhi",
    "unfinished words": b"Subject: " + b"=?a?q?" * 50_000 + b"\n\nhi",
    "parameters": b"Content-Type: text/plain" + b"; a=b" * 100_000 + b"\n\nhi",
    "delimiters": HEAD + MIXED + b"--y\n" * 300_000,
    "nested tags": HEAD + b"Content-Type: text/html\n\n" + b"<div>" * 200_000,
    "nested fonts": HEAD + b"Content-Type: text/html\n\n" + b"".join(b"<font size=%d><p>" % n for n in range(20_000)),
    "ampersands": HEAD + b"Content-Type: text/html\n\n" + b"&" * 200_000,
    "quote marks": HEAD + b"\n" + b"> a\nb\n" * 50_000,
    "intros": HEAD + b"\n" + b"On 1 May 2020, a <a@b.c> wrote:\n" * 20_000,
    "headers in the text": b"From: MAILER-DAEMON\nSubject: Undelivered\n\n" + b"To: a@b.c\n" * 50_000,
    "padding": HEAD + b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n" + b"AA==" * 500_000,
    "recipients": HEAD
    + b'Content-Type: multipart/report; boundary="x"\n\n--x\nContent-Type: message/delivery-status\n\n'
    + b"Final-Recipient: rfc822; a@b.c\nAction: failed\n\n" * 20_000,
    "json": b'From: MAILER-DAEMON\nSubject: x\n\n{"notificationType":"Bounce","bounce":' + b"[" * 100_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_cost_seconds_at_most(name: str) -> None:
    started = time.process_time()
    parsed = parse_message(BOMBS[name])
    assert time.process_time() - started < 5
    assert "could not be parsed" not in (parsed.error or "")


def test_a_huge_text_is_kept_as_a_file() -> None:
    parsed = parse_message(HEAD + b"\n" + b"line\n" * 600_000)
    assert parsed.text == ""
    assert [(file.name, file.size) for file in parsed.attachments] == [("document.txt", 3_000_000)]
