"""What leaves by mail about a ticket. Called inside the transaction of the action that gives reason to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, CharField
from django.urls import reverse

from candor.helpdesk.actions.telling_customers import wants_each_answer
from candor.helpdesk.models import Message, MessageKind, Participant, SentCopy, Status, Ticket
from candor.helpdesk.queries.variables import language_of, signature_for
from candor.helpdesk.rules.variables import first_name_of
from candor.helpdesk.senders import sender_of
from candor.kernel.actor import JOB, Actor, ActorKind, Channel
from candor.kernel.db.prepared import Given, Prepared
from candor.kernel.registries.restricted import OUTSIDERS, is_restricted, without_restricted
from candor.mail.public import (
    OutboxMessage,
    TemplateClass,
    may_write_automatically,
    normal,
    queue_mail,
    reply_token_for,
    thread_of,
)
from candor.people.public import Identifier, IdentifierKind, Person, may_write_to, primary_email, signature_of

ACKNOWLEDGED = frozenset({Channel.WEB.value, Channel.API.value})
"""Ways after which people wonder whether their words arrived. A mail is acknowledged by `inbound`, if it may be."""


VERIFIED = Prepared(
    lambda: Identifier.objects.filter(
        person=Given("person", BigIntegerField()),
        kind=IdentifierKind.EMAIL,
        value=Given("value", CharField()),
        verified_at__isnull=False,
    )
)

NOT_MAILED = "unmailed"
"""Of an answer to somebody who reads in the Customer Center, or once a day: it is not mailed by itself."""


def acknowledge(message: Message) -> None:
    """Tell the requester that the first message of their ticket arrived, where that is due and safe."""
    if message.channel in ACKNOWLEDGED:
        _acknowledge(message, answers=())


def acknowledge_mail(message: Message, *, answers: str | None) -> None:
    """Acknowledge the mail with this Message-ID, which has been judged to be a person's."""
    _acknowledge(message, answers=[answers] if answers else ())


def mail_reply(message: Message, copies: Collection[str] | None = None) -> None:
    """Mail our public reply to the requester and note on it that it waits to be sent; nobody without an address.

    `copies` are the references of the participants who get it too; None: everybody who gets copies of this ticket.
    """
    ticket = message.ticket
    copied = _copied(ticket, copies)
    address = address_for(ticket)
    if address and not wants_each_answer(ticket.requester_id):
        message.delivery = NOT_MAILED
        message.save(update_fields=["delivery"])
    elif address:
        mail = _queue_reply(message, address, about=message, answers=_thread(ticket), also=copied)
        message.delivery, message.came_from = mail.state, mail.to_address
        message.save(update_fields=["delivery", "came_from"])
    for participant in copied:
        _send_copy(message, participant, copied)


def ask_to_authorise(ticket: Ticket) -> None:
    """Tell the requester that time or costs wait for their word. What they are stands behind the sign-in alone."""
    address = address_for(ticket)
    if not may_write_to(address) or is_restricted(ticket.requester_id):
        return
    _queue(
        "helpdesk/mail/authorise",
        address,
        about=ticket,
        ticket=ticket,
        context={"link": settings.INSTANCE.base_url + reverse("customer:case-times", args=[ticket.ref])},
        language=language_of(ticket),
        by=JOB,
        answers=_thread(ticket),
    )


def _copied(ticket: Ticket, refs: Collection[str] | None) -> list[Participant]:
    copied = Participant.objects.copied().filter(ticket=ticket).select_related("person")
    present = without_restricted(copied, OUTSIDERS).order_by("id")
    return list(present if refs is None else present.filter(ref__in=refs))


