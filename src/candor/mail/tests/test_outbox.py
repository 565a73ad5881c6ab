from __future__ import annotations

import dataclasses
from datetime import timedelta
from email.message import Message

import pytest
from django.core.mail import get_connection, send_mail
from django.db import transaction

from candor.kernel import clock
from candor.kernel.actor import JOB
from candor.kernel.files import store_file
from candor.kernel.registries import guards
from candor.kernel.registries.guards import Ask
from candor.kernel.tests.clamd_server import EICAR, scanning
from candor.mail.actions.delivery import LEASE
from candor.mail.actions.intake import receive
from candor.mail.actions.outbox import queue_mail
from candor.mail.actions.reply_tokens import references_in, reply_token_for
from candor.mail.actions.sending import send_due
from candor.mail.models import Mailbox, OutboxMessage, OutboxState, RawMessage, Reason, TemplateClass, Way
from candor.mail.parsing import parse_message
from candor.mail.tests.conftest import Reader
from candor.mail.tests.letters import letter
from candor.mail.tests.servers import Sink, free_port, smtp_sink

pytestmark = pytest.mark.db


@pytest.fixture
def about(db, reader: Reader) -> RawMessage:
    """Something that mails are about."""
    return receive(letter(), Way.PIPE)


@pytest.fixture
def server(settings):
    """A mail server that takes our mail."""
    with smtp_sink() as sink:
        settings.INSTANCE = dataclasses.replace(settings.INSTANCE, smtp=sink.url, mail_from="desk@lindwurm.example")
        yield sink


def queue(about: RawMessage, to: str = "kim@nordlicht.example", **options) -> OutboxMessage:
    with transaction.atomic():
        return queue_mail(
            "mail/mail/connection_test",
            to=to,
            language=options.pop("language", "en"),
            about=about,
            context={},
            kind=options.pop("kind", TemplateClass.CONTRACT),
            by=JOB,
            **options,
        )


def payload(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def states(reader: Reader) -> list[str]:
    return [report.state for report in reader.reports]


def test_a_mail_waits_while_there_is_no_server(about):
    mail = queue(about)
    assert send_due() == 0
    mail.refresh_from_db()
    assert mail.state == OutboxState.QUEUED


def test_in_a_demo_no_mail_leaves_the_machine(about, server: Sink, settings):
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, demo=True)
    mail = queue(about)
    send_due()
    mail.refresh_from_db()
    assert mail.state == OutboxState.KEPT
    assert not server.mails


def test_a_mail_that_waited_too_long_for_a_server_is_old_news(about, server: Sink):
    mail = queue(about)
    with clock.later(days=6):
        send_due()
    mail.refresh_from_db()
    assert (mail.state, mail.error) == (OutboxState.FAILED, "expired")
    assert not server.mails


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_written_in_the_transaction_of_its_action():
    about = RawMessage(pk=1)
    with pytest.raises(RuntimeError, match="transaction"):
        queue_mail("x", to="a@b.example", language="en", about=about, context={}, kind=TemplateClass.CONTRACT, by=JOB)


def test_an_action_that_fails_sends_nothing(about, server: Sink):
    def fail() -> None:
        queue(about)
        raise KeyError

    with pytest.raises(KeyError):
        transaction.atomic(fail)()
    assert send_due() == 0


def test_a_mail_arrives_with_words_files_and_its_place_in_the_thread(about, server: Sink, reader: Reader):
    file = store_file("files", "Überblick.txt", "text/plain", [b"forty percent"])
    queue(
        about,
        to_name="Kim Jansen",
        language="de",
        answers=["1@nordlicht.example"],
        attachments=[file],
        written_by_hand=True,
    )

    assert send_due() == 1

    mail = server.mails[0]
    assert mail["To"] == "Kim Jansen <kim@nordlicht.example>"
    assert mail["From"] == "Candor <desk@lindwurm.example>"
    assert mail["In-Reply-To"] == "<1@nordlicht.example>"
    assert mail["Auto-Submitted"] is None
    parts = [part for part in mail.walk() if not part.is_multipart()]
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html", "text/plain"]
    assert b"E-Mails" in payload(parts[0])
    assert b"E-Mails" in payload(parts[1])
    assert parts[2].get_filename() == "Überblick.txt"
    assert payload(parts[2]) == b"forty percent"
    assert states(reader) == ["sent"]
    assert not OutboxMessage.objects.get().attachments.exists()


