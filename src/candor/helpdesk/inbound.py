"""What a mail means to the help desk: a new case, or a further message of the one that it answers.

A mail joins a case only by a reply token of ours and only when its sender takes part in the case. A number in the
subject suggests, nothing more: it opens a new case that is linked to the one it names. Whoever the mail says it is
from, it is the word of a customer and never of staff.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from django.db.models import BigIntegerField, CharField
from django.utils.translation import gettext_lazy

from candor.helpdesk import outgoing
from candor.helpdesk.actions.following import suggest_copies
from candor.helpdesk.actions.merging import end_of
from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.actions.progress import set_follow_up
from candor.helpdesk.actions.writing import NewFile, NewMessage, add_customer_message, add_internal_note
from candor.helpdesk.models import Message, MessageKind, Part, Participant, Queue, SentCopy, Standing, Ticket
from candor.helpdesk.refusals import TicketIsClosed
from candor.helpdesk.rules.joining import Circle, Claim, joins
from candor.helpdesk.rules.texts import LONGEST_TEXT
from candor.kernel import clock
from candor.kernel.actor import JOB, Actor, ActorKind, Channel
from candor.kernel.db.prepared import Given, Prepared
from candor.kernel.registries import inbound
from candor.kernel.registries.inbound import Became, DeliveryReport
from candor.mail.public import InboundMail, OutboxState, Reason, Refuse
from candor.people.public import (
    Identifier,
    IdentifierKind,
    NotAnIdentifier,
    Person,
    Refused,
    Source,
    find_or_add_by_email,
)

TICKET, MESSAGE, QUEUE = "helpdesk.ticket", "helpdesk.message", "helpdesk.queue"

UNKNOWN = Actor(ActorKind.MAIL_SENDER, channel=Channel.MAIL)
"""Whoever sent a mail, before we know whom we take them for."""

MESSAGES = Prepared(lambda: Message.objects.filter(ticket=Given("ticket", BigIntegerField())))
THEIRS = Prepared(
    lambda: Identifier.objects.filter(
        person=Given("person", BigIntegerField()), kind=IdentifierKind.EMAIL, value=Given("value", CharField())
    )
)

_NUMBER = re.compile(r"\[#(\d{1,12})\]")
_LOST = frozenset({OutboxState.BOUNCED.value, OutboxState.FAILED.value})


def take(mail: InboundMail) -> Became | None:
    """Make of the mail what it means. None where its mailbox feeds something else, and it answers no case."""
    named = _ticket_by_token(mail)
    lives_on = end_of(named) if named is not None else None
    if named is not None and lives_on is not None and _joins(mail, named, lives_on):
        return _join(mail, lives_on)
    if mail.mailbox is not None and mail.mailbox.destination_kind not in {"", QUEUE}:
        return None
    return _open(mail, follows=named or _ticket_by_number(mail))


def note_delivery(report: DeliveryReport) -> None:
    """Show on the message how its mail fared; one that did not arrive brings its case back to us."""
    message = Message.objects.select_related("ticket").filter(pk=report.about_id).first()
    if message is None:
        return
    message.delivery = report.state
    message.save(update_fields=["delivery"])
    if report.state in _LOST and message.ticket.is_unfinished:
        set_follow_up(message.ticket, clock.now(), by=JOB)


def note_copy_delivery(report: DeliveryReport) -> None:
    """Show how the mail of a copy fared."""
    SentCopy.objects.filter(pk=report.about_id).update(delivery=report.state)


def _ticket_by_token(mail: InboundMail) -> Ticket | None:
    """The ticket of the first reply token that still has one."""
    for reference in mail.references:
        if reference.kind == TICKET:
            ticket = Ticket.objects.filter(pk=reference.id).first()
            if ticket is not None:
                return ticket
    return None


def _joins(mail: InboundMail, named: Ticket, lives_on: Ticket) -> bool:
    given_to: dict[int, set[str]] = defaultdict(set)
    for each in mail.references:
        if each.kind == TICKET:
            given_to[each.id].add(each.address)
    of = {named.pk: named, lives_on.pk: lives_on}
    claim = Claim(mail.sender, given_to, is_forged=mail.is_forged)
    return joins(claim, named.pk, lives_on.pk, lambda ticket: _circle(of[ticket], claim))


def _circle(ticket: Ticket, claim: Claim) -> Circle:
    """Who of those that the mail names takes part in the case. Three queries."""
    asked = {*claim.given_to.get(ticket.pk, ()), claim.sender}
    addresses = Identifier.objects.filter(kind=IdentifierKind.EMAIL, value__in=asked)
    copies = Participant.objects.filter(ticket=ticket, part=Part.COPY, address__in=asked)
    letters = Message.objects.filter(ticket=ticket, kind=MessageKind.FROM_CUSTOMER, channel=Channel.MAIL.value)
    theirs = addresses.filter(value=claim.sender).values("person")
    wrote = letters.filter(came_from=claim.sender, author__in=theirs).exists()
    return Circle(
        requester=set(addresses.filter(person=ticket.requester_id).values_list("value", flat=True)),
        copies={row.address: row.standing == Standing.PRESENT for row in copies},
        writers={claim.sender} if wrote else set(),
    )


def _is_requesters(ticket: Ticket, address: str) -> bool:
    return THEIRS.is_there(person=ticket.requester_id, value=address)


def _ticket_by_number(mail: InboundMail) -> Ticket | None:
    """The ticket that the subject names as our mails do, if there is one. A suggestion: anybody can write a number."""
    found = _NUMBER.search(mail.parsed.subject)
    return Ticket.objects.filter(number=int(found[1]), binned_at=None).first() if found else None


def _join(mail: InboundMail, ticket: Ticket) -> Became:
    """Add the mail to the case. An automatic reply becomes a note: it asks nothing of us and wakes nobody.

    A closed case comes back while its days for that last; later the mail opens a new one that follows it.
    """
    author = _sender_of(mail)
    if mail.is_automatic:
        # By nobody: what the person is typing on the web at this moment is not the machine's to end.
        note = add_internal_note(ticket, _message(mail, author), by=UNKNOWN)
        return Became(MESSAGE, note.pk, "note")
    try:
        message = add_customer_message(ticket, _message(mail, author), by=_acting_for(author))
    except TicketIsClosed:
        return _open(mail, follows=ticket)
    _believe(ticket, mail)
    _suggest_copies(ticket, mail)
    return Became(MESSAGE, message.pk, "reply")


def _believe(ticket: Ticket, mail: InboundMail) -> None:
    """A requester who answers from the address that a secret was mailed to has shown that they read its mail."""
    given_to_sender = any(each.id == ticket.pk and each.address == mail.sender for each in mail.references)
    if given_to_sender and not ticket.is_sender_verified and _is_requesters(ticket, mail.sender):
        ticket.is_sender_verified = True
        ticket.save(update_fields=["is_sender_verified"])


def _suggest_copies(ticket: Ticket, mail: InboundMail) -> None:
    """Offer those whom the mail named besides us to the technicians; nothing more follows from a Cc."""
    named = [(box.name, box.address) for box in (*mail.parsed.to, *mail.parsed.cc) if box.address]
    if named and not mail.is_automatic:
        suggest_copies(ticket, named, is_verified=ticket.is_sender_verified, by=UNKNOWN)


def _open(mail: InboundMail, *, follows: Ticket | None) -> Became:
    """Open a new case and acknowledge it where that is safe."""
    author = _sender_of(mail)
    words = _message(mail, author)
    ticket = open_ticket(
        NewTicket(
            requester=author,
            subject=mail.parsed.subject,
            text=words.text,
            channel=Channel.MAIL,
            queue=_queue_of(mail),
            came_from=words.came_from,
            quoted=words.quoted,
            html=words.html,
            files=words.files,
            written_at=words.written_at,
            is_sender_verified=mail.is_proven,
            follows=follows,
        ),
        by=_acting_for(author),
    )
    message = _first_message(ticket)
    _suggest_copies(ticket, mail)
    if mail.may_be_answered:
        outgoing.acknowledge_mail(message, answers=mail.parsed.message_id)
    return Became(MESSAGE, message.pk, "case")


def _first_message(ticket: Ticket) -> Message:
    message = MESSAGES.one(ticket=ticket.pk) or ticket.messages.get()
    message.ticket = ticket
    return message


def _sender_of(mail: InboundMail) -> Person:
    """The person who writes from this address, written down now where we know nobody."""
    try:
        return find_or_add_by_email(mail.sender_name, mail.sender, by=UNKNOWN, source=Source.MAIL)
    except NotAnIdentifier as error:
        raise Refuse(Reason.NO_SENDER) from error
    except Refused as error:
        raise Refuse(Reason.NOT_ALLOWED) from error


def _acting_for(person: Person) -> Actor:
    """A mail's sender acts as nobody but themselves, whatever rights they have when signed in."""
    return Actor(ActorKind.MAIL_SENDER, person.pk, channel=Channel.MAIL)


