"""The mail that tells administrators of an outage, over the way that still works.

About a mailbox it goes through the outbox. About sending it goes over the second server that the setting `alarm_smtp`
names, straight away, because the outbox is what stands still; without that setting the pages alone tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from candor.kernel import clock, instance
from candor.kernel.actor import JOB
from candor.kernel.ids import new_ref
from candor.kernel.logs import log
from candor.mail.actions.outbox import queue_mail
from candor.mail.building import Letter, NotSendable, build
from candor.mail.composing import compose
from candor.mail.models import AlarmAbout, MailAlarm, TemplateClass
from candor.mail.our_addresses import sender_for
from candor.mail.rules.addresses import domain_of
from candor.mail.signing import signed
from candor.mail.smtp import Connection, NotTaken, Server, ServerUnreachable
from candor.mail.words import explanation_of
from candor.people.public import Person, primary_emails, staff_people

SETTLES = "mail.mailbox.change"
MOST_TOLD = 20
"""Administrators who get the mail."""


def mail_alarm(alarm: MailAlarm, *, is_over: bool) -> None:
    """Write to everybody who may set mailboxes up. What cannot be sent is left to the pages and `candor doctor`."""
    people = list(staff_people(SETTLES)[:MOST_TOLD])
    addresses = primary_emails([person.pk for person in people])
    reached = [(person, addresses[person.pk]) for person in people if person.pk in addresses]
    if alarm.about == AlarmAbout.MAILBOX or is_over:
        _through_the_outbox(alarm, reached, is_over=is_over)
    elif settings.INSTANCE.alarm_smtp and not settings.INSTANCE.demo:
        _over_the_second_server(alarm, reached)


def _template(alarm: MailAlarm, *, is_over: bool) -> str:
    about = "mailbox" if alarm.mailbox else "sending"
    return f"mail/mail/alarm_{about}{'_over' if is_over else ''}"


def _context(alarm: MailAlarm, person: Person) -> Mapping[str, Any]:
    """The words for this person, whose language and time zone the moment is told in."""
    explanation = explanation_of(alarm)
    page = reverse("tech:mailbox", args=[alarm.mailbox.ref]) if alarm.mailbox else reverse("tech:mail")
    return {
        "mailbox": alarm.mailbox.name if alarm.mailbox else "",
        "what": explanation.what,
        "do": explanation.do,
        "since": _told(alarm.since, person),
        "link": settings.INSTANCE.base_url + page,
    }


@transaction.atomic
def _through_the_outbox(alarm: MailAlarm, reached: list[tuple[Person, str]], *, is_over: bool) -> None:
    for person, address in reached:
        queue_mail(
            _template(alarm, is_over=is_over),
            to=address,
            to_name=person.name,
            language=_language_of(person),
            about=alarm,
            context=_context(alarm, person),
            kind=TemplateClass.CONTRACT,
            by=JOB,
        )


def _over_the_second_server(alarm: MailAlarm, reached: list[tuple[Person, str]]) -> None:
    sender = sender_for(None)
    with Connection(Server.from_url(settings.INSTANCE.alarm_smtp)) as server:
        for person, address in reached:
            words = compose(_template(alarm, is_over=False), _language_of(person), _context(alarm, person))
            letter = Letter(
                sender=(sender.name, sender.address),
                to=(person.name, address),
                subject=words.subject,
                text=words.text,
                html=words.html,
                message_id=f"{new_ref()}.{new_ref()}@{domain_of(sender.address)}",
                written_at=clock.now(),
                headers=(("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All")),
            )
            try:
                server.send(signed(build(letter, []), sender.address), sender.address, address)
            except (ServerUnreachable, NotTaken, NotSendable) as error:
                log.warning("mail alarm not sent", error=type(error).__name__)


def _told(moment: datetime, person: Person) -> str:
    zone = ZoneInfo(person.time_zone or instance.current().time_zone)
    return format_datetime(moment.astimezone(zone), "medium", locale=_language_of(person))


def _language_of(person: Person) -> str:
    return person.language or instance.current().language