def test_a_machine_made_mail_says_so(about, server: Sink):
    queue(about, answers=["1@nordlicht.example"])
    send_due()
    assert server.mails[0]["Auto-Submitted"] == "auto-replied"
    assert server.mails[0]["X-Auto-Response-Suppress"] == "All"
    queue(about)
    send_due()
    assert server.mails[1]["Auto-Submitted"] == "auto-generated"


def test_a_refused_recipient_is_a_bounce(about, server: Sink, reader: Reader):
    server.answers["kim@nordlicht.example"] = "550 5.1.1 no such user"
    queue(about)
    send_due()
    assert states(reader) == ["bounced"]
    assert reader.reports[0].permanent


def test_a_server_that_asks_to_wait_is_asked_again_later(about, server: Sink, reader: Reader):
    server.answers_to_data.append("451 4.3.0 come back later")
    mail = queue(about)
    assert send_due() == 1
    assert send_due() == 0, "not at once"
    with clock.later(minutes=2):
        assert send_due() == 1
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (OutboxState.SENT, 2)
    assert states(reader) == ["deferred", "sent"]
    assert server.mails[0]["Message-ID"] == f"<{mail.message_id}>"


@pytest.mark.once
def test_after_five_days_of_trying_a_mail_has_failed(about, settings, reader: Reader):
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, smtp=f"smtp://127.0.0.1:{free_port()}")
    mail = queue(about)
    hours = 0.0
    while OutboxMessage.objects.unsent().exists() and hours < 200:
        with clock.later(hours=hours):
            send_due()
        hours += 4.1
    mail.refresh_from_db()
    assert (mail.state, mail.error) == (OutboxState.FAILED, "expired")
    assert 24 < mail.attempts < 40
    assert mail.settled_at is not None
    assert timedelta(days=4, hours=20) < mail.settled_at - mail.created_at < timedelta(days=5, hours=8)


def test_one_dead_server_puts_off_one_mail_not_all(about, settings):
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, smtp=f"smtp://127.0.0.1:{free_port()}")
    queue(about)
    queue(about, to="sam@hafen.example")
    send_due()
    assert sorted(OutboxMessage.objects.values_list("state", flat=True)) == ["deferred", "queued"]


def test_a_worker_that_died_while_sending_is_followed_by_another(about, server: Sink):
    mail = queue(about)
    OutboxMessage.objects.filter(pk=mail.pk).update(state=OutboxState.SENDING, next_at=clock.now() + LEASE)
    assert send_due() == 0
    with clock.later(minutes=6):
        assert send_due() == 1


def test_an_objection_holds_a_mail_back_when_it_is_written_and_when_it_is_sent(about, server: Sink, monkeypatch):
    queued = queue(about)
    monkeypatch.setattr(guards, "_guards", {"objection": lambda ask, address: ask is not Ask.WRITE_TO})
    refused = queue(about)
    assert (refused.state, refused.error) == (OutboxState.FAILED, "not-allowed")
    send_due()
    queued.refresh_from_db()
    assert (queued.state, queued.error) == (OutboxState.FAILED, "not-allowed")
    assert not server.mails


def test_an_address_that_is_none_is_told_as_such(about, server: Sink):
    assert queue(about, to="nobody").error == "no-address"


def test_a_reply_names_its_object_by_the_token_in_our_message_id_and_in_the_reply_address(about, settings):
    mailbox = Mailbox.objects.create(
        name="Support",
        address="support@lindwurm.example",
        takes_plus_addresses=True,
        host="localhost",
        user="support",
        password="",
        created_at=clock.now(),
    )
    token = reply_token_for(about, "kim@nordlicht.example")
    assert reply_token_for(about, "kim@nordlicht.example") == token, "one token for one recipient"
    mail = queue(about, reply_token=token, mailbox=mailbox)

    by_reference = parse_message(letter(in_reply_to=f"<{mail.message_id}>"))
    by_address = parse_message(letter(to=mail.reply_to))
    for parsed in (by_reference, by_address):
        (reference,) = references_in(parsed)
        assert (reference.kind, reference.id, reference.address) == (
            "mail.rawmessage",
            about.pk,
            "kim@nordlicht.example",
        )
    other = "y" if mail.message_id.startswith("x") else "x"
    assert not references_in(parse_message(letter(in_reply_to=f"<{other}{mail.message_id[1:]}>")))