def _queue_of(mail: InboundMail) -> Queue | None:
    if mail.mailbox is None or mail.mailbox.destination_id is None:
        return None
    return Queue.objects.filter(pk=mail.mailbox.destination_id, archived_at=None).first()


def _message(mail: InboundMail, author: Person) -> NewMessage:
    """The mail as a message, its attachments' rows written. What only quotes is shown whole."""
    parsed = mail.parsed
    text, quoted = (parsed.visible_reply, parsed.quoted) if parsed.visible_reply.strip() else (parsed.text, "")
    return NewMessage(
        text=text[:LONGEST_TEXT],
        author=author,
        channel=Channel.MAIL,
        came_from=mail.sender,
        quoted=(text[LONGEST_TEXT:] + quoted)[:LONGEST_TEXT],
        html=parsed.html or "",
        files=[_kept(received) for received in mail.files],
        written_at=parsed.date,
    )


def _kept(received: Any) -> NewFile:
    if received.file.pk is None:
        received.file.save(force_insert=True)
    return NewFile(received.file, received.part.content_id or "", is_inline=received.part.inline)


def _queues() -> list[tuple[int, str]]:
    return list(Queue.objects.filter(archived_at=None).order_by("name").values_list("pk", "name"))


inbound.register("helpdesk", take)
inbound.register_reports(MESSAGE, note_delivery)
inbound.register_reports("helpdesk.sentcopy", note_copy_delivery)
inbound.register_destination(QUEUE, gettext_lazy("Cases in the queue"), _queues)
