"""Bounces, reports and automatic mail, told with small messages; and the people who must not be taken for machines."""

from __future__ import annotations

import pytest

from candor.mail.parsing import parse_message

PERSON = "From: Ada <ada@example.org>\nTo: desk@example.net\nSubject: Printer\n"
DAEMON = "From: Mail Delivery System <MAILER-DAEMON@mx.example>\nTo: desk@example.net\nSubject: Undelivered Mail\n"


def report(recipient_fields: str, text: str = "Sorry.") -> bytes:
    return (
        f'{DAEMON}Content-Type: multipart/report; report-type=delivery-status; boundary="x"\n\n'
        f"--x\n\n{text}\n--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"{recipient_fields}\n--x\nContent-Type: text/rfc822-headers\n\n"
        "Message-ID: <ours@desk>\nTo: jo@example.org\n--x--\n"
    ).encode()


@pytest.mark.parametrize(
    ("fields", "status", "permanent"),
    [
        ("Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown", "5.1.1", True),
        ("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.1.1 No such user", "5.1.1", True),
        ("Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 mailbox full", "5.1.1", False),
        ("Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 554 blocked by spamhaus", "5.7.1", False),
        ("Action: failed\nStatus: 5.1.2\nDiagnostic-Code: smtp; Host or domain name not found", "5.1.2", True),
        ("Action: delayed\nStatus: 4.4.1\nDiagnostic-Code: smtp; connection timed out", "4.4.1", False),
        ("Action: failed\nStatus: 4.4.7\nDiagnostic-Code: smtp; user unknown", "4.4.7", False),
    ],
)
def test_standard_reports(fields: str, status: str, permanent: bool) -> None:
    parsed = parse_message(report(f"Final-Recipient: rfc822; Jo@example.org\n{fields}"))
    (bounce,) = parsed.bounces
    assert (bounce.recipient, bounce.status, bounce.permanent) == ("jo@example.org", status, permanent)
    assert parsed.original_message_id == "ours@desk"
    assert not parsed.may_autoreply


def test_a_delivery_report_is_no_bounce() -> None:
    parsed = parse_message(report("Final-Recipient: rfc822; jo@example.org\nAction: delivered\nStatus: 2.0.0"))
    assert (parsed.bounces, parsed.delivered) == ((), ("jo@example.org",))
    assert not parsed.may_autoreply


def test_a_notice_in_prose() -> None:
    body = "Hi. This is the qmail-send program.\n\n<jo@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n"
    (bounce,) = parse_message(f"{DAEMON}\n{body}".encode()).bounces
    assert (bounce.recipient, bounce.status, bounce.permanent) == ("jo@example.org", "5.1.1", True)


def test_two_recipients_are_judged_apart() -> None:
    body = "could not be delivered:\n\n<jo@example.org>: 550 user unknown\n<al@example.org>: 552 mailbox full\n"
    bounces = parse_message(f"{DAEMON}\n{body}".encode()).bounces
    assert [(bounce.recipient, bounce.permanent) for bounce in bounces] == [
        ("jo@example.org", True),
        ("al@example.org", False),
    ]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Delivery failed", "My parcel could not be delivered to jo@example.org's house. 550 Euro lost."),
        ("Fwd: Undelivered Mail Returned to Sender", "What is this?\n\n<jo@example.org>: 550 5.1.1 User unknown"),
        ("Re: Undeliverable: hello", "I got this: 550 5.1.1 user unknown for jo@example.org"),
        ("Returned to sender", "The parcel came back, it was not delivered."),
        ("Question", "We are sorry that the message was not delivered to jo@example.org, mailbox full again."),
        ("My mailbox is full", "I cannot get mail: quota exceeded for ada@example.org"),
    ],
)
def test_people_who_write_about_bounces_make_none(subject: str, body: str) -> None:
    parsed = parse_message(f"{PERSON.replace('Printer', subject)}\n{body}\n".encode())
    assert parsed.bounces == ()
    assert parsed.may_autoreply


def test_a_forwarded_report_is_no_bounce() -> None:
    inner = report("Final-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 5.1.1").decode()
    raw = (
        f'{PERSON}Content-Type: multipart/mixed; boundary="y"\n\n--y\n\nsee below\n'
        f"--y\nContent-Type: message/rfc822\n\n{inner}\n--y--\n"
    )
    assert parse_message(raw.encode()).bounces == ()


