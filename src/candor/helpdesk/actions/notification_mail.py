"""Notifications that go out by mail: one line each shortly after it happened, or all of a day in a digest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import npgettext

from candor.helpdesk.access import viewers_in
from candor.helpdesk.models import By, Event, Message, MessageKind, Notification, NotificationSettings
from candor.helpdesk.queries.bell import things_of
from candor.helpdesk.restricting import readable
from candor.helpdesk.words import REASON_WORDS, told
from candor.kernel import clock, instance
from candor.kernel.actor import JOB, Actor, Channel
from candor.kernel.audit import record
from candor.kernel.registries.restricted import OUTSIDERS, is_restricted
from candor.mail.public import TemplateClass, queue_mail
from candor.people.public import Person, acting_as, primary_email

MOST_WORDS = 2_000
"""Characters of a message that a notification quotes; the rest is one click away."""


@transaction.atomic
def change_settings(person: Person, ways: dict[str, str], quiet: Sequence[Any], *, by: Actor) -> None:
    """How the person wants to be told from now on. `quiet`: when hours without mail begin and end, or two None."""
    row, _made = NotificationSettings.objects.get_or_create(person=person)
    row.ways = {event: way for event, way in {**row.ways, **ways}.items() if way != By.BELL}
    row.quiet_from, row.quiet_until = quiet
    row.save()
    record("helpdesk.notifications.settings_changed", row, by=by, mails=sum(way == By.MAIL for way in ways.values()))


@transaction.atomic
def mail_notification(notification: Notification) -> bool:
    """Mail one line, once: whoever takes its moment away sends it. Read meanwhile, it is not sent."""
    due = Notification.objects.unread().filter(pk=notification.pk, mail_at__lte=clock.now(), is_for_digest=False)
    if not due.update(mail_at=None):
        return False
    with translation.override(_language(notification.person)):
        line = _line(notification)
    template = "helpdesk/mail/notification" if notification.ticket_id is not None else "helpdesk/mail/news"
    return bool(line) and _queue(template, notification, line)


@transaction.atomic
def mail_digest(person: Person) -> bool:
    """Mail everything that waits for the person's digest as one mail, once."""
    due = Notification.objects.unread().filter(person=person, mail_at__lte=clock.now(), is_for_digest=True)
    held = due.select_for_update(of=("self",)).select_related("ticket__queue", "person")
    lines = list(held.order_by("-last_at")[:100])
    if not lines or not Notification.objects.filter(pk__in=[line.pk for line in lines]).update(mail_at=None):
        return False
    with translation.override(_language(person)):
        shown = [line for line in map(_line, lines) if line]
        context = _news(shown)
    return bool(shown) and _queue("helpdesk/mail/digest", lines[0], context)


def _queue(template: str, notification: Notification, context: dict[str, Any]) -> bool:
    address = primary_email(notification.person)
    if not address:
        return False
    queue_mail(
        template,
        to=address,
        language=_language(notification.person),
        about=notification,
        context={"settings_link": _absolute("tech:notification-settings"), **context},
        kind=TemplateClass.CONTRACT,
        by=JOB,
    )
    return True


def _news(lines: list[dict[str, Any]]) -> dict[str, str]:
    heads = (f"#{line['number']} {line['subject']}".strip() if "number" in line else line["subject"] for line in lines)
    rests = ("{what} – {reason}\n  {link}".format(**line) for line in lines)
    if all("number" in line for line in lines):
        cases = npgettext("news in", "%(num)d case", "%(num)d cases", len(lines)) % {"num": len(lines)}
    else:
        cases = npgettext("news in", "%(num)d matter", "%(num)d matters", len(lines)) % {"num": len(lines)}
    return {"news": "\n\n".join(f"{head}\n\n  {rest}" for head, rest in zip(heads, rests, strict=True)), "cases": cases}


def _line(notification: Notification) -> dict[str, Any]:
    """One case or other thing as a mail tells it; empty when the person does not see it any more."""
    ticket = notification.ticket
    if ticket is None:
        return _line_of_thing(notification)
    if is_restricted(ticket.requester_id):
        return {}
    if not viewers_in(ticket.queue).filter(pk=notification.person_id).exists():
        return {}
    is_open = not ticket.queue.keeps_words_inside
    return {
        "number": ticket.number,
        "what": told(notification.tally),
        "reason": str(REASON_WORDS[notification.reason]),
        "subject": ticket.subject if is_open else "",
        "words": _newest_words(notification) if is_open else "",
        "link": _absolute("tech:ticket", ticket.ref),
    }


def _line_of_thing(notification: Notification) -> dict[str, Any]:
    reader = acting_as(notification.person_id, Channel.JOB)
    found = things_of([notification], by=reader[0]) if reader is not None else {}
    thing = found.get((notification.topic, notification.about))
    if thing is None:
        return {}
    return {
        "what": told(notification.tally),
        "reason": str(REASON_WORDS[notification.reason]),
        "subject": thing.title,
        "link": settings.INSTANCE.base_url + thing.url,
    }


def _newest_words(notification: Notification) -> str:
    """The newest of what the line tells of, where it tells of something written."""
    told_of = {Event.CUSTOMER_WROTE, Event.COLLEAGUE_WROTE, Event.MENTIONED} & notification.tally.keys()
    if not told_of:
        return ""
    messages = Message.objects.filter(ticket=notification.ticket_id, created_at__gte=notification.since)
    newest = readable(messages, OUTSIDERS)
    if told_of == {Event.CUSTOMER_WROTE}:
        newest = newest.filter(kind=MessageKind.FROM_CUSTOMER)
    text = newest.exclude(author=notification.person_id).order_by("-id").values_list("text", flat=True).first() or ""
    return text if len(text) <= MOST_WORDS else f"{text[:MOST_WORDS].rstrip()} …"


def _absolute(name: str, *args: str) -> str:
    return settings.INSTANCE.base_url + reverse(name, args=args)


def _language(person: Person) -> str:
    return person.language or instance.current().language
