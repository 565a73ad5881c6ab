"""Writing in a ticket: the customer's messages, our replies, internal notes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, CharField

from candor.helpdesk import outgoing
from candor.helpdesk.actions.binning import bring_back
from candor.helpdesk.actions.changing import check_transition, hold, store
from candor.helpdesk.actions.mentioning import mentioned_in
from candor.helpdesk.actions.notifying import tell_colleague_wrote, tell_customer_wrote, tell_office
from candor.helpdesk.actions.telling_customers import tell_readers
from candor.helpdesk.models import Attachment, Draft, Message, MessageKind, Status, Ticket
from candor.helpdesk.refusals import EmptyMessage, TicketIsClosed
from candor.helpdesk.rules.due import due_after_customer_message
from candor.helpdesk.rules.reopening import comes_back
from candor.helpdesk.rules.texts import clean_line, clean_text
from candor.helpdesk.rules.transitions import after_customer_message
from candor.kernel import clock, search
from candor.kernel.actor import Actor, Channel
from candor.kernel.audit import record
from candor.kernel.db.inserting import insert
from candor.kernel.db.prepared import Given, Prepared
from candor.kernel.models import StoredFile
from candor.people.public import Membership, Person
from candor.privacy.public import Written, look_for_request


@dataclass(frozen=True, slots=True)
class NewFile:
    """A stored file on its way into a message; `content_id` is what the message's HTML calls it."""

    file: StoredFile
    content_id: str = ""
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class NewMessage:
    """What is to be written. `author` is the actor when None; staff who write down a call name the caller.

    `submission_key` is the form's one-time key: the same key from the same author has one effect.
    """

    text: str
    author: Person | None = None
    channel: Channel = Channel.WEB
    came_from: str = ""
    quoted: str = ""
    html: str = ""
    files: Sequence[NewFile | StoredFile] = ()
    written_at: datetime | None = None
    submission_key: str | None = None
    copies: Collection[str] | None = None
    """Of a reply: the references of the participants who get it as a copy; None is everybody who gets copies."""


def add_customer_message(ticket: Ticket, new: NewMessage, *, by: Actor) -> Message:
    """Add what the customer wrote; a waiting, scheduled or solved ticket comes back to us, and so does a closed one
    whose days for it are not over (`rules.reopening`).

    Raises TicketIsClosed (open a new ticket that follows it), EmptyMessage or TextTooLong.
    """
    return _once(new, by, lambda: _add_customer_message(ticket, new, by))


def send_reply(
    ticket: Ticket,
    new: NewMessage,
    *,
    by: Actor,
    expected_version: int | None = None,
    then: Status = Status.WAITING_CUSTOMER,
) -> Message:
    """Write a public reply, mail it, and leave the ticket in the status `then`. Who answers an unassigned one takes it.

    Raises StaleTicket when somebody changed the ticket since the actor read it, CannotFollow for a closed ticket,
    EmptyMessage or TextTooLong.
    """
    return _once(new, by, lambda: _send_reply(ticket, new, by, expected_version, then))


def add_internal_note(ticket: Ticket, new: NewMessage, *, by: Actor, expected_version: int | None = None) -> Message:
    """Write a note that only staff read. The status stays.

    Raises StaleTicket, MentionFails, EmptyMessage or TextTooLong.
    """
    return _once(new, by, lambda: _add_internal_note(ticket, new, by, expected_version))


@transaction.atomic
def _add_customer_message(ticket: Ticket, new: NewMessage, by: Actor) -> Message:
    hold(ticket)
    if ticket.binned_at is not None and not bring_back(ticket, by=by):
        return _add_to_spam(ticket, new, by)
    status = after_customer_message(ticket.status) or _brought_back(ticket, new, by)
    if status is None:
        raise TicketIsClosed(ticket)
    message = write(ticket, new, MessageKind.FROM_CUSTOMER, by)
    before = ticket.status
    store(
        ticket,
        status=status,
        scheduled_for=None,
        solved_at=None,
        closed_at=None,
        due_at=due_after_customer_message(clock.now(), ticket.due_at, ticket.queue.follow_up_hours),
        last_customer_message_at=message.written_at,
        message_count=ticket.message_count + 1,
    )
    record("helpdesk.ticket.customer_wrote", ticket, by=by, message=message.pk, before=before, after=status.value)
    look_for_request(Written(ticket, new.author or ticket.requester, "", message.text, message.written_at))
    tell_customer_wrote(ticket, by=by)
    tell_office(message, by=by)
    tell_readers(message)
    return message


def _brought_back(ticket: Ticket, new: NewMessage, by: Actor) -> Status | None:
    """Open again, where the closed ticket is the writer's or their organisation's; who only gets copies opens none."""
    writer = new.author.pk if new.author is not None else by.id
    if not comes_back(ticket.closed_at, ticket.queue.reopens_for_days, clock.now()):
        return None
    supers = Membership.objects.filter(
        organisation=ticket.organisation_id, person=writer, role=Membership.Role.SUPER, ended_on=None
    )
    return Status.OPEN if writer == ticket.requester_id or supers.exists() else None


