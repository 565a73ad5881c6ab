from __future__ import annotations

import email
import email.header
import email.policy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from candor.kernel import clock
from candor.mail.building import POLICY, File, Letter, NotSendable, build, one_line

KNOWN = {
    "from", "to", "reply-to", "subject", "date", "message-id", "mime-version", "in-reply-to", "references",
    "content-type", "content-transfer-encoding", "auto-submitted",
}  # fmt: skip
PART_KNOWN = {"content-type", "content-transfer-encoding", "content-disposition", "mime-version"}

hostile = st.one_of(
    st.text(max_size=300),
    st.text(alphabet='\r\n\0\x0b\x0c\x1c\x85\u2028:;,<>"\\()@=?_ abcBccX-öß\u202e😀', max_size=120),
    st.sampled_from(
        [
            "a\r\nBcc: all@victims.example",
            "a\nBcc: all@victims.example\n\nbody",
            "=?utf-8?q?a=0D=0ABcc=3A_x=40y.example?=",
            "x" * 3000,
            "ö" * 900,
            "a\u2028Bcc: x@y.example",
            '"; filename=evil.exe; x="',
            "\ud800",
        ]
    ),
)


def written(letter: Letter, files: list[File]) -> bytes:
    raw = build(letter, files).as_bytes(policy=POLICY)
    assert b"\n" not in raw.replace(b"\r\n", b""), "bare line feeds"
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    return raw


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=hostile, to_name=hostile, subject=hostile, text=hostile, file_name=hostile, content_type=hostile, ids=hostile
)
def test_nothing_hostile_adds_a_header(name, to_name, subject, text, file_name, content_type, ids):
    letter = Letter(
        sender=(name, "desk@lindwurm.example"),
        to=(to_name, "kim@nordlicht.example"),
        subject=subject,
        text=text,
        message_id="0123.4567@lindwurm.example",
        written_at=clock.now(),
        headers=(("In-Reply-To", f"<{ids}>"), ("References", f"<a@b.example> <{ids}>"), ("Auto-Submitted", "no")),
    )

    raw = written(letter, [File(file_name, content_type, b"content")])
    message: Any = email.message_from_bytes(raw, policy=email.policy.default)

    assert {key.lower() for key in message} <= KNOWN
    assert [address.addr_spec for address in message["To"].addresses] == ["kim@nordlicht.example"]
    assert [address.addr_spec for address in message["From"].addresses] == ["desk@lindwurm.example"]
    assert message["Message-ID"] == "<0123.4567@lindwurm.example>"
    assert words_of(email.message_from_bytes(raw)["Subject"] or "") == one_line(subject)
    parts = list(message.iter_parts())
    assert len(parts) == 2
    for part in parts:
        assert {key.lower() for key in part} <= PART_KNOWN
    assert parts[1].get_content_disposition() == "attachment"
    assert parts[1].get_payload(decode=True) == b"content"


def words_of(header: str) -> str:
    """The text of a header, encoded words read as RFC 2047 says and only once."""
    return str(email.header.make_header(email.header.decode_header(header)))


@settings(max_examples=100, deadline=None)
@given(address=hostile)
def test_a_hostile_address_is_refused_or_stands_alone(address):
    letter = Letter(("", "desk@lindwurm.example"), ("", address), "s", "t", "1@lindwurm.example", clock.now())
    try:
        message = written_alone(letter)
    except NotSendable:
        return
    assert len(message["To"].addresses) == 1
    assert message["Bcc"] is None


def written_alone(letter: Letter) -> Any:
    """The mail as its recipient reads it."""
    return email.message_from_bytes(build(letter).as_bytes(policy=POLICY), policy=email.policy.default)


def test_long_identifiers_are_folded_between_themselves_and_stay_whole():
    ids = [f"{'a' * 150}.{number}@mail.example" for number in range(60)]
    references = " ".join(f"<{one}>" for one in ids)
    letter = Letter(
        sender=("", "desk@lindwurm.example"),
        to=("", "kim@nordlicht.example"),
        subject="s",
        text="t",
        message_id=f"{'m' * 120}@lindwurm.example",
        written_at=clock.now(),
        headers=(("References", references), ("In-Reply-To", f"<{ids[-1]}>")),
    )
    message = written_alone(letter)
    kept = message["References"].split()
    assert len(kept) == 40
    assert kept[0] == f"<{ids[0]}>"
    assert kept[-1] == message["In-Reply-To"] == f"<{ids[-1]}>"
    assert message["Message-ID"] == f"<{'m' * 120}@lindwurm.example>"


def test_words_arrive_as_they_were_written():
    text = "Grüße\n\n-- \nFrom the desk\n.\n> 😀 " + "long " * 400 + "\n"
    message = written_alone(
        Letter(
            sender=("Lindwurm, Köln", "desk@lindwurm.example"),
            to=("Çelik; Øyvind", "kim@nordlicht.example"),
            subject="Größe: 40 %",
            text=text,
            message_id="1@lindwurm.example",
            written_at=clock.now(),
        )
    )
    assert message.get_content().replace("\r\n", "\n") == text
    assert message["Subject"] == "Größe: 40 %"
    assert message["From"].addresses[0].display_name == "Lindwurm, Köln"
    assert message["To"].addresses[0].display_name == "Çelik; Øyvind"


@pytest.mark.parametrize("name", ["Bcc", "X-Anything", "From", "auto-submitted"])
def test_only_known_headers_may_be_added(name):
    letter = Letter(
        ("", "a@b.example"), ("", "c@d.example"), "s", "t", "1@b.example", clock.now(), headers=((name, "x"),)
    )
    with pytest.raises(ValueError, match="outbox"):
        build(letter)
