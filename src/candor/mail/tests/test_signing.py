"""Mail that is signed by the key of its domain (DKIM), and the page where keys are made, used and retired."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from candor.config import doctor
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.kernel.audit import facts_about
from candor.kernel.files import store_file
from candor.mail.actions.sending import send_due
from candor.mail.actions.signing import make_key, stop_signing, use_key
from candor.mail.building import POLICY, File, Letter, build
from candor.mail.models import KeyState, OutboxMessage, OutboxState, RawMessage, SigningKey
from candor.mail.rules.dkim import in_strings, record_value
from candor.mail.signing import signed
from candor.mail.tests.dkim_verifier import fields_of, tags_of, verifies
from candor.mail.tests.servers import Sink
from candor.mail.tests.test_outbox import about, queue, server  # noqa: F401 - fixtures
from candor.people.models import Person
from tests.cast import signed_in

DOMAIN = "lindwurm.example"
# RFC 8463, appendix A.3: its message, its two signatures and its RSA key.
EXAMPLE = """\
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=test; t=1528637909; h=from : to : subject :
 date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3
 DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz
 dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.

""".replace("\n", "\r\n").encode()
EXAMPLE_RECORDS = {
    "test._domainkey.football.example.com": (
        "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOK"
        "b2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBf"
        "O2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB"
    )
}
BODIES = {
    "non-ASCII": "Schöne Grüße aus Łódź – 今日は 😀\n\n",
    "long lines": "x" * 5_000 + "\n" + "ö" * 5_000,
    "blanks": "  at the head\t\tand   within \t \n\n \n\t\n.\n..two dots\n\n\n\n",
    "nothing": "",
    "empty lines": "\n\n\n",
}


def records() -> dict[str, str]:
    """What DNS says where every key is published."""
    return {key.record_name: record_value(key.public_key) for key in SigningKey.objects.all()}


def key_in_use(domain: str = DOMAIN) -> SigningKey:
    key = make_key(domain, by=SYSTEM)
    use_key(key, by=SYSTEM)
    return key


def selector_of(content: bytes) -> str:
    """The selector of the key by which the mail is signed; "" where it is not."""
    own = [value for name, value in fields_of(content) if name == "DKIM-Signature"]
    return tags_of(own[0])["s"] if own else ""


def written(text: str = "Hello", files: list[File] | None = None, **more: object) -> bytes:
    letter = Letter(
        sender=("Lindwurm Söftware", f"desk@{DOMAIN}"),
        to=("Kim Jansen", "kim@nordlicht.example"),
        subject="Über den  Export " + "und noch mehr " * 12,
        text=text,
        message_id=f"1@{DOMAIN}",
        written_at=clock.now(),
        **more,  # type: ignore[arg-type] - a few of its fields, by name
    )
    return signed(build(letter, files or []), letter.sender[1])


def test_the_verifier_knows_the_example_of_the_rfc() -> None:
    assert verifies(EXAMPLE, EXAMPLE_RECORDS)
    assert not verifies(EXAMPLE.replace(b"lost", b"won"), EXAMPLE_RECORDS)
    assert not verifies(EXAMPLE.replace(b"dinner", b"lunch"), EXAMPLE_RECORDS)


@pytest.fixture
def key(db: None, server: Sink) -> SigningKey:  # noqa: F811
    return key_in_use()


def test_whatever_a_mail_holds_its_signature_is_right(key: SigningKey) -> None:
    file = File("Überblick.bin", "application/octet-stream", bytes(range(256)) * 400)
    further = (
        ("In-Reply-To", "<a@b.example>"),
        ("References", " ".join(f"<{number}@nordlicht.example>" for number in range(60))),
        ("Auto-Submitted", "auto-generated"),
        ("List-Unsubscribe", "<https://help.lindwurm.example/unsubscribe/4711>"),
    )
    for name, text in BODIES.items():
        assert verifies(written(text), records()), name
        whole = written(text, [file], html=f"<p>{text}</p>", reply_to=f"desk+1@{DOMAIN}", headers=further)
        assert verifies(whole, records()), name
        covered = tags_of(dict(fields_of(whole))["DKIM-Signature"])["h"].split(":")
        present = [field.lower() for field, _value in fields_of(whole)[1:]]
        assert {field: covered.count(field) for field in covered} == dict.fromkeys(present, 2), name
        assert max(len(line) for line in whole.partition(b"\r\n\r\n")[0].split(b"\r\n")) < 990


def test_what_is_changed_on_the_way_shows(key: SigningKey) -> None:
    mail = written("Pay 100 to us.", reply_to=f"desk@{DOMAIN}")
    assert verifies(mail, records())
    for change in (
        lambda mail: mail.replace(b"Pay 100", b"Pay 900"),
        lambda mail: mail + b"And more.\r\n",
        lambda mail: re.sub(rb"\r\nTo: [^\r]*", b"\r\nTo: mallory@elsewhere.example", mail),
        lambda mail: re.sub(rb"\r\nReply-To: [^\r]*", b"\r\nReply-To: mallory@elsewhere.example", mail),
        lambda mail: b"From: mallory@elsewhere.example\r\n" + mail,
        lambda mail: b"Subject: Another\r\n" + mail,
        lambda mail: mail.replace(b"\r\n\r\n", b"\r\nReply-To: mallory@elsewhere.example\r\n\r\n", 1),
    ):
        changed = change(mail)
        assert changed != mail
        assert not verifies(changed, records())
    assert verifies(b"Received: from somewhere\r\n" + mail, records()), "what servers add is no change"


@pytest.mark.db
def test_mail_leaves_signed_byte_by_byte(about: RawMessage, server: Sink) -> None:  # noqa: F811
    queue(about)
    send_due()
    assert selector_of(server.contents[-1]) == "", "no key, no signature"
    key_in_use()
    file = store_file("files", "Überblick.txt", "text/plain", ["vierzig Prozent ö\n".encode() * 900])
    queue(about, to_name="Kim Jansen", language="de", attachments=[file])
    send_due()
    assert selector_of(server.contents[-1]) == "candor1"
    assert verifies(server.contents[-1], records())


def test_a_domain_without_a_key_is_not_signed(key: SigningKey) -> None:
    sender = "we@other.example"
    message = build(Letter(("", sender), ("", "kim@nordlicht.example"), "Hello", "Hello", "1@x.example", clock.now()))
    assert signed(message, sender) == message.as_bytes(policy=POLICY)


@pytest.mark.db
def test_a_new_key_waits_beside_the_old_one_until_it_is_used(about: RawMessage, server: Sink) -> None:  # noqa: F811
    first = key_in_use()
    second = make_key(DOMAIN, by=SYSTEM)
    assert make_key(DOMAIN, by=SYSTEM) == second, "made twice, it is one key"
    assert selector_of(written()) == "candor1"
    use_key(second, by=SYSTEM)
    use_key(second, by=SYSTEM)
    assert selector_of(written()) == "candor2"
    first.refresh_from_db()
    assert (first.state, first.private_key) == (KeyState.RETIRED, "")
    use_key(first, by=SYSTEM)
    assert selector_of(written()) == "candor2", "what is retired never signs again"
    stop_signing(second, by=SYSTEM)
    stop_signing(second, by=SYSTEM)
    assert selector_of(written()) == ""
    assert make_key(DOMAIN, by=SYSTEM).selector == "candor3", "no selector is given twice"
    assert [fact.name for fact in facts_about(second)] == [
        f"mail.signing.{what}" for what in ("made", "begun", "ended")
    ]


@pytest.fixture
def lost_mail_key(key: SigningKey, settings: Any) -> Iterator[None]:
    """A key is in use, and the file that it was sealed with is lost."""
    path = settings.INSTANCE.home / "mail.key"
    kept = path.read_bytes()
    path.unlink()
    yield
    path.write_bytes(kept)


@pytest.mark.usefixtures("lost_mail_key")
def test_a_key_that_cannot_be_read_keeps_no_mail_back_and_is_told(
    about: RawMessage,  # noqa: F811
    server: Sink,  # noqa: F811
    adam: Person,
    settings: Any,
) -> None:
    mail = queue(about)
    send_due()
    assert OutboxMessage.objects.get(pk=mail.pk).state == OutboxState.SENT
    assert selector_of(server.contents[-1]) == ""
    browser = signed_in(adam)
    assert f"Mail from {DOMAIN} is not signed" in browser.get(reverse("tech:mail-signing")).content.decode()
    assert any("is not signed" in finding.says for finding in doctor.mailboxes(settings.INSTANCE))
    browser.post(reverse("tech:mail-signing-make"), {"domain": DOMAIN})
    browser.post(reverse("tech:mail-signing-use", args=[SigningKey.objects.waiting().get().ref]))
    assert verifies(written(), records())
    assert not any("is not signed" in finding.says for finding in doctor.mailboxes(settings.INSTANCE))


def test_an_administrator_makes_a_key_publishes_it_and_uses_it(adam: Person, server: Sink) -> None:  # noqa: F811
    browser = signed_in(adam)
    assert "Not signed" in browser.get(reverse("tech:mail-signing")).content.decode()
    for _time in range(2):
        page = browser.post(reverse("tech:mail-signing-make"), {"domain": DOMAIN}, follow=True).content.decode()
    key = SigningKey.objects.get()
    value = record_value(key.public_key)
    assert f"candor1._domainkey.{DOMAIN}" in page
    assert value in html.unescape(page)
    assert "PRIVATE KEY" not in key.private_key
    assert selector_of(written()) == ""
    for _time in range(2):
        page = browser.post(reverse("tech:mail-signing-use", args=[key.ref]), follow=True).content.decode()
    assert "is signed from now on" in page
    assert verifies(written(), records())
    page = browser.post(reverse("tech:mail-signing-end", args=[key.ref]), follow=True).content.decode()
    assert "Leave its record in DNS until" in page
    with clock.later(days=8):
        assert "candor1" not in signed_in(adam).get(reverse("tech:mail-signing")).content.decode()


def test_a_domain_that_is_not_ours_gets_no_key(adam: Person, server: Sink) -> None:  # noqa: F811
    browser = signed_in(adam)
    for domain in ("elsewhere.example", "", "lindwurm.example\0", "<b>", "x" * 5_000):
        page = browser.post(reverse("tech:mail-signing-make"), {"domain": domain}, follow=True).content.decode()
        assert "No mail comes from this domain." in page
    assert not SigningKey.objects.exists()


def test_nobody_else_sees_or_moves_a_key(key: SigningKey, mara: Person, anna: Person, kim: Person) -> None:
    for person in (mara, anna, kim):
        browser = signed_in(person)
        assert browser.get(reverse("tech:mail-signing")).status_code == 404
        assert browser.post(reverse("tech:mail-signing-make"), {"domain": DOMAIN}).status_code == 404
        assert browser.post(reverse("tech:mail-signing-end", args=[key.ref])).status_code == 404
    key.refresh_from_db()
    assert key.state == KeyState.IN_USE


def test_a_record_goes_into_a_zone_file_in_strings_that_fit() -> None:
    value = record_value("A" * 392)
    strings = re.findall(r'"([^"]*)"', in_strings(value))
    assert "".join(strings) == value
    assert max(map(len, strings)) <= 255
    assert in_strings("short") == '"short"'