def _add_to_spam(ticket: Ticket, new: NewMessage, by: Actor) -> Message:
    """Who sent spam and writes again stays in the bin with it, and wakes nobody."""
    message = write(ticket, new, MessageKind.FROM_CUSTOMER, by)
    store(ticket, message_count=ticket.message_count + 1)
    record("helpdesk.ticket.spam_added", ticket, by=by, message=message.pk)
    return message


@transaction.atomic
def _send_reply(ticket: Ticket, new: NewMessage, by: Actor, expected_version: int | None, then: Status) -> Message:
    hold(ticket, expected_version)
    if then != ticket.status:
        check_transition(ticket, then, by)
    message = write(ticket, new, MessageKind.FROM_US, by)
    now, is_taken = clock.now(), ticket.assignee_id is None
    store(
        ticket,
        status=then,
        assignee_id=ticket.assignee_id or by.id,
        due_at=ticket.due_at if then == Status.OPEN else None,
        scheduled_for=None,
        solved_at=now if then == Status.SOLVED else None,
        closed_at=now if then == Status.CLOSED else None,
        last_staff_message_at=message.written_at,
        message_count=ticket.message_count + 1,
    )
    end_draft(ticket, by)
    record("helpdesk.ticket.replied", ticket, by=by, message=message.pk, after=then.value, taken=is_taken)
    outgoing.mail_reply(message, new.copies)
    tell_readers(message)
    tell_colleague_wrote(ticket, by=by)
    return message


@transaction.atomic
def _add_internal_note(ticket: Ticket, new: NewMessage, by: Actor, expected_version: int | None) -> Message:
    hold(ticket, expected_version)
    mentioned = mentioned_in(new.text, ticket, by=by)
    message = write(ticket, new, MessageKind.INTERNAL, by)
    store(ticket, message_count=ticket.message_count + 1)
    end_draft(ticket, by)
    record("helpdesk.ticket.noted", ticket, by=by, message=message.pk)
    tell_colleague_wrote(ticket, by=by, mentioned=mentioned)
    return message


def write(ticket: Ticket, new: NewMessage, kind: MessageKind, by: Actor) -> Message:
    """Write the message's rows inside the caller's transaction. Raises EmptyMessage or TextTooLong."""
    text = clean_text(new.text)
    if not (text or new.html or new.files or new.channel is Channel.MAIL):
        raise EmptyMessage
    now = clock.now()
    message = Message(
        ticket=ticket,
        kind=kind,
        author_id=new.author.pk if new.author is not None else by.id,
        channel=new.channel.value,
        came_from=clean_line(new.came_from, most=254),
        text=text,
        quoted=clean_text(new.quoted),
        html=new.html,
        written_at=min(new.written_at or now, now),
        created_at=now,
        submission_key=_stored_key(new.submission_key, by, new.author),
    )
    insert(message)
    for file in new.files:
        insert(_attachment(message, file))
    search.changed("helpdesk.ticket", ticket.pk)
    return message


def written_already(key: str | None, by: Actor, author: Person | None = None) -> Message | None:
    """The message that this form has made before, if it was submitted twice."""
    stored = _stored_key(key, by, author)
    return None if stored is None else WRITTEN.one(key=stored)


WRITTEN = Prepared(lambda: Message.objects.select_related("ticket").filter(submission_key=Given("key", CharField())))
"""Every form that writes a message asks first."""


def _once(new: NewMessage, by: Actor, write_it: Callable[[], Message]) -> Message:
    """One effect per submission key: a repeated form, even one running at the same moment, gets the first's message."""
    earlier = written_already(new.submission_key, by, new.author)
    if earlier is not None:
        return earlier
    try:
        return write_it()
    except IntegrityError:
        earlier = written_already(new.submission_key, by, new.author)
        if earlier is None:
            raise
        return earlier


def _stored_key(key: str | None, by: Actor, author: Person | None) -> str | None:
    """Bound to who sent the form, so that nobody meets another's message by sending their key."""
    if not key:
        return None
    sender = by.id if by.id is not None else author and author.pk
    return hashlib.sha256(f"{sender}:{key}".encode()).hexdigest()[:40]


def _attachment(message: Message, file: NewFile | StoredFile) -> Attachment:
    new = file if isinstance(file, NewFile) else NewFile(file)
    return Attachment(message=message, file=new.file, content_id=new.content_id[:255], is_inline=new.is_inline)


def end_draft(ticket: Ticket, by: Actor) -> None:
    """What was typed became the message. What a job sends was typed before: the draft is of something else."""
    if by.channel is not Channel.JOB and DRAFTS.is_there(ticket=ticket.pk, author=by.id):
        Draft.objects.filter(ticket=ticket, author=by.id).delete()


DRAFTS = Prepared(
    lambda: Draft.objects.filter(
        ticket=Given("ticket", BigIntegerField()), author=Given("author", BigIntegerField())
    ).values_list("pk")
)
"""Most writers have saved none: looking for what deleting one would take along costs ten times as much."""
