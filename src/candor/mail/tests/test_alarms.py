"""Administrators hear of an outage of mail once, over the way that still works, and once more when it is over."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from candor.kernel import clock, instance
from candor.kernel.actor import JOB
from candor.kernel.audit import facts_about
from candor.mail.actions.alarms import PATIENCE, something_is_to_be_told, watch_over_mail
from candor.mail.actions.mailboxes import note_seen, note_trouble, pause_mailbox
from candor.mail.actions.outbox import queue_mail
from candor.mail.models import MailAlarm, Mailbox, OutboxMessage, TemplateClass, Trouble
from candor.mail.public import send_due
from candor.mail.tests.servers import Sink, free_port, smtp_sink
from candor.people.models import Person
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON + PATIENCE
BANNER = "The mailbox Support cannot be read."


@pytest.fixture
def box() -> Mailbox:
    with clock.at(NOON):
        box = Mailbox.objects.create(
            name="Support", address="help@lindwurm.example", host="localhost", user="x", password="",
            created_at=clock.now(),
        )  # fmt: skip
        note_trouble(box, Trouble.WRONG_SIGN_IN)
    return box


def watched(at: datetime) -> None:
    """As the schedule does it: only where there is something to do."""
    instance.forget()
    with clock.at(at):
        if something_is_to_be_told():
            watch_over_mail()


def alarm_mails() -> list[str]:
    return list(
        OutboxMessage.objects.filter(template__startswith="mail/mail/alarm_")
        .order_by("id")
        .values_list("subject", flat=True)
    )


def page_of(person: Person) -> str:
    instance.forget()
    return signed_in(person).get("/tech/people/").content.decode()


def test_an_outage_that_passes_disturbs_nobody(box: Mailbox, adam: Person):
    watched(LATER - timedelta(seconds=1))
    with clock.at(LATER):
        note_seen(box)
    watched(LATER + timedelta(hours=1))
    assert not MailAlarm.objects.exists()
    assert alarm_mails() == []


def test_a_lasting_outage_is_told_once_and_once_when_it_is_over(box: Mailbox, adam: Person, anna: Person):
    for minute in range(3):
        watched(LATER + timedelta(minutes=minute))
    assert alarm_mails() == ["The mailbox Support cannot be read"]
    mail = OutboxMessage.objects.get()
    assert mail.to_address == "adam@lindwurm.example"
    assert "refused the user name or the password" in mail.text
    assert BANNER in page_of(adam)
    assert BANNER not in page_of(anna)

    with clock.at(LATER + timedelta(hours=1)):
        note_seen(box)
    for minute in range(3):
        watched(LATER + timedelta(hours=1, minutes=minute))
    assert alarm_mails() == ["The mailbox Support cannot be read", "The mailbox Support is read again"]
    assert BANNER not in page_of(adam)
    assert [fact.name for fact in facts_about(MailAlarm.objects.get())] == ["mail.alarm.raised", "mail.alarm.ended"]


def test_the_next_outage_is_told_anew(box: Mailbox, adam: Person):
    watched(LATER)
    with clock.at(LATER):
        note_seen(box)
    watched(LATER)
    with clock.at(LATER):
        note_trouble(box, Trouble.TOO_SLOW)
    watched(LATER)
    assert len(alarm_mails()) == 2
    watched(LATER + PATIENCE)
    assert len(alarm_mails()) == 3


def test_another_trouble_is_no_other_outage(box: Mailbox, adam: Person):
    watched(LATER)
    note_trouble(box, Trouble.TOO_SLOW)
    watched(LATER + timedelta(hours=2))
    assert len(alarm_mails()) == 1


def test_a_paused_mailbox_raises_no_alarm_and_ends_one(box: Mailbox, adam: Person):
    watched(LATER)
    pause_mailbox(box, by=actor(adam))
    watched(LATER)
    assert BANNER not in page_of(adam)
    assert not MailAlarm.objects.standing().exists()
    watched(LATER + timedelta(days=1))
    assert alarm_mails() == ["The mailbox Support cannot be read"], "who paused it needs no word"


def test_it_is_told_in_the_administrators_language(box: Mailbox, adam: Person):
    Person.objects.filter(pk=adam.pk).update(language="de", time_zone="Europe/Berlin")
    watched(LATER)
    mail = OutboxMessage.objects.get()
    assert mail.subject == "Das Postfach Support kann nicht gelesen werden"
    assert "22.11.2026, 13:00" in mail.text


def one_mail() -> OutboxMessage:
    with transaction.atomic():
        return queue_mail("mail/mail/connection_test", to="kim@nordlicht.example", language="en",
                          about=Mailbox(pk=1), context={}, kind=TemplateClass.CONTRACT, by=JOB)  # fmt: skip


def test_that_nothing_leaves_is_told_over_the_second_server(adam: Person, settings):
    with smtp_sink() as second:
        settings.INSTANCE = dataclasses.replace(
            settings.INSTANCE, smtp=f"smtp://127.0.0.1:{free_port()}", alarm_smtp=second.url
        )
        with clock.at(NOON):
            one_mail()
            send_due()
        assert not MailAlarm.objects.standing().exists()
        watched(LATER)
        watched(LATER + timedelta(minutes=1))
        (told,) = second.mails
        assert told["Subject"] == "No mail can be sent"
        assert told["To"].endswith("<adam@lindwurm.example>")
        assert told["Auto-Submitted"] == "auto-generated"
        assert "cannot be reached" in str(told.get_payload(0))
        assert "No mail can be sent." in page_of(adam)


def test_once_mail_leaves_again_that_is_told_through_it(adam: Person, sink: Sink, settings):
    dead = dataclasses.replace(settings.INSTANCE, smtp=f"smtp://127.0.0.1:{free_port()}")
    settings.INSTANCE = dead
    with clock.at(NOON):
        one_mail()
        send_due()
    watched(LATER)
    assert alarm_mails() == [], "without a second server the pages alone tell"
    assert "No mail can be sent." in page_of(adam)

    settings.INSTANCE = dataclasses.replace(dead, smtp=sink.url)
    with clock.at(LATER + timedelta(hours=1)):
        send_due()
    watched(LATER + timedelta(hours=1))
    assert alarm_mails() == ["Mail is sent again"]
    assert "No mail can be sent." not in page_of(adam)


def test_a_second_server_that_fails_too_breaks_nothing(adam: Person, settings):
    nowhere = f"smtp://127.0.0.1:{free_port()}"
    settings.INSTANCE = dataclasses.replace(settings.INSTANCE, smtp=nowhere, alarm_smtp=nowhere)
    with clock.at(NOON):
        one_mail()
        send_due()
    watched(LATER)
    assert MailAlarm.objects.standing().count() == 1
