"""Mail that changes sides: a case that is for sales, and sales mail that is a case (mission B10: each sees its own).

Raw mails, our own mails and reply tokens go along, so that whoever answers an old mail reaches the new place. Nothing
is left on the side that it came from: what stood on both would be read by people whose work does not need it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from candor.business.public import (
    Correspondence,
    Moved,
    MovedMail,
    SalesFile,
    SalesMail,
    give_away,
    take_over,
)
from candor.business.public import NewFile as SalesNewFile
from candor.helpdesk.actions.binning import move_to_bin
from candor.helpdesk.actions.changing import hold, store
from candor.helpdesk.actions.drafts import COMPOSER
from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.actions.splitting import copied_files
from candor.helpdesk.actions.writing import NewFile, NewMessage, write
from candor.helpdesk.holding import without_held
from candor.helpdesk.models import (
    Attachment,
    BinReason,
    Draft,
    LaterReply,
    Message,
    MessageKind,
    Ticket,
    TimeToUndo,
)
from candor.helpdesk.refusals import NothingChosen, ReplyIsPlanned, TicketIsHeld
from candor.kernel import instance, search
from candor.kernel.actor import Actor, Channel
from candor.kernel.audit import record
from candor.kernel.files import delete_file
from candor.kernel.models import StoredFile
from candor.mail.public import hand_on
from candor.people.public import Person

MESSAGE, TICKET = "helpdesk.message", "helpdesk.ticket"
MAIL, CORRESPONDENCE = "business.salesmail", "business.correspondence"


@transaction.atomic
def make_case(found: Correspondence, *, by: Actor) -> Ticket:
    """Open a case with the mails of a correspondence, which sales knows no more then. The person is not written to.

    Raises NothingChosen where the person wrote nothing in it.
    """
    found = (
        Correspondence.objects.select_for_update(of=("self",)).select_related("person", "organisation").get(pk=found.pk)
    )
    mails = list(SalesMail.objects.filter(correspondence=found).select_related("by").order_by("id"))
    files = _files_of(mails)
    first = next((mail for mail in mails if not mail.is_ours), None)
    if first is None:
        raise NothingChosen
    ticket = open_ticket(_new_ticket(found, first, files.get(first.pk, ())), by=by)
    messages = {first.pk: Message.objects.get(ticket=ticket)}
    for mail in mails:
        if mail.pk != first.pk:
            messages[mail.pk] = _add(ticket, mail, files.get(mail.pk, ()), found.person, by)
    _count(ticket, mails)
    pairs = {(MAIL, number): (MESSAGE, message.pk) for number, message in messages.items()}
    hand_on(pairs | {(CORRESPONDENCE, found.pk): (TICKET, ticket.pk)})
    SalesFile.objects.filter(mail__in=mails).delete()
    give_away(found, to_kind=TICKET, to_id=ticket.pk, by=by)
    search.changed(TICKET, ticket.pk)
    return ticket


def move_to_sales(ticket: Ticket, *, by: Actor, expected_version: int | None = None) -> Correspondence:
    """Make sales mail of what the requester and we wrote in a case, which keeps no word and no file of it.

    Internal notes and what others wrote stay with the case, in the bin, for thirty days; so do drafts, which nobody but
    their authors reads, and which come back as notes. Sales can make a case of it again (`make_case`), support cannot
    fetch it back. Raises NothingChosen where the requester wrote nothing, ReplyIsPlanned, TicketIsHeld, StaleTicket or
    TicketIsMerged.
    """
    messages = _of_requester_and_us(ticket)
    if not any(message.kind == MessageKind.FROM_CUSTOMER for message in messages):
        raise NothingChosen
    with copied_files(messages) as files:
        return _move_to_sales(ticket, messages, files, by, expected_version)


@transaction.atomic
def _move_to_sales(
    ticket: Ticket, messages: Sequence[Message], files: Mapping[int, StoredFile], by: Actor, version: int | None
) -> Correspondence:
    hold(ticket, version)
    if not without_held(Ticket.objects.filter(pk=ticket.pk)).exists():
        raise TicketIsHeld
    if LaterReply.objects.of_ticket(ticket).exists():
        raise ReplyIsPlanned
    held = Attachment.objects.filter(message__in=messages, pk__in=files).order_by("id")
    of: dict[int, list[SalesNewFile]] = {message.pk: [] for message in messages}
    for each in held:
        of[each.message_id].append(SalesNewFile(files[each.pk], each.content_id, each.is_inline))
    moved = [_moved(message, of[message.pk]) for message in messages]
    found, mails = take_over(
        Moved(ticket.requester, ticket.organisation, ticket.subject, ticket.is_sender_verified, moved), by=by
    )
    pairs = {(MESSAGE, message.pk): (MAIL, mail.pk) for message, mail in zip(messages, mails, strict=True)}
    hand_on(pairs | {(TICKET, ticket.pk): (CORRESPONDENCE, found.pk)})
    record("helpdesk.ticket.moved_to_sales", ticket, by=by, correspondence=found.pk)
    _empty(ticket, messages)
    move_to_bin(ticket, BinReason.SALES, by=by)
    return found


def _empty(ticket: Ticket, messages: Sequence[Message]) -> None:
    """Sales has its own copies of words and files: the case keeps when somebody wrote, and that it went away."""
    with translation.override(instance.current().language):
        gone = _("Went to sales")
    Message.objects.filter(pk__in=[message.pk for message in messages]).update(text=gone, quoted="", html="")
    TimeToUndo.objects.filter(message__in=messages).delete()
    Draft.objects.filter(ticket=ticket, purpose=COMPOSER).update(is_note=True)
    attachments = Attachment.objects.filter(message__in=messages)
    files = list(StoredFile.objects.filter(pk__in=attachments.values("file")))
    attachments.delete()
    for file in files:
        if not Attachment.objects.filter(file=file).exists():
            delete_file(file)
    store(ticket, subject=gone)


def _of_requester_and_us(ticket: Ticket) -> list[Message]:
    """What passed between the two: no notes, and nothing that others wrote in the case."""
    public = Message.objects.filter(ticket=ticket).exclude(kind=MessageKind.INTERNAL).select_related("author")
    return [
        message
        for message in public.order_by("id")
        if message.kind == MessageKind.FROM_US or message.author_id == ticket.requester_id
    ]


def _moved(message: Message, files: Sequence[SalesNewFile]) -> MovedMail:
    is_ours = message.kind == MessageKind.FROM_US
    return MovedMail(
        text=message.text,
        is_ours=is_ours,
        by=message.author if is_ours else None,
        address=message.came_from,
        quoted=message.quoted,
        html=message.html,
        written_at=message.written_at,
        delivery=message.delivery,
        files=files,
    )


def _new_ticket(found: Correspondence, first: SalesMail, files: Sequence[NewFile]) -> NewTicket:
    return NewTicket(
        requester=found.person,
        subject=found.subject,
        text=first.text,
        channel=Channel.MAIL,
        organisation=found.organisation,
        came_from=first.address,
        quoted=first.quoted,
        html=first.html,
        files=files,
        written_at=first.written_at,
        is_sender_verified=found.is_sender_verified,
    )


def _add(ticket: Ticket, mail: SalesMail, files: Sequence[NewFile], person: Person, by: Actor) -> Message:
    """One more mail, as it was written then: nothing is sent and nobody is told."""
    kind = MessageKind.FROM_US if mail.is_ours else MessageKind.FROM_CUSTOMER
    new = NewMessage(
        text=mail.text,
        author=mail.by if mail.is_ours else person,
        channel=Channel.MAIL,
        came_from=mail.address,
        quoted=mail.quoted,
        html=mail.html,
        files=files,
        written_at=mail.written_at,
    )
    message = write(ticket, new, kind, by)
    Message.objects.filter(pk=message.pk).update(
        delivery=mail.delivery, author_id=mail.by_id if mail.is_ours else person.pk
    )
    return message


def _count(ticket: Ticket, mails: Sequence[SalesMail]) -> None:
    ours = [mail.written_at for mail in mails if mail.is_ours]
    theirs = [mail.written_at for mail in mails if not mail.is_ours]
    store(
        ticket,
        message_count=len(mails),
        last_staff_message_at=max(ours, default=None),
        last_customer_message_at=max(theirs, default=ticket.last_customer_message_at),
    )


def _files_of(mails: Sequence[SalesMail]) -> Mapping[int, list[NewFile]]:
    files: dict[int, list[NewFile]] = {}
    for each in SalesFile.objects.filter(mail__in=mails).select_related("file").order_by("id"):
        files.setdefault(each.mail_id, []).append(NewFile(each.file, each.content_id, each.is_inline))
    return files
