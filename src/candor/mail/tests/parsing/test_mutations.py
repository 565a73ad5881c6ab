"""No exception on any input: whatever happens is an ordinary result, and clean enough for a database and a page.

`CANDOR_MUTATIONS=100000` runs the nightly number.
"""

from __future__ import annotations

import json
import os
import re

import pytest
from hypothesis import HealthCheck, given, settings
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
@settings(max_examples=MUTATIONS, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(
    raw=some.sampled_from(seeds()),
    changes=some.lists(
        some.tuples(some.integers(0, 8_000), some.integers(0, 40), some.sampled_from(PIECES)), min_size=1, max_size=8
    ),
)
def test_mutated_messages_never_raise(raw: bytes, changes: list[tuple[int, int, bytes]]) -> None:
    for position, deleted, inserted in changes:
        start = position % (len(raw) + 1)
        raw = raw[:start] + inserted + raw[start + deleted :]
    must_be_clean(parse_message(raw))


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