def _send_copy(message: Message, participant: Participant, copied: Sequence[Participant]) -> None:
    """Mail the reply to somebody who gets a copy, with a reply token of their own.

    The mail continues nothing but earlier copies to the same address: the requester's mails carry the requester's
    token in their Message-ID, which is nobody else's to know.
    """
    earlier = SentCopy.objects.filter(participant=participant).order_by("-id").values_list("pk", flat=True)
    answers = thread_of("helpdesk.sentcopy", list(earlier[:50]))
    copy = SentCopy.objects.create(message=message, participant=participant)
    others = [other for other in copied if other.pk != participant.pk]
    mail = _queue_reply(
        message, participant.address, about=copy, answers=answers, also=[message.ticket.requester, *others]
    )
    copy.delivery = mail.state
    copy.save(update_fields=["delivery"])


def _queue_reply(
    message: Message, address: str, *, about: Message | SentCopy, answers: Iterable[str], also: Sequence[Any]
) -> OutboxMessage:
    """`also` are those besides the recipient who get the letter, each with a `name`: everybody is told who reads it."""
    names, is_requesters = ", ".join(other.name for other in also), about == message
    reader = about.participant.person if isinstance(about, SentCopy) else message.ticket.requester
    asks_to_close = is_requesters and message.ticket.status == Status.WAITING_CUSTOMER
    return _queue(
        "helpdesk/mail/reply",
        address,
        about=about,
        ticket=message.ticket,
        writer=message.author,
        context={
            "text": message.text,
            "signature": _signature(message),
            "also": names,
            "close_link": f"{_link(message.ticket)}#answered" if asks_to_close else "",
            **_names(reader),
            "settings_link": _settings_link() if is_requesters else "",
        },
        language=(reader.language if reader is not None else "") or language_of(message.ticket),
        by=Actor(ActorKind.STAFF, message.author_id),
        answers=answers,
        written_by_hand=True,
        attachments=[row.file for row in message.attachments.select_related("file").order_by("id")],
    )


def _names(reader: Person | None) -> dict[str, str]:
    """Whom the letter greets, where their name is known."""
    name = reader.name if reader is not None else ""
    return {"name": "" if "@" in name else name, "first_name": first_name_of(name)}


def _signature(message: Message) -> str:
    return signature_for(message.ticket, message.author, signature_of(message.author_id))


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
    if not may_write_to(address) or not wants_each_answer(message.author_id or ticket.requester_id):
        return
    if not may_write_automatically(address, is_verified=_is_verified(ticket, address)):
        return
    _queue(
        "helpdesk/mail/acknowledgement",
        address,
        about=ticket,
        ticket=ticket,
        context={"settings_link": _settings_link()},
        language=language_of(ticket),
        by=JOB,
        answers=answers,
    )


def _is_verified(ticket: Ticket, address: str) -> bool:
    return VERIFIED.is_there(person=ticket.requester_id, value=address)


def _queue(
    template: str,
    address: str,
    *,
    ticket: Ticket,
    context: dict[str, Any],
    writer: Person | None = None,
    **options: Any,
) -> OutboxMessage:
    """Queue a mail about the ticket, as the ticket's queue writes."""
    return queue_mail(
        template,
        to=address,
        context={"number": ticket.number, "subject": ticket.subject, "link": _link(ticket), **context},
        kind=TemplateClass.ANSWER,
        sender=sender_of(ticket.queue, writer),
        reply_token=reply_token_for(ticket, normal(address)),
        **options,
    )


def _link(ticket: Ticket) -> str:
    return settings.INSTANCE.base_url + reverse("customer:case", args=[ticket.ref])


def _settings_link() -> str:
    """Where customers choose how they hear of letters. They sign in: a link alone changes nothing."""
    return settings.INSTANCE.base_url + reverse("customer:letter-settings")


def _thread(ticket: Ticket) -> list[str]:
    """The mails that this one continues, so that mail programs show them together."""
    letters = Message.objects.filter(ticket=ticket).exclude(kind=MessageKind.INTERNAL)
    return thread_of("helpdesk.message", list(letters.order_by("-id").values_list("pk", flat=True)[:50]))
