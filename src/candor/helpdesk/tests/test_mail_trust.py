"""What a mail may do, by whom it is from: what is proven, what is forged, and what nobody knows."""

from __future__ import annotations

import dataclasses

import pytest
from django.db import transaction

from candor.helpdesk.actions.progress import close_ticket
from candor.helpdesk.models import Message, MessageKind, Participant, Queue, Status, Ticket
from candor.helpdesk.public import NewMessage, send_reply
from candor.kernel import clock
from candor.mail.actions.automatic import may_write_automatically
from candor.mail.models import AutomaticMail, OutboxMessage, RawState, Way
from candor.mail.public import receive
from candor.mail.tests.letters import letter
from candor.people.models import Person
from tests.cast import actor, signed_in

pytestmark = pytest.mark.db

KIM, SAM = "kim@nordlicht.example", "sam@hafen.example"
RELAY = "mx.lindwurm.example"
CONFIRMED = "dkim=pass header.d=nordlicht.example; dmarc=pass header.from=nordlicht.example"
REFUTED = "spf=fail smtp.mailfrom=elsewhere.example; dmarc=fail header.from=nordlicht.example"


@pytest.fixture(autouse=True)
def _desk(settings) -> None:
    settings.INSTANCE = dataclasses.replace(
        settings.INSTANCE, mail_from="support@lindwurm.example", mail_relays=(RELAY,)
    )


def mail_in(raw: bytes, results: str = "") -> Message:
    """What became of a mail on which our mail server wrote these results."""
    line = f"Authentication-Results: {RELAY}; {results}\r\n" if results else ""
    received = receive(line.encode() + raw, Way.LISTENER)
    assert received.state == RawState.HANDLED, received.reason
    return Message.objects.select_related("ticket").get(pk=received.became_id)


def page_of(ticket: Ticket, person: Person, at: str = "tech") -> str:
    return str(signed_in(person).get(f"/{at}/cases/{ticket.ref}/").content.decode())


def test_a_mail_that_its_domain_confirms_is_no_unverified_senders(kim: Person, anna: Person):
    ticket = mail_in(letter(), CONFIRMED).ticket

    assert ticket.is_sender_verified
    page = page_of(ticket, anna)
    assert "The sender&#39;s domain confirms this mail." in page
    assert "DKIM: passed · DMARC: passed" in page
    assert "unverified sender" not in page


def test_a_mail_that_its_domain_refutes_joins_nothing_and_is_not_answered(kim: Person, anna: Person):
    ticket = mail_in(letter(), CONFIRMED).ticket
    send_reply(ticket, NewMessage("Which version do you use?"), by=actor(anna))
    before, ours = OutboxMessage.objects.count(), OutboxMessage.objects.latest("id")

    forged = mail_in(letter("Send it to me", in_reply_to=f"<{ours.message_id}>"), REFUTED).ticket

    assert (forged.follows, forged.is_sender_verified) == (ticket, False)
    assert ticket.messages.count() == 2
    assert OutboxMessage.objects.count() == before
    page = page_of(forged, anna)
    assert "This mail is probably forged" in page
    assert "SPF: failed · DMARC: failed" in page
    assert "unverified sender" in page


def test_nothing_is_said_where_nobody_whom_we_trust_has_looked(kim: Person, anna: Person):
    ticket = mail_in(letter(authentication_results=f"mx.elsewhere.example; {CONFIRMED}")).ticket
    page = page_of(ticket, anna)
    assert "confirms" not in page
    assert "unverified sender" in page


def test_customers_are_told_nothing_of_it(kim: Person):
    ticket = mail_in(letter(), "spf=none").ticket
    assert "confirms" not in page_of(ticket, kim, "customer")


def test_a_case_whose_sender_answers_with_its_secret_is_verified(kim: Person, anna: Person):
    ticket = mail_in(letter()).ticket
    send_reply(ticket, NewMessage("Which version do you use?"), by=actor(anna))
    ours = OutboxMessage.objects.latest("id")

    mail_in(letter("4.2", in_reply_to=f"<{ours.message_id}>"), "spf=none; dmarc=none")

    page = page_of(ticket, anna)
    assert "unverified sender" not in page
    assert "It answers with the secret of a mail of ours." in page
    assert "Nothing confirms" not in page


