"""What a trusted mail server's Authentication-Results prove, and what a forger's cannot."""

from __future__ import annotations

import dataclasses
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.kernel import clock
from candor.mail.models import Mailbox, RawMessage, Way
from candor.mail.public import receive
from candor.mail.rules.authentication import LONGEST, Authorship, Checks, checks_of
from candor.mail.tests.conftest import Reader
from candor.mail.tests.letters import letter

RELAY = "mx.lindwurm.example"
KIM = "kim@nordlicht.example"
CONFIRMED, UNCONFIRMED, REFUTED = Authorship.CONFIRMED, Authorship.UNCONFIRMED, Authorship.REFUTED

MANY = (
    "dkim=fail header.d=x.example; dkim=pass header.d=nordlicht.example; dmarc=pass action=none "
    "header.from=nordlicht.example; spf=softfail (a; b (c)) smtp.mailfrom=x.example; x-new=hm"
)


def checks(*headers: str, author: str = KIM, relays: tuple[str, ...] = (RELAY,)) -> Checks:
    return checks_of(headers, relays, author)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ("dmarc=pass (p=REJECT) header.from=nordlicht.example", Checks(CONFIRMED, dmarc="pass")),
        ("dmarc=pass header.from=NordLicht.Example", Checks(CONFIRMED, dmarc="pass")),
        ("dmarc=fail (p=NONE) header.from=nordlicht.example", Checks(REFUTED, dmarc="fail")),
        ("dmarc=none header.from=nordlicht.example", Checks(UNCONFIRMED, dmarc="none")),
        ("dmarc=temperror header.from=nordlicht.example", Checks(UNCONFIRMED, dmarc="temperror")),
        ("dkim=pass header.d=nordlicht.example header.s=mail", Checks(CONFIRMED, dkim="pass")),
        ("dkim=pass (2048-bit key) header.i=@nordlicht.example", Checks(CONFIRMED, dkim="pass")),
        ("dkim/1=pass header.i=kim@nordlicht.example", Checks(CONFIRMED, dkim="pass")),
        ("dkim=pass header.d=elsewhere.example", Checks(UNCONFIRMED, dkim="pass")),
        ("dkim=fail reason=\"bad signature\" header.d=nordlicht.example", Checks(UNCONFIRMED, dkim="fail")),
        ("spf=pass smtp.mailfrom=; dkim=pass header.d=nordlicht.example", Checks(CONFIRMED, spf="pass", dkim="pass")),
        ("spf=pass smtp.mailfrom=kim@nordlicht.example", Checks(UNCONFIRMED, spf="pass")),
        ("none", Checks(UNCONFIRMED)),
        (
            MANY,
            Checks(CONFIRMED, spf="softfail", dkim="pass", dmarc="pass"),
        ),
        (
            "dkim=pass header.d=nordlicht.example; dmarc=fail header.from=nordlicht.example",
            Checks(REFUTED, dkim="pass", dmarc="fail"),
        ),
    ],
)  # fmt: skip
def test_what_the_server_writes_is_understood(results: str, expected: Checks):
    assert checks(f"{RELAY}; {results}") == expected
    assert checks(f"{RELAY.upper()} 1; {results}") == expected, "with a version, and whatever its case"


PASS = "dmarc=pass header.from=nordlicht.example"


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (f"mx.elsewhere.example; {PASS}",),
        (f"{RELAY}.elsewhere.example; {PASS}",),
        ("mx.elsewhere.example; dmarc=fail header.from=nordlicht.example", f"{RELAY}; {PASS}"),
        (f"({RELAY}; {PASS}",),
        (PASS,),
        (f'"{RELAY}"; {PASS}',),
        (f"{RELAY}; {PASS}; spf=pass smtp.mailfrom=(unclosed",),
        (f'{RELAY}; {PASS}; spf=pass smtp.mailfrom="unclosed',),
        (f"{RELAY}; {PASS}; spf=pass" + " " * LONGEST,),
        (f"{RELAY}; spf=fail (domain of x); dmarc=pass header.from=nordlicht.example (@y) smtp.mailfrom=x@y.example",),
        (f"{RELAY}; dmarc=pass header.from=y.example header.from=nordlicht.example",),
        (f"{RELAY}; dmarc=pass header.from=nordlicht.example; and now some words",),
    ],
)
def test_what_nobody_we_trust_wrote_counts_for_nothing(headers: tuple[str, ...]):
    assert checks(*headers) == Checks()


