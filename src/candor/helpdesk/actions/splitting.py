"""Making a case of its own out of some messages of another one. They are copied: the first case keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction

from candor.helpdesk.actions import counting
from candor.helpdesk.actions.changing import hold, store
from candor.helpdesk.actions.linking import link
from candor.helpdesk.actions.opening import only_organisation
from candor.helpdesk.models import Attachment, LinkKind, Message, MessageKind, Status, Ticket
from candor.helpdesk.refusals import EmptyMessage, NothingChosen
from candor.helpdesk.rules.due import first_due
from candor.helpdesk.rules.texts import clean_line
from candor.kernel import clock, search
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.files import delete_file, read_chunks, store_file
from candor.kernel.models import StoredFile
from candor.kernel.numbers import next_number
from candor.people.public import Person


@dataclass(frozen=True, slots=True)
class Split:
    """What becomes a case of its own: these messages, under this subject, for this requester."""

    messages: Sequence[Message]
    subject: str
    requester: Person


def split(ticket: Ticket, wanted: Split, *, by: Actor, expected_version: int | None = None) -> Ticket:
    """Open a case with copies of the messages and their files, linked both ways. Nobody is written to.

    Raises NothingChosen, EmptyMessage (no subject), TextTooLong, StaleTicket or TicketIsMerged.
    """
    if not wanted.messages:
        raise NothingChosen
    subject = clean_line(wanted.subject)
    if not subject:
        raise EmptyMessage
    with copied_files(wanted.messages) as files:
        return _split(ticket, Split(wanted.messages, subject, wanted.requester), files, by, expected_version)


@transaction.atomic
def _split(
    ticket: Ticket, wanted: Split, files: dict[int, StoredFile], by: Actor, expected_version: int | None
) -> Ticket:
    hold(ticket, expected_version)
    new = _open(ticket, wanted)
    copies = [_copy(message, new) for message in wanted.messages]
    for message, copy in zip(wanted.messages, copies, strict=True):
        _copy_attachments(message, copy, files)
    link(new, ticket, LinkKind.SPLIT, by=by)
    store(ticket)
    counting.moved(None, counting.place_of(new))
    record("helpdesk.ticket.opened", new, by=by, channel=new.channel, queue=new.queue_id)
    record("helpdesk.ticket.split", ticket, by=by, ticket=new.pk, count=len(copies))
    search.changed("helpdesk.ticket", new.pk)
    return new


def _open(ticket: Ticket, wanted: Split) -> Ticket:
    now, requester = clock.now(), wanted.requester
    theirs = [message.written_at for message in wanted.messages if message.kind == MessageKind.FROM_CUSTOMER]
    ours = [message.written_at for message in wanted.messages if message.kind == MessageKind.FROM_US]
    is_same = requester.pk == ticket.requester_id
    return Ticket.objects.create(
        number=next_number("helpdesk.ticket"),
        subject=wanted.subject,
        kind=ticket.kind,
        priority=ticket.priority,
        status=Status.OPEN if ticket.assignee_id else Status.NEW,
        channel=ticket.channel,
        requester=requester,
        organisation=ticket.organisation if is_same else only_organisation(requester),
        queue=ticket.queue,
        category=ticket.category,
        assignee=ticket.assignee,
        is_sender_verified=ticket.is_sender_verified if is_same else True,
        due_at=first_due(now, ticket.queue.follow_up_hours),
        created_at=now,
        changed_at=now,
        last_customer_message_at=max(theirs, default=None),
        last_staff_message_at=max(ours, default=None),
        message_count=len(wanted.messages),
    )


def _copy(message: Message, ticket: Ticket) -> Message:
    return Message.objects.create(
        ticket=ticket,
        kind=message.kind,
        author=message.author,
        channel=message.channel,
        came_from=message.came_from,
        text=message.text,
        quoted=message.quoted,
        html=message.html,
        written_at=message.written_at,
        created_at=clock.now(),
    )


def _copy_attachments(message: Message, copy: Message, files: dict[int, StoredFile]) -> None:
    Attachment.objects.bulk_create(
        Attachment(message=copy, file=files[each.pk], content_id=each.content_id, is_inline=each.is_inline)
        for each in message.attachments.order_by("id")
        if each.pk in files
    )


@contextmanager
def copied_files(messages: Sequence[Message]) -> Iterator[dict[int, StoredFile]]:
    """The attachments' files once more, by attachment: each case owns its own, so that erasing one hurts no other."""
    copies: dict[int, StoredFile] = {}
    try:
        held = Attachment.objects.filter(message__in=messages).select_related("file").order_by("id")
        for each in held:
            copies[each.pk] = store_file("files", each.file.name, each.file.content_type, read_chunks(each.file))
        yield copies
    except BaseException:
        with transaction.atomic():
            for file in copies.values():
                delete_file(file)
        raise