def test_an_ordinary_notification_is_no_bounce() -> None:
    raw = "From: Shop <no-reply@shop.example>\nSubject: Your order\n\nAn error occurred: it was not delivered to a@b.c."
    parsed = parse_message(raw.encode())
    assert parsed.bounces == ()
    assert not parsed.may_autoreply


def test_a_read_receipt_is_no_bounce_and_not_answered() -> None:
    raw = (
        f'{PERSON}Content-Type: multipart/report; report-type=disposition-notification; boundary="x"\n\n'
        "--x\n\nYour message was not read by ada@example.org and could not be delivered.\n"
        "--x\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; ada@example.org\n--x--\n"
    )
    parsed = parse_message(raw.encode())
    assert parsed.bounces == ()
    assert not parsed.may_autoreply


def test_a_feedback_report() -> None:
    raw = (
        'From: fbl@provider.example\nContent-Type: multipart/report; report-type=feedback-report; boundary="x"\n\n'
        "--x\n\nAn abuse report.\n--x\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
        "Original-Rcpt-To: Jo@example.org\n--x\nContent-Type: message/rfc822\n\nMessage-ID: <ours@desk>\n\nHi\n--x--\n"
    )
    parsed = parse_message(raw.encode())
    assert parsed.feedback_report
    assert (parsed.complained, parsed.original_message_id) == (("jo@example.org",), "ours@desk")
    assert parsed.bounces == ()
    assert not parsed.may_autoreply


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("Auto-Submitted: auto-replied", "It was sent automatically."),
        ("Auto-Submitted: auto-generated; owner-email=x", "It was sent automatically."),
        ("X-Autoreply: yes", "It was sent automatically."),
        ("Precedence: auto_reply", "It was sent automatically."),
        ("X-Auto-Response-Suppress: All", "It asks for no automatic answers."),
        ("Return-Path: <>", "It has no return path."),
        ("Precedence: bulk", "It is bulk mail."),
        ("List-Id: <x.example.org>", "It came through a mailing list."),
        ("Sender: owner-list@example.org", "Its sender is a machine."),
        ("Return-Path: <MAILER-DAEMON@example.org>", "Its sender is a machine."),
    ],
)
def test_what_is_never_answered(field: str, reason: str) -> None:
    parsed = parse_message(f"{PERSON}{field}\n\nHi\n".encode())
    assert parsed.silence_reason == reason
    assert not parsed.may_autoreply


@pytest.mark.parametrize(
    "field",
    ["Auto-Submitted: no", "Precedence: normal", "Return-Path: <ada@example.org>", "X-Priority: 1", "Importance: high"],
)
def test_what_persons_send_may_be_answered(field: str) -> None:
    assert parse_message(f"{PERSON}{field}\n\nHi\n".encode()).may_autoreply


@pytest.mark.parametrize(
    "local", ["no-reply", "noreply+x", "do_not_reply", "Mailer-Daemon", "postmaster", "bounces+1=2", "news-bounces"]
)
def test_machines_by_their_addresses(local: str) -> None:
    assert not parse_message(PERSON.replace("ada@", f"{local}@").encode() + b"\nHi\n").may_autoreply


@pytest.mark.parametrize(
    "local", ["norah.reply", "anoreply", "renee", "deliveries", "rooter", "list", "ruth.bounce-house"]
)
def test_people_with_unlucky_addresses(local: str) -> None:
    assert parse_message(PERSON.replace("ada@", f"{local}@").encode() + b"\nHi\n").may_autoreply


@pytest.mark.parametrize(
    "subject",
    ["Automatic reply: Printer", "Out of Office: Printer", "Abwesenheitsnotiz", "Automatische Antwort: Printer",
     "Réponse automatique : Printer", "Respuesta automática: Printer", "Автоответ: Printer", "Autosvar: Printer"],
)  # fmt: skip
def test_automatic_replies_by_their_subjects(subject: str) -> None:
    parsed = parse_message(PERSON.replace("Printer", subject).encode() + b"\nI am away.\n")
    assert parsed.auto_submitted
    assert not parsed.may_autoreply


def test_spam_marked_on_the_way() -> None:
    assert parse_message(f"{PERSON}X-Spam-Flag: YES\n\nHi\n".encode()).spam_hint
    assert not parse_message(f"{PERSON}X-Spam-Status: No, score=1\n\nHi\n".encode()).spam_hint