@pytest.mark.parametrize(
    ("results", "authorship"),
    [
        ("dmarc=fail header.from=nordlicht.example; dmarc=pass header.from=nordlicht.example", REFUTED),
        ("dmarc=pass header.from=y.example; dmarc=pass header.from=nordlicht.example", UNCONFIRMED),
        ("dmarc=pass header.from=y.example", UNCONFIRMED),
        ("dmarc=pass", UNCONFIRMED),
        ('spf=fail smtp.mailfrom="x; dmarc=pass header.from=nordlicht.example"@y.example', UNCONFIRMED),
        ("spf=fail (x \\); dmarc=pass header.from=nordlicht.example) smtp.mailfrom=y.example", UNCONFIRMED),
        ("dkim=pass header.d=nordlicht.example.y.example", UNCONFIRMED),
        ("dkim=pass header.d=example", UNCONFIRMED),
        ("dkim=pass header.i=nordlicht.example@y.example", UNCONFIRMED),
    ],
)
def test_a_senders_words_in_the_servers_header_confirm_nothing(results: str, authorship: Authorship):
    assert checks(f"{RELAY}; {results}").authorship == authorship


MICROSOFT = (
    "spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=nordlicht.example; dkim=pass (signature was verified) "
    "header.d=nordlicht.example;dmarc=pass action=none header.from=nordlicht.example;compauth=pass reason=100"
)


def test_a_server_that_writes_no_name_is_trusted_under_a_hyphen():
    assert checks(MICROSOFT) == Checks()
    assert checks(MICROSOFT, relays=("-",)) == Checks(CONFIRMED, spf="pass", dkim="pass", dmarc="pass")
    assert checks(f"{RELAY}; {PASS}", relays=("-",)) == Checks()
    for nonsense in ("", "Dear Kim", "pass", "=", "; ;", '"'):
        assert checks(nonsense, relays=("-",)) in {Checks(), Checks(UNCONFIRMED)}


@given(st.text(alphabet=st.sampled_from('adfikmprs=;()"./-@ 1\\\u0416'), max_size=60))
def test_no_header_breaks_the_reading_or_confirms_by_accident(noise: str):
    for header in (noise, f"{RELAY}; {noise}", f"{RELAY}; spf=none ({noise}); dkim=none"):
        assert checks(header, relays=(RELAY, "-")).authorship != CONFIRMED


@pytest.mark.parametrize("piece", ["a= ", "a=b ", " ", "(", '"', 'a="b" ', "=", ";", "a=b;", "\\"])
def test_long_headers_are_read_in_a_moment(piece: str):
    before = time.process_time()
    checks(f"{RELAY}; spf=none {piece * (LONGEST // len(piece) - 20)}!")
    assert time.process_time() - before < 2


def test_only_the_topmost_header_counts():
    fail = "dmarc=fail header.from=nordlicht.example"
    assert checks(f"{RELAY}; {fail}", f"{RELAY}; {PASS}").authorship == REFUTED
    assert checks(f"{RELAY}; spf=none", f"{RELAY}; {PASS}").authorship == UNCONFIRMED


def test_nobody_confirms_several_authors_or_none():
    assert checks(f"{RELAY}; {PASS}", author="").authorship == UNCONFIRMED


def test_domains_in_other_scripts_are_compared_in_ascii():
    ours = "änna@xn--bcher-kva.example"
    for written in ("bücher.example", "xn--bcher-kva.example", "BÜCHER.example"):
        assert checks(f"{RELAY}; dmarc=pass header.from={written}", author=ours).authorship == CONFIRMED
    assert checks(f"{RELAY}; dmarc=pass header.from=bucher.example", author=ours).authorship == UNCONFIRMED


def proven(*names: str) -> list[tuple[str, str]]:
    return [("Authentication-Results", f"{name}; {PASS}") for name in names]


def with_results(*names: str) -> bytes:
    """A letter of Kim's on top of which these servers wrote that it is."""
    return b"".join(f"{name}: {value}\r\n".encode() for name, value in proven(*names)) + letter()


@pytest.mark.db
@pytest.mark.once
def test_each_way_in_has_servers_of_its_own(db, reader: Reader, settings):
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, mail_relays=(RELAY,))
    mailbox = Mailbox.objects.create(
        name="Post", address="post@lindwurm.example", host="localhost", user="x", password="", created_at=clock.now(),
        trusted_relay="mx.provider.example",
    )  # fmt: skip

    def authorship(raw: bytes, way: Way, mailbox: Mailbox | None = None) -> str:
        return RawMessage.objects.get(pk=receive(raw, way, mailbox).pk).authorship

    assert authorship(with_results(RELAY), Way.LISTENER) == "confirmed"
    assert authorship(with_results("mx.provider.example"), Way.PIPE) == ""
    assert authorship(with_results("mx.provider.example"), Way.IMAP, mailbox) == "confirmed"
    assert authorship(with_results(RELAY), Way.IMAP, mailbox) == ""
    assert [mail.is_proven for mail in reader.mails] == [True, False, True, False]
