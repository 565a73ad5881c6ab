"""Other services' codes and confirmations are held back, in whatever language; what people write is not."""

from __future__ import annotations

import dataclasses
import time
from email.message import EmailMessage
from pathlib import Path

import pytest

from candor.mail.models import RawState, Reason, Way
from candor.mail.parsing import parse_message
from candor.mail.public import receive
from candor.mail.rules.verification import is_verification
from candor.mail.tests.conftest import Reader
from candor.mail.tests.letters import letter
from candor.mail.tests.parsing.corpora import find_corpora

CORPORA = find_corpora()
Mail = tuple[str, str, str]


def mails(kind: str) -> list[Mail]:
    """Sender, subject and text of each mail of this kind in `sign_in_mails.txt`."""
    lines = (Path(__file__).parent / "sign_in_mails.txt").read_text("utf-8").splitlines()
    cut = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(sender, subject, text) for found, sender, subject, text in cut if found == kind]


FROM_SERVICES, BEHIND_BUTTONS, FROM_PEOPLE = mails("service"), mails("button"), mails("person")


def name_of(mail: Mail) -> str:
    return mail[1]


def raw_of(mail: Mail) -> bytes:
    sender, subject, text = mail
    return letter(text, sender=sender, subject=subject)


@pytest.mark.parametrize("mail", FROM_SERVICES, ids=name_of)
def test_a_services_code_or_link_is_recognised(mail: Mail):
    assert is_verification(parse_message(raw_of(mail)))


@pytest.mark.parametrize("mail", BEHIND_BUTTONS, ids=name_of)
def test_a_link_behind_a_button_is_one_too(mail: Mail):
    message = EmailMessage()
    message["From"], message["Subject"] = mail[0], mail[1]
    message["To"] = "support@lindwurm.example"
    message.set_content(mail[2], subtype="html")
    assert is_verification(parse_message(message.as_bytes()))


@pytest.mark.parametrize("mail", FROM_PEOPLE, ids=name_of)
def test_what_people_write_about_codes_is_heard(mail: Mail):
    assert not is_verification(parse_message(raw_of(mail)))


def test_a_name_that_somebody_signed_up_with_hides_nothing():
    name = "my verification code does not work, please help " * 60
    text = f"Hi {name},\n\nyour verification code is 220193. If you didn't request this, ignore this email.\n"
    raw = letter(text, sender="Tool <team@tool.example>", subject=f"Hi {name[:200]}")
    assert is_verification(parse_message(raw))


@pytest.mark.parametrize(
    "piece",
    [
        "your ",
        "your a-",
        "code ",
        "code 1234 ",
        "if you did not ",
        "please ",
        "wenn sie das ",
        "A1",
        "https://x.example/",
        "-",
    ],
)
def test_hostile_repetition_costs_next_to_nothing(piece: str):
    words = f"your {piece * (20_000 // len(piece))}! 1234 https://x.example/{'a' * 30}"
    parsed = dataclasses.replace(parse_message(letter()), subject=words, text=words)
    before = time.process_time()
    is_verification(parsed)
    is_verification(dataclasses.replace(parsed, auto_submitted=True))
    assert time.process_time() - before < 3


@pytest.mark.skipif(CORPORA is None, reason="the corpora are not on this machine (../shared/corpora or CANDOR_CORPORA)")
def test_no_real_ordinary_mail_is_taken_for_one():
    assert CORPORA is not None
    parsed = {path.name: parse_message(path.read_bytes()) for path in sorted((CORPORA / "parse").glob("*.eml"))}
    assert [name for name, message in parsed.items() if is_verification(message)] == []


@pytest.mark.db
@pytest.mark.once
def test_one_waits_in_quarantine_and_the_next_goes_on(db, reader: Reader):
    received = receive(raw_of(FROM_SERVICES[0]), Way.PIPE)
    assert (received.state, received.reason) == (RawState.QUARANTINED, Reason.VERIFICATION)
    assert receive(raw_of(FROM_PEOPLE[0]), Way.PIPE).state == RawState.HANDLED
