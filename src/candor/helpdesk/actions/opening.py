"""Opening a ticket, whichever way the question came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField
from django.utils.translation import gettext as _

from candor.helpdesk import outgoing
from candor.helpdesk.actions import counting
from candor.helpdesk.actions.notifying import tell_assigned, tell_office
from candor.helpdesk.actions.telling_customers import tell_other_readers
from candor.helpdesk.actions.writing import NewFile, NewMessage, write, written_already
from candor.helpdesk.models import Category, Kind, MessageKind, Priority, Queue, Ticket
from candor.helpdesk.rules.due import first_due
from candor.helpdesk.rules.texts import clean_line, shortened_line, subject_from
from candor.kernel import clock
from candor.kernel.actor import Actor, Channel
from candor.kernel.audit import record
from candor.kernel.db.inserting import insert
from candor.kernel.db.prepared import Given, Prepared
from candor.kernel.models import StoredFile
from candor.kernel.numbers import next_number
from candor.people.public import Membership, Organisation, Person
from candor.privacy.public import Written, look_for_request

DEFAULT_QUEUE = Prepared(lambda: Queue.objects.active().filter(is_default=True).order_by("id")[:1])
MEMBERSHIPS = Prepared(
    lambda: Membership.objects.filter(person=Given("person", BigIntegerField()), ended_on=None).select_related(
        "organisation"
    )[:2]
)


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A question on its way in. Without a queue the category's takes it, else the default one.

    `organisation` is the requester's own when None and they belong to exactly one. `follows` is the earlier ticket
    that this one was opened after. `submission_key` is the form's one-time key. `author` wrote it for the requester,
    who is told; None where they wrote themselves.
    """

    requester: Person
    subject: str
    text: str
    channel: Channel
    author: Person | None = None
    queue: Queue | None = None
    category: Category | None = None
    kind: Kind = Kind.QUESTION
    priority: Priority = Priority.NORMAL
    organisation: Organisation | None = None
    came_from: str = ""
    quoted: str = ""
    html: str = ""
    files: Sequence[NewFile | StoredFile] = ()
    written_at: datetime | None = None
    submission_key: str | None = None
    notice_version: str = ""
    is_sender_verified: bool = True
    follows: Ticket | None = None

    def first_message(self) -> NewMessage:
        return NewMessage(
            text=self.text,
            author=self.author or self.requester,
            channel=self.channel,
            came_from=self.came_from,
            quoted=self.quoted,
            html=self.html,
            files=self.files,
            written_at=self.written_at,
            submission_key=self.submission_key,
        )


def open_ticket(new: NewTicket, *, by: Actor) -> Ticket:
    """Open a ticket with its first message, in its queue, due, counted and acknowledged.

    A repeated submission key gives the ticket that it made. Raises EmptyMessage or TextTooLong.
    """
    earlier = written_already(new.submission_key, by, new.requester)
    if earlier is not None:
        return earlier.ticket
    try:
        return _open_ticket(new, by)
    except IntegrityError:
        earlier = written_already(new.submission_key, by, new.requester)
        if earlier is None:
            raise
        return earlier.ticket


@transaction.atomic
def _open_ticket(new: NewTicket, by: Actor) -> Ticket:
    now = clock.now()
    written_at = min(new.written_at or now, now)
    ticket = _make_ticket(new, now, written_at)
    message = write(ticket, replace(new.first_message(), written_at=written_at), MessageKind.FROM_CUSTOMER, by)
    counting.moved(None, counting.place_of(ticket))
    record("helpdesk.ticket.opened", ticket, by=by, channel=new.channel.value, queue=ticket.queue_id)
    look_for_request(Written(ticket, new.requester, ticket.subject, message.text, written_at))
    outgoing.acknowledge(message)
    tell_other_readers(message)
    tell_assigned(ticket, by=by)
    tell_office(message, by=by)
    return ticket


def default_queue() -> Queue:
    """Where tickets go that nothing else places. The first ticket of an instance makes it."""
    queue = DEFAULT_QUEUE.one()
    if queue is not None:
        return queue
    queue, _made = Queue.objects.get_or_create(name=_("Support"))
    queue.is_default, queue.archived_at = True, None
    queue.save(update_fields=["is_default", "archived_at"])
    return queue


def _make_ticket(new: NewTicket, now: datetime, written_at: datetime) -> Ticket:
    """Its row, with its first message counted already."""
    queue = _queue_for(new)
    ticket = Ticket(
        number=next_number("helpdesk.ticket"),
        subject=_subject_of(new),
        kind=new.kind,
        priority=new.priority,
        channel=new.channel.value,
        requester=new.requester,
        organisation=new.organisation or only_organisation(new.requester),
        queue=queue,
        category=new.category,
        assignee_id=queue.default_assignee_id,
        is_sender_verified=new.is_sender_verified,
        due_at=first_due(now, queue.follow_up_hours),
        created_at=now,
        changed_at=now,
        last_customer_message_at=written_at,
        message_count=1,
        follows=new.follows,
        notice_version=new.notice_version,
    )
    insert(ticket)
    return ticket


def _queue_for(new: NewTicket) -> Queue:
    chosen = new.queue or (new.category.queue if new.category is not None else None)
    return chosen if chosen is not None and chosen.archived_at is None else default_queue()


def _subject_of(new: NewTicket) -> str:
    """The given one; from mail, which nobody can retype, shortened or made from the text where it is missing."""
    subject = shortened_line(new.subject) if new.channel is Channel.MAIL else clean_line(new.subject)
    return subject or subject_from(new.text) or _("No subject")


def only_organisation(person: Person) -> Organisation | None:
    """Theirs, when they belong to exactly one: with several nobody may guess whose super customers see the ticket."""
    memberships = MEMBERSHIPS.all(person=person.pk)
    return memberships[0].organisation if len(memberships) == 1 else None
