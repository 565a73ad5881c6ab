"""What leaves by mail about a ticket. Called inside the transaction of the action that gives reason to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from candor.helpdesk.models import Merge, Message, MessageKind, Ticket
from candor.helpdesk.queries.variables import signature_for
from candor.kernel import instance
from candor.kernel.actor import JOB, Actor, ActorKind, Channel
from candor.mail.public import (
    OutboxMessage,
    TemplateClass,
    mailbox_feeding,
    may_write_automatically,
    normal,
    queue_mail,
    reply_token_for,
    thread_of,
)
from candor.people.public import Identifier, IdentifierKind, Person, primary_email, signature_of

ACKNOWLEDGED = frozenset({Channel.WEB.value, Channel.API.value})
"""Ways after which people wonder whether their words arrived. A mail is acknowledged by `inbound`, if it may be."""


def acknowledge(message: Message) -> None:
    """Tell the requester that the first message of their ticket arrived, where that is due and safe."""
    if message.channel in ACKNOWLEDGED:
        _acknowledge(message, answers=())


def acknowledge_mail(message: Message, *, answers: str | None) -> None:
    """Acknowledge the mail with this Message-ID, which has been judged to be a person's."""
    _acknowledge(message, answers=[answers] if answers else ())


def mail_reply(message: Message) -> None:
    """Mail our public reply to the requester and note on it that it waits to be sent; nobody without an address.

    Whose case was merged into this one gets it too, where that was chosen.
    """
    ticket = message.ticket
    for source in _informed_by(ticket):
        _mail_reply(message, primary_email(source.requester), source.requester)
    mail = _mail_reply(message, address_for(ticket), ticket.requester)
    if mail is not None:
        message.delivery, message.came_from = mail.state, mail.to_address
        message.save(update_fields=["delivery", "came_from"])


def _mail_reply(message: Message, address: str, reader: Person) -> OutboxMessage | None:
    if not address:
        return None
    ticket = message.ticket
    return _queue(
        "helpdesk/mail/reply",
        address,
        about=message,
        ticket=ticket,
        reader=reader,
        context={
            "text": message.text,
            "signature": signature_for(ticket, message.author, signature_of(message.author_id)),
        },
        by=Actor(ActorKind.STAFF, message.author_id),
        answers=_thread(ticket),
        written_by_hand=True,
        attachments=[row.file for row in message.attachments.select_related("file").order_by("id")],
    )


def _informed_by(ticket: Ticket) -> list[Ticket]:
    """The cases merged into this one whose requesters are to be kept informed, one for each person."""
    merges = Merge.objects.filter(target=ticket, undone_at=None, keeps_informed=True)
    sources = [each.source for each in merges.select_related("source__requester").order_by("id")[:50]]
    others = {source.requester_id: source for source in sources if source.requester_id != ticket.requester_id}
    return list(others.values())


def address_for(ticket: Ticket) -> str:
    """Where to answer: the address that the requester last wrote from by mail or form, else their first one.

    One that is not theirs any more is left alone.
    """
    theirs = Identifier.objects.filter(person=ticket.requester_id, kind=IdentifierKind.EMAIL)
    letters = Message.objects.filter(ticket=ticket, kind=MessageKind.FROM_CUSTOMER, author=ticket.requester_id)
    last = letters.exclude(came_from="").order_by("-id").values_list("came_from", flat=True).first()
    value = normal(last or "")
    return value if value and theirs.filter(value=value).exists() else primary_email(ticket.requester)


def _acknowledge(message: Message, *, answers: Iterable[str]) -> None:
    """The case's number and our own words only: the address may belong to somebody who never wrote to us."""
    ticket = message.ticket
    address = normal(message.came_from) or address_for(ticket)
    if not address or not may_write_automatically(address, is_verified=_is_verified(ticket, address)):
        return
    _queue("helpdesk/mail/acknowledgement", address, about=ticket, ticket=ticket, context={}, by=JOB, answers=answers)


def _is_verified(ticket: Ticket, address: str) -> bool:
    return Identifier.objects.filter(
        person=ticket.requester_id, kind=IdentifierKind.EMAIL, value=address, verified_at__isnull=False
    ).exists()


def _queue(
    template: str,
    address: str,
    *,
    ticket: Ticket,
    context: dict[str, Any],
    reader: Person | None = None,
    **options: Any,
) -> OutboxMessage:
    """Queue a mail about the ticket, in its reader's language and from the mailbox that feeds the ticket's queue.

    `reader` is the requester unless it is said otherwise; others get no link, because it would not open for them.
    """
    to = reader or ticket.requester
    link = _link(ticket) if to.pk == ticket.requester_id else ""
    return queue_mail(
        template,
        to=address,
        language=to.language or instance.current().language,
        context={"number": ticket.number, "subject": ticket.subject, "link": link, **context},
        kind=TemplateClass.ANSWER,
        mailbox=mailbox_feeding("helpdesk.queue", ticket.queue_id),
        reply_token=reply_token_for(ticket, normal(address)),
        **options,
    )


def _link(ticket: Ticket) -> str:
    return settings.INSTANCE.base_url + reverse("customer:case", args=[ticket.ref])


def _thread(ticket: Ticket) -> list[str]:
    """The mails that this one continues, so that mail programs show them together."""
    letters = Message.objects.filter(ticket=ticket).exclude(kind=MessageKind.INTERNAL)
    return thread_of("helpdesk.message", list(letters.order_by("-id").values_list("pk", flat=True)[:50]))
