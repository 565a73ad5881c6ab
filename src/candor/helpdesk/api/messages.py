"""Programs read and write the messages of a ticket. Internal notes never reach a customer's token."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from candor.helpdesk import letters
from candor.helpdesk.actions.uploads import taken
from candor.helpdesk.actions.writing import NewMessage, add_customer_message, add_internal_note, send_reply
from candor.helpdesk.api.attachments import file_out, files_for
from candor.helpdesk.api.operations import MESSAGES, READ, WRITE
from candor.helpdesk.api.schemas import MessageOut, NoteIn, ReplyIn
from candor.helpdesk.api.tickets import note_look, ticket_for, version_of, workable_for
from candor.helpdesk.models import Message, MessageKind, Status, Ticket
from candor.helpdesk.queries.messages import messages_page
from candor.helpdesk.restricting import restricted_name, told_to
from candor.kernel import instance
from candor.kernel.actor import Actor, Channel
from candor.kernel.api.headers import may_match
from candor.kernel.api.paging import After, Limit, Page, cursor_at, place_in
from candor.kernel.api.schemas import PathRef
from candor.kernel.http.problems import not_valid
from candor.people.public import primary_email

OF_TICKET = "tickets/{slug:ref}"


@MESSAGES.read(f"{OF_TICKET}/messages", scope=READ, response=Page[MessageOut], summary="List the messages")
def list_messages(request: HttpRequest, ref: PathRef, limit: Limit = 50, cursor: After = "") -> Any:
    """The ticket's messages, oldest first; for customers without internal notes."""
    asking: Any = request
    ticket = ticket_for(request, ref)
    note_look(request, ticket)
    visible = _readable(asking.actor)
    found, later = messages_page(visible, ticket, after=place_in(request, cursor), most=limit)
    return Page[MessageOut](items=[_out(request, message) for message in found], next=cursor_at(request, later))


@MESSAGES.write(
    "POST",
    f"{OF_TICKET}/replies",
    scope=WRITE,
    response=MessageOut,
    status=201,
    summary="Reply",
    match="may",
    problems=["conflict"],
    example={"text": "Please try version 7.2."},
)
def reply(request: HttpRequest, ref: PathRef, payload: ReplyIn) -> MessageOut:
    """Staff answer the customer, who gets it by mail; customers write to us."""
    asking: Any = request
    ticket = ticket_for(request, ref) if asking.actor.is_customer else workable_for(request, ref)
    may_match(request, version_of(request, ticket))
    new = _new(request, payload)
    if asking.actor.is_customer:
        if payload.then is not None:
            raise not_valid(("then", _("This field is not for the owner of this token.")))
        message = add_customer_message(ticket, new, by=asking.actor)
    else:
        then = Status(payload.then or Status.WAITING_CUSTOMER)
        message = send_reply(ticket, new, by=asking.actor, expected_version=ticket.version, then=then)
    return _written(request, message, payload, ticket)


@MESSAGES.write(
    "POST",
    f"{OF_TICKET}/notes",
    scope=WRITE,
    response=MessageOut,
    status=201,
    summary="Write a note",
    match="may",
    example={"text": "The supplier knows of it."},
)
def note(request: HttpRequest, ref: PathRef, payload: NoteIn) -> MessageOut:
    """Write an internal note. For staff."""
    asking: Any = request
    ticket = workable_for(request, ref)
    may_match(request, version_of(request, ticket))
    message = add_internal_note(ticket, _new(request, payload), by=asking.actor, expected_version=ticket.version)
    return _written(request, message, payload, ticket)


def _readable(actor: Actor) -> QuerySet[Message]:
    if actor.is_customer:
        return letters.letters_for(letters.reader(actor))
    return told_to(Message.objects.all(), actor)


def _new(request: Any, payload: ReplyIn | NoteIn) -> NewMessage:
    came_from = primary_email(request.person) if request.actor.is_customer else ""
    files = files_for(request, payload.attachments)
    return NewMessage(payload.text, channel=Channel.API, came_from=came_from, files=files)


def _written(request: Any, message: Message, payload: ReplyIn | NoteIn, ticket: Ticket) -> MessageOut:
    taken(payload.attachments, by=request.actor)
    note_look(request, ticket)
    return _out(request, Message.objects.select_related("author").get(pk=message.pk))


def _out(request: Any, message: Message) -> MessageOut:
    for_staff = {} if request.actor.is_customer else {"address": message.came_from, "delivery": message.delivery}
    return MessageOut(
        ref=message.ref,
        kind=message.kind,  # type: ignore[arg-type] # a column with these choices
        author=_author_of(message),
        text=message.text,
        quoted=message.quoted,
        written_at=message.written_at,
        attachments=[file_out(each.file) for each in message.attachments.all()],
        channel=message.channel,
        **for_staff,
    )


def _author_of(message: Message) -> str:
    if getattr(message, "is_restricted", False):
        return restricted_name()
    name = message.author.name if message.author else ""
    if name or message.kind != MessageKind.FROM_US:
        return name or message.came_from
    return instance.current().organisation_name
