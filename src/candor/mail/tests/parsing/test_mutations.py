"""No exception on any input: whatever happens is an ordinary result, and clean enough for a database and a page.

`CANDOR_MUTATIONS=100000` runs the nightly number.
"""

from __future__ import annotations

import json
import os
import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from candor.mail.parsing import ParsedMessage, parse_message, to_json, trim_reply
from candor.mail.tests.parsing import corpora as reading
from candor.mail.tests.parsing.test_limits import BOMBS

MUTATIONS = int(os.environ.get("CANDOR_MUTATIONS", "2000"))
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

PIECES = [
    *(b"\r\n", b"\n\n", b"--", b"--x\n", b"=?utf-8?Q?", b"?=", b'"', b"<", b">", b"(", b"@", b";", b":", b",", b"> "),
    *(b"\x00", b"\xff\xfe", b"\xc3", b"\x1b$B", b"charset=utf-16", b"name*0*=utf-8''%", b"<b>", b"&#1;", b"From: "),
    *(b'Content-Type: multipart/mixed; boundary="x"\n\n--x\n', b"Content-Transfer-Encoding: base64\n", b"Date: "),
    *(b"Content-Type: message/delivery-status\n\n", b"Final-Recipient: rfc822;\n", b"Content-Type: text/html\n"),
    *(b"On 1 May 2020 a@b.c wrote:\n", b"-----Original Message-----\n"),
]


def seeds() -> list[bytes]:
    """Small real messages where they are here, else a few of our own."""
    folder = reading.find_corpora()
    found = [raw for path in sorted(folder.rglob("*.eml")) if len(raw := path.read_bytes()) < 8_000] if folder else []
    return found or [raw[:4_000] for raw in BOMBS.values()]


def must_be_clean(parsed: ParsedMessage) -> None:
    assert "could not be parsed" not in (parsed.error or ""), parsed.error
    shown = json.dumps(to_json(parsed, "x"), ensure_ascii=False)
    for text in (parsed.subject, parsed.text, parsed.html or "", *(file.name for file in parsed.attachments)):
        assert not _UNWANTED.search(text), repr(text)[:200]
    assert not re.search("[\ud800-\udfff]", shown)


@pytest.mark.slow
def test_mutated_messages_never_raise() -> None:
    """The same ones in every run, drawn plainly: hypothesis would take longer to draw them than we to read them."""
    chance, originals = Random(MUTATIONS), seeds()
    for _number in range(MUTATIONS):
        raw = mutated(chance.choice(originals), chance)
        try:
            must_be_clean(parse_message(raw))
        except BaseException as error:
            error.add_note(f"with {raw!r}")
            raise


def mutated(raw: bytes, chance: Random) -> bytes:
    """At one to eight places up to forty bytes go, and a piece comes."""
    for _change in range(chance.randint(1, 8)):
        start = chance.randrange(len(raw) + 1)
        raw = raw[:start] + chance.choice(PIECES) + raw[start + chance.randint(0, 40) :]
    return raw


@settings(max_examples=300, deadline=None, database=None)
@given(some.binary(max_size=400))
def test_any_bytes_at_all_never_raise(raw: bytes) -> None:
    must_be_clean(parse_message(raw))


@settings(max_examples=300, deadline=None, database=None)
@given(some.text(max_size=400))
def test_trimming_loses_no_line(text: str) -> None:
    """Every word is either visible or folded."""
    visible, folded = trim_reply(text)
    assert sorted((visible + "\n" + folded).split()) == sorted(text.split())
