"""As whom a queue writes, and what stands below its replies."""

from __future__ import annotations

import dataclasses

import pytest

from candor.helpdesk.actions.opening import default_queue
from candor.helpdesk.models import Message, QueueSender
from candor.helpdesk.public import NewMessage, send_reply
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel import clock
from candor.mail.models import Mailbox, OutboxMessage, Way
from candor.mail.public import receive
from candor.mail.tests.letters import letter
from candor.people.models import Person
from tests.cast import actor, signed_in

pytestmark = pytest.mark.db

ADDRESS = "billing@lindwurm.example"


@pytest.fixture(autouse=True)
def _sender(settings) -> None:
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, mail_from="desk@lindwurm.example")


@pytest.fixture
def mailbox(db) -> Mailbox:
    return Mailbox.objects.create(
        name="Support", address="support@lindwurm.example", further_addresses=[ADDRESS], takes_plus_addresses=True,
        host="mail.lindwurm.example", user="support", password="", created_at=clock.now(),
    )  # fmt: skip


def settings_of(page: str) -> str:
    return f"/tech/configuration/queues/{default_queue().ref}/{page}/"


def set_sender(adam: Person, **form: object):
    return signed_in(adam).post(settings_of("sender"), form)


def reply_of(anna: Person, kim: Person) -> OutboxMessage:
    send_reply(ticket_of(kim), NewMessage("Which version do you use?"), by=actor(anna))
    return OutboxMessage.objects.get(template="helpdesk/mail/reply")


def test_replies_leave_under_the_name_and_address_of_the_queue(
    mailbox: Mailbox, kim: Person, anna: Person, adam: Person
) -> None:
    answer = set_sender(adam, address=ADDRESS, name="Lindwurm Billing", shows_writer="on")
    assert answer.status_code == 303
    reply = reply_of(anna, kim)
    assert (reply.from_address, reply.from_name) == (ADDRESS, "Anna Berg (Lindwurm Billing)")
    assert reply.reply_to.startswith("billing+")
    assert reply.message_id.endswith("@lindwurm.example")
    acknowledged = OutboxMessage.objects.get(template="helpdesk/mail/acknowledgement")
    assert (acknowledged.from_address, acknowledged.from_name) == (ADDRESS, "Lindwurm Billing")

    shown = signed_in(adam).get(settings_of("sender")).content.decode()
    assert "Adam Kern (Lindwurm Billing)" in shown


@pytest.mark.parametrize("by_address", [True, False])
def test_an_answer_to_that_address_finds_its_case(
    by_address: bool, mailbox: Mailbox, kim: Person, anna: Person, adam: Person
) -> None:
    set_sender(adam, address=ADDRESS, name="Lindwurm Billing")
    reply = reply_of(anna, kim)
    thread = {} if by_address else {"in_reply_to": f"<{reply.message_id}>"}
    to = reply.reply_to if by_address else ADDRESS
    received = receive(letter("Version 4.2.\n", to=to, subject="Version", **thread), Way.PIPE)
    assert Message.objects.get(pk=received.became_id).ticket == Message.objects.get(pk=reply.about_id).ticket


def test_an_address_that_no_mailbox_receives_is_not_taken(mailbox: Mailbox, adam: Person) -> None:
    answer = set_sender(adam, address="boss@elsewhere.example", name="The boss")
    assert answer.status_code == 422
    assert not QueueSender.objects.exists()


def test_without_its_mailbox_the_usual_sender_writes(mailbox: Mailbox, kim: Person, anna: Person, adam: Person) -> None:
    set_sender(adam, address=ADDRESS, name="Lindwurm Billing")
    mailbox.delete()
    reply = reply_of(anna, kim)
    assert (reply.from_address, reply.from_name) == ("desk@lindwurm.example", "Lindwurm Billing")


def test_the_signature_speaks_the_customers_language(kim: Person, anna: Person, adam: Person) -> None:
    texts = {"signature": "{our_name}", "signature_en": "{my_name}'s team", "signature_de": "Das Team von {my_name}"}
    assert signed_in(adam).post(settings_of("signature"), texts).status_code == 303
    kim.language = "de"
    kim.save()
    assert "Das Team von Anna Berg" in reply_of(anna, kim).text
    kept = signed_in(adam).get(settings_of("signature")).content.decode()
    assert "Das Team von {my_name}" in kept


def test_a_signature_with_an_unknown_placeholder_is_refused(adam: Person) -> None:
    answer = signed_in(adam).post(settings_of("signature"), {"signature_de": "Ihr {boss}"})
    assert answer.status_code == 422
    assert "{boss}" in answer.content.decode()
    assert not QueueSender.objects.exists()


def test_technicians_do_not_change_it(anna: Person) -> None:
    assert signed_in(anna).post(settings_of("sender"), {"name": "Anna's"}).status_code in {403, 404}