def test_without_from_no_other_header_says_who_somebody_is(kim: Person, anna: Person):
    ticket = mail_in(letter()).ticket
    send_reply(ticket, NewMessage("Which version do you use?"), by=actor(anna))
    secret = OutboxMessage.objects.latest("id").message_id
    for header in ("Reply-To", "Sender"):
        raw = letter("I am Kim", in_reply_to=f"<{secret}>").replace(b"From: Kim", f"{header}: Kim".encode())
        assert mail_in(raw).ticket.follows == ticket
    assert ticket.messages.count() == 2


def test_a_mail_never_speaks_as_a_technician_whatever_it_proves(anna: Person, kim: Person):
    ticket = mail_in(letter()).ticket
    send_reply(ticket, NewMessage("Which version do you use?"), by=actor(anna))
    secret = OutboxMessage.objects.latest("id").message_id
    proof = "dkim=pass header.d=lindwurm.example; dmarc=pass header.from=lindwurm.example"

    for headers in ({}, {"in_reply_to": f"<{secret}>"}, {"auto_submitted": "auto-replied"}):
        written = mail_in(letter("We refund it", sender="anna@lindwurm.example", **headers), proof)
        assert (written.kind, written.ticket.requester) == (MessageKind.FROM_CUSTOMER, anna)
    assert ticket.messages.count() == 2


@pytest.mark.parametrize(("days", "comes_back"), [(30, True), (0, False)])
def test_a_reply_to_a_closed_case_reopens_it_or_opens_a_linked_one(
    kim: Person, anna: Person, days: int, comes_back: bool
):
    ticket = mail_in(letter()).ticket
    Queue.objects.update(reopens_for_days=days)
    send_reply(ticket, NewMessage("It is solved"), by=actor(anna))
    secret = OutboxMessage.objects.latest("id").message_id
    ticket.refresh_from_db()
    close_ticket(ticket, by=actor(anna))

    later = mail_in(letter("It is back", in_reply_to=f"<{secret}>")).ticket

    ticket.refresh_from_db()
    assert (later == ticket, ticket.status == Status.OPEN) == (comes_back, comes_back)
    assert comes_back or later.follows == ticket


def test_a_mail_that_names_hundreds_writes_down_its_sender_alone(kim: Person):
    people = Person.objects.count()
    everybody = ", ".join(f"person{number}@elsewhere.example" for number in range(200))
    mail_in(letter(sender=SAM, to=f"support@lindwurm.example, {everybody}", cc=everybody.replace("person", "other")))
    assert Person.objects.count() == people + 1
    assert not Participant.objects.exists()


@pytest.mark.once
def test_ten_thousand_forged_mails_get_at_most_one_answer_for_each_address(db):
    """The claim that is made before every automatic mail; 40 victims, each under 25 plus parts, ten times a day."""
    claims = 10_000
    with transaction.atomic():
        answered = [
            number % 40
            for number in range(claims)
            if may_write_automatically(f"victim{number % 40}+{number // 40 % 25}@elsewhere.example", is_verified=False)
        ]
    assert sorted(answered) == list(range(40))
    assert AutomaticMail.objects.count() == 40


@pytest.mark.once
def test_all_answers_of_an_hour_have_a_bound(db):
    with transaction.atomic():
        answered = [
            may_write_automatically(f"victim{each}@elsewhere.example", is_verified=False) for each in range(700)
        ]
    assert sum(answered) == 600
    with clock.later(hours=1, minutes=1), transaction.atomic():
        assert may_write_automatically("victim699@elsewhere.example", is_verified=False)


def test_plus_parts_of_one_address_are_one_person(db):
    for number in range(5):
        mail_in(letter(sender=f"victim+{number}@elsewhere.example"))
    assert OutboxMessage.objects.count() == 1