BOUNCE = """\
From: Mail Delivery System <mailer-daemon@mx.example>
To: desk@lindwurm.example
Subject: Undelivered Mail Returned to Sender
Date: Sat, 21 Nov 2026 10:00:00 +0100
Message-ID: <b1@mx.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; kim@nordlicht.example
Action: {action}
Status: {status}

--b
Content-Type: text/rfc822-headers

From: desk@lindwurm.example
To: kim@nordlicht.example
Message-ID: <{message_id}>

--b--
"""


def bounce(message_id: str, *, status: str = "5.1.1", action: str = "failed") -> bytes:
    text = BOUNCE.format(action=action, status=status, message_id=message_id)
    return text.replace("\n", "\r\n").encode()


def test_a_bounce_comes_back_to_what_the_mail_was_about_and_is_never_answered(about, server: Sink, reader: Reader):
    mail = queue(about)
    send_due()
    received = receive(bounce(mail.message_id), Way.PIPE)

    assert (received.state, received.became_kind, received.became_id) == ("handled", "mail.outboxmessage", mail.pk)
    assert states(reader) == ["sent", "bounced"]
    mail.refresh_from_db()
    assert (mail.state, mail.error) == (OutboxState.BOUNCED, "address-dead")
    assert OutboxMessage.objects.count() == 1
    assert len(reader.mails) == 1, "no handler saw it"


def test_a_delay_on_the_way_is_told_and_not_taken_for_the_end(about, server: Sink, reader: Reader):
    mail = queue(about)
    send_due()
    receive(bounce(mail.message_id, status="4.4.1", action="delayed"), Way.PIPE)
    assert states(reader) == ["sent", "deferred"]
    mail.refresh_from_db()
    assert mail.state == OutboxState.SENT, "it is their server that tries again, not ours"


def test_a_report_about_a_mail_we_never_sent_changes_nothing(about, server: Sink, reader: Reader):
    mail = queue(about)
    send_due()
    received = receive(bounce("guessed@lindwurm.example"), Way.PIPE)
    assert received.reason == Reason.UNKNOWN_REPORT
    mail.refresh_from_db()
    assert mail.state == OutboxState.SENT


def test_our_own_mail_that_comes_back_goes_no_further(about, server: Sink):
    mail = queue(about)
    returned = receive(letter(message_id=f"<{mail.message_id}>"), Way.PIPE)
    assert returned.reason == Reason.OUR_OWN


def test_nothing_is_sent_past_the_outbox(db):
    with pytest.raises(RuntimeError, match="queue_mail"):
        send_mail(
            "s",
            "t",
            "a@b.example",
            ["c@d.example"],
            connection=get_connection("candor.mail.no_direct_mail.EmailBackend"),
        )


def test_a_mail_with_a_harmful_file_is_not_sent_and_one_with_an_unchecked_file_waits(about, server: Sink, settings):
    with scanning() as scanner:
        settings.INSTANCE = dataclasses.replace(settings.INSTANCE, clamd=scanner.url)
        queue(about, attachments=[store_file("files", "bad.bin", "text/plain", [EICAR])])
        queue(about, attachments=[store_file("files", "good.bin", "text/plain", [b"forty percent"])])
        queue(about)
        scanner.says = b"nonsense\0"
        send_due()
        bad, good, bare = OutboxMessage.objects.order_by("id")
        assert [mail.state for mail in (bad, good, bare)] == ["deferred", "deferred", "sent"]
        assert (bad.error, good.error) == ("not-looked-at", "not-looked-at")
        scanner.says = b""
        with clock.at(good.next_at + timedelta(minutes=5)):
            send_due()
        bad, good = (OutboxMessage.objects.get(pk=mail.pk) for mail in (bad, good))
        assert (bad.state, bad.error, good.state) == ("failed", "infected", "sent")
        assert len(server.mails) == 2
