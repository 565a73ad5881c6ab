"""What incoming mail becomes in the help desk: cases, replies, notes, and what it must never become."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from candor.helpdesk.actions.following import add_copy
from candor.helpdesk.actions.opening import default_queue
from candor.helpdesk.actions.progress import close_ticket
from candor.helpdesk.models import Attachment, Message, MessageKind, Queue, Status, Ticket
from candor.helpdesk.public import NewMessage, send_reply
from candor.kernel import clock
from candor.mail.models import Mailbox, OutboxMessage, RawMessage, RawState, Reason, ReplyToken, Way
from candor.mail.public import receive, send_due
from candor.mail.tests.letters import letter
from candor.mail.tests.parsing.corpora import find_corpora
from candor.mail.tests.servers import Sink, smtp_sink
from candor.mail.tests.test_outbox import bounce
from candor.people.models import Person, StaffMember
from candor.people.public import find_by_identifier
from tests.cast import actor

pytestmark = pytest.mark.db

KIM, LEE, SAM = "kim@nordlicht.example", "lee@nordlicht.example", "sam@hafen.example"


@pytest.fixture(autouse=True)
def _sender(settings) -> None:
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, mail_from="support@lindwurm.example")


@pytest.fixture
def server(settings):
    with smtp_sink() as sink:
        settings.INSTANCE = dataclasses.replace(settings.INSTANCE, smtp=sink.url)
        yield sink


def mail_in(raw: bytes) -> RawMessage:
    return receive(raw, Way.PIPE)


def message_of(received: RawMessage) -> Message:
    assert received.became_kind == "helpdesk.message", (received.state, received.reason, received.error)
    assert received.became_id is not None
    return Message.objects.select_related("ticket").get(pk=received.became_id)


def answered_case(kim: Person, anna: Person) -> tuple[Ticket, OutboxMessage]:
    """Kim wrote, Anna answered: the ticket and the mail that carries the answer."""
    ticket = message_of(mail_in(letter())).ticket
    send_reply(ticket, NewMessage("Which version do you use?"), by=actor(anna))
    return ticket, OutboxMessage.objects.latest("id")


def reply_to(mail: OutboxMessage, text: str = "Version 4.2.\n", sender: str = KIM, **headers: Any) -> bytes:
    return letter(text, sender=sender, subject=f"Re: {mail.subject}", in_reply_to=f"<{mail.message_id}>", **headers)


def test_a_mail_opens_a_case_and_is_acknowledged(kim: Person, server: Sink):
    received = mail_in(letter(files=(("log.txt", "text/plain", b"40 percent"),), message_id="<1@nordlicht.example>"))

    message = message_of(received)
    ticket = message.ticket
    assert (ticket.requester, ticket.subject, ticket.status) == (kim, "Export stops", Status.NEW)
    assert (message.came_from, message.channel, message.kind) == (KIM, "mail", MessageKind.FROM_CUSTOMER)
    assert not ticket.is_sender_verified
    assert [row.file.name for row in Attachment.objects.filter(message=message)] == ["log.txt"]
    assert received.became_word == "case"

    assert send_due() == 1
    mail = server.mails[0]
    assert f"[#{ticket.number}]" in mail["Subject"]
    assert "Export stops" not in mail.as_string(), "nothing that the sender wrote"
    assert mail["In-Reply-To"] == "<1@nordlicht.example>"
    assert mail["Auto-Submitted"] == "auto-replied"


def test_an_answer_is_mailed_and_its_delivery_shown(kim: Person, anna: Person, server: Sink):
    ticket, mail = answered_case(kim, anna)
    answer = ticket.messages.get(kind=MessageKind.FROM_US)
    assert (answer.delivery, answer.came_from) == ("queued", KIM)

    send_due()

    answer.refresh_from_db()
    assert answer.delivery == "sent"
    sent = server.mails[-1]
    assert sent["Subject"] == f"Re: Export stops [#{ticket.number}]"
    assert sent["Auto-Submitted"] is None
    assert mail.message_id in sent["Message-ID"]
    assert "Which version do you use?" in str(sent.get_payload(0))


def test_a_reply_joins_by_its_token(kim: Person, anna: Person):
    ticket, mail = answered_case(kim, anna)

    message = message_of(mail_in(reply_to(mail, "Version 4.2.\n\n> Which version do you use?\n")))

    ticket.refresh_from_db()
    assert message.ticket == ticket
    assert (message.text, message.author) == ("Version 4.2.", kim)
    assert "Which version" in message.quoted
    assert ticket.status == Status.OPEN
    assert ticket.is_sender_verified, "the reply proves that Kim reads this mailbox"
    assert Ticket.objects.count() == 1


def test_a_reply_joins_by_the_token_in_its_address(kim: Person, anna: Person):
    mailbox = Mailbox.objects.create(
        name="Support", address="help@lindwurm.example", takes_plus_addresses=True, host="localhost", user="x",
        password="", destination_kind="helpdesk.queue", destination_id=default_queue().pk, created_at=clock.now(),
    )  # fmt: skip
    ticket, mail = answered_case(kim, anna)
    assert (mail.mailbox, mail.from_address) == (mailbox, "help@lindwurm.example")

    assert message_of(mail_in(letter("4.2", to=mail.reply_to))).ticket == ticket


def test_a_mail_goes_to_the_queue_that_its_mailbox_feeds(kim: Person):
    security = Queue.objects.create(name="Security")
    Mailbox.objects.create(
        name="Security", address="security@lindwurm.example", host="localhost", user="x", password="",
        destination_kind="helpdesk.queue", destination_id=security.pk, created_at=clock.now(),
    )  # fmt: skip
    assert message_of(mail_in(letter(to="security@lindwurm.example"))).ticket.queue == security
    assert message_of(mail_in(letter())).ticket.queue != security


def test_a_known_number_in_the_subject_only_suggests(kim: Person, sam: Person, anna: Person):
    ticket, _mail = answered_case(kim, anna)

    for sender in (KIM, SAM):
        other = message_of(mail_in(letter("Me again", sender=sender, subject=f"[#{ticket.number}] Export")))
        assert other.ticket != ticket
        assert other.ticket.follows == ticket
        assert not other.ticket.is_sender_verified


def test_a_stranger_who_holds_the_token_does_not_join(kim: Person, sam: Person, anna: Person):
    ticket, mail = answered_case(kim, anna)
    other = message_of(mail_in(reply_to(mail, "Let me in", sender=SAM)))
    assert other.ticket != ticket
    assert other.ticket.requester == sam
    assert ticket.messages.count() == 2


def test_reply_to_and_sender_headers_are_no_identity(kim: Person, sam: Person, anna: Person):
    ticket, mail = answered_case(kim, anna)
    forged = mail_in(reply_to(mail, "I am Kim", sender=SAM, reply_to=KIM, sender_=KIM))
    assert message_of(forged).ticket != ticket


def test_an_answer_to_a_closed_case_brings_it_back(kim: Person, anna: Person):
    ticket, mail = answered_case(kim, anna)
    close_ticket(ticket, by=actor(anna))

    assert message_of(mail_in(reply_to(mail, "It is back"))).ticket == ticket

    ticket.refresh_from_db()
    assert (ticket.status, ticket.closed_at) == (Status.OPEN, None)


def test_a_copys_answer_to_a_closed_case_opens_one_of_their_own(kim: Person, sam: Person, anna: Person):
    ticket = message_of(mail_in(letter())).ticket
    add_copy(ticket, "Sam Peters", SAM, by=actor(anna))
    send_reply(ticket, NewMessage("For both"), by=actor(anna))
    mail = OutboxMessage.objects.get(to_address=SAM)
    close_ticket(ticket, by=actor(anna))

    later = message_of(mail_in(reply_to(mail, "And me?", sender=SAM))).ticket

    assert (later.follows, later.requester) == (ticket, sam)


def test_an_answer_to_a_case_closed_long_ago_opens_one_that_follows_it(kim: Person, anna: Person):
    ticket, mail = answered_case(kim, anna)
    close_ticket(ticket, by=actor(anna))

    with clock.later(days=31):
        later = message_of(mail_in(reply_to(mail, "It is back"))).ticket

    assert later.follows == ticket
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED


def test_an_out_of_office_note_wakes_nobody_and_is_not_answered(kim: Person, anna: Person):
    ticket, mail = answered_case(kim, anna)
    before = OutboxMessage.objects.count()

    note = message_of(mail_in(reply_to(mail, "I am away until Monday.", auto_submitted="auto-replied")))

    ticket.refresh_from_db()
    assert (note.ticket, note.kind) == (ticket, MessageKind.INTERNAL)
    assert ticket.status == Status.WAITING_CUSTOMER
    assert OutboxMessage.objects.count() == before


@pytest.mark.parametrize(
    "headers",
    [
        {"auto_submitted": "auto-generated"},
        {"precedence": "bulk"},
        {"list_id": "<news.shop.example>"},
        {"x_auto_response_suppress": "All"},
        {"return_path": "<>"},
    ],
)
def test_machines_are_not_acknowledged(db, headers):
    mail_in(letter(sender="shop@shop.example", **headers))
    assert Ticket.objects.count() == 1
    assert not OutboxMessage.objects.exists()


def test_a_staff_address_in_from_makes_no_staff_of_its_sender(anna: Person, kim: Person):
    _ticket, mail = answered_case(kim, anna)
    forged = message_of(mail_in(reply_to(mail, "Refund them", sender="anna@lindwurm.example")))
    assert forged.kind == MessageKind.FROM_CUSTOMER
    assert forged.ticket.requester == anna
    assert StaffMember.objects.count() == 1


def test_a_copy_line_adds_nobody(kim: Person):
    mail_in(letter(cc=", ".join(f"person{number}@elsewhere.example" for number in range(50))))
    assert not find_by_identifier("email", "person1@elsewhere.example")


def test_one_address_gets_one_acknowledgement_a_day_until_it_is_proven(db):
    for number in range(20):
        mail_in(letter(f"Message {number}", sender="victim@elsewhere.example"))
    assert Ticket.objects.count() == 20
    assert OutboxMessage.objects.count() == 1
    with clock.later(hours=25):
        mail_in(letter("One more", sender="victim@elsewhere.example"))
    assert OutboxMessage.objects.count() == 2


def test_a_proven_address_gets_three_an_hour_at_most(kim: Person):
    for number in range(10):
        mail_in(letter(f"Message {number}"))
    assert OutboxMessage.objects.count() == 3


def test_a_responder_that_marks_nothing_ends_the_talk(kim: Person):
    mail_in(letter())
    for number in range(10):
        ours = OutboxMessage.objects.latest("id")
        mail_in(reply_to(ours, f"Thank you for your mail, ticket {number} of ours was opened."))
    assert OutboxMessage.objects.count() == 1
    assert Ticket.objects.count() == 1


def test_the_ticket_trick_gives_nobody_a_code_to_read(kim: Person, anna: Person):
    ticket, mail = answered_case(kim, anna)
    trick = f"support+{ReplyToken.objects.get(about_id=ticket.pk).value}@lindwurm.example"
    code = letter("Your code is 493201.", sender="no-reply@slack.example", to=trick, subject="Slack confirmation code")
    for raw in (code, reply_to(mail, "Your verification code: 493201", sender="no-reply@slack.example")):
        assert mail_in(raw).reason == Reason.VERIFICATION
    assert ticket.messages.count() == 2
    assert Ticket.objects.count() == 1


def test_a_bounce_shows_on_the_message_and_makes_its_case_due(kim: Person, anna: Person, server: Sink):
    ticket, mail = answered_case(kim, anna)
    send_due()
    mail_in(bounce(mail.message_id))

    answer = ticket.messages.get(kind=MessageKind.FROM_US)
    assert answer.delivery == "bounced"
    ticket.refresh_from_db()
    assert ticket.due_at is not None
    assert ticket.due_at <= clock.now()
    assert Ticket.objects.count() == 1


def test_two_people_with_hostile_names_and_words_are_kept_as_text(db):
    hostile = '<script>alert("x")</script> \u202e=?utf-8?q?=0D=0ABcc=3A?='
    message = message_of(
        mail_in(letter(hostile, sender='"<img src=x onerror=alert(1)>" <h@x.example>', subject="<b>Hi</b>"))
    )
    assert "<script>" in message.text
    assert message.ticket.subject == "<b>Hi</b>"
    assert message.ticket.requester.name == "<img src=x onerror=alert(1)>"


def test_a_very_long_mail_is_cut_for_show_and_kept_whole(kim: Person):
    received = mail_in(letter("word " * 250_000))
    message = message_of(received)
    assert len(message.text) <= 500_000
    assert received.file is not None
    assert received.file.size > 1_000_000


CORPORA = find_corpora()


@pytest.mark.once
@pytest.mark.skipif(CORPORA is None, reason="the corpora are not on this machine (../shared/corpora or CANDOR_CORPORA)")
def test_of_all_real_messages_none_is_lost(db):
    assert CORPORA is not None
    mails = sorted((CORPORA / "parse").glob("*.eml"))

    received = {path.name: mail_in(path.read_bytes()) for path in mails}

    assert RawMessage.objects.count() == len(mails)
    waiting = {name: raw.reason for name, raw in received.items() if raw.state != RawState.HANDLED}
    allowed = {Reason.NO_SENDER, Reason.UNREADABLE, Reason.UNKNOWN_REPORT, Reason.VERIFICATION}
    assert set(waiting.values()) <= allowed, waiting
    assert len(waiting) <= 0.15 * len(mails), waiting
    assert Message.objects.filter(kind=MessageKind.FROM_CUSTOMER).count() == len(mails) - len(waiting)


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.skipif(CORPORA is None, reason="the corpora are not on this machine (../shared/corpora or CANDOR_CORPORA)")
def test_no_bounce_report_or_automatic_reply_is_ever_answered(db):
    assert CORPORA is not None
    for path in sorted((CORPORA / "bounce").glob("*.eml")):
        received = mail_in(path.read_bytes())
        assert received.state != RawState.STORED
        assert not OutboxMessage.objects.exists(), path.name
