"""The bin: out of everybody's way, back again, and gone for good.

A binned ticket is closed and counted nowhere; no list, search or customer finds it. Spam teaches nothing: no filter
learns from it and nothing happens to later mails of the same sender.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from candor.helpdesk.actions.changing import hold, store
from candor.helpdesk.holding import without_held
from candor.helpdesk.models import (
    Attachment,
    BinEntry,
    BinReason,
    DraftFile,
    LaterFile,
    Message,
    Notification,
    SentCopy,
    Status,
    Ticket,
)
from candor.helpdesk.models.notifications import NotificationQuerySet
from candor.helpdesk.refusals import NotInBin, TicketIsHeld
from candor.kernel import clock, search
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.files import delete_file
from candor.kernel.models import StoredFile
from candor.mail.public import forget_mail_about, forget_reply_tokens
from candor.people.public import add_unread

KEPT_IN_BIN = timedelta(days=30)


@transaction.atomic
def move_to_bin(ticket: Ticket, reason: BinReason, *, by: Actor, expected_version: int | None = None) -> None:
    """Take the ticket out of everybody's way for thirty days. Raises StaleTicket. Doing it twice changes nothing."""
    hold(ticket, expected_version)
    if ticket.binned_at is not None:
        return
    BinEntry.objects.create(
        ticket=ticket,
        reason=reason,
        binned_by_id=by.id,
        status_before=ticket.status,
        due_before=ticket.due_at,
        scheduled_before=ticket.scheduled_for,
    )
    store(ticket, status=Status.CLOSED, due_at=None, scheduled_for=None, binned_at=clock.now())
    silence(Notification.objects.unread().filter(ticket=ticket))
    search.changed("helpdesk.ticket", ticket.pk)
    record("helpdesk.ticket.binned", ticket, by=by, reason=reason.value)


@transaction.atomic
def restore_ticket(ticket: Ticket, *, by: Actor) -> None:
    """Put the ticket back as it stood. Doing it twice changes nothing."""
    hold(ticket)
    if ticket.binned_at is not None:
        _restore(ticket, Status(ticket.bin_entry.status_before), by)


def bring_back(ticket: Ticket, *, by: Actor) -> bool:
    """A reply to a held ticket that lies in the bin brings it back to us; False for spam, which stays there."""
    entry = ticket.bin_entry
    if entry.reason == BinReason.SPAM:
        return False
    _restore(ticket, Status.OPEN if entry.status_before == Status.CLOSED else Status(entry.status_before), by)
    return True


@transaction.atomic
def purge_ticket(ticket: Ticket, *, by: Actor) -> None:
    """Delete a binned ticket and all that came with it: messages, files, mails, tokens, search entry. Not undoable.

    What stays is the fact, with numbers only, and the requester's own record. Raises NotInBin and
    TicketIsHeld.
    """
    if not Ticket.objects.select_for_update().filter(pk=ticket.pk, binned_at__isnull=False).exists():
        raise NotInBin
    if not without_held(Ticket.objects.filter(pk=ticket.pk)).exists():
        raise TicketIsHeld
    messages = list(Message.objects.filter(ticket=ticket).values_list("pk", flat=True))
    copies = list(SentCopy.objects.filter(message__in=messages).values_list("pk", flat=True))
    notifications = list(Notification.objects.filter(ticket=ticket).values_list("pk", flat=True))
    mails = forget_mail_about(
        {
            "helpdesk.ticket": [ticket.pk],
            "helpdesk.message": messages,
            "helpdesk.sentcopy": copies,
            "helpdesk.notification": notifications,
        }
    )
    forget_reply_tokens("helpdesk.ticket", ticket.pk)
    files = _delete_files(ticket, messages)
    reason = BinEntry.objects.filter(ticket=ticket).values_list("reason", flat=True).first()
    record(
        "helpdesk.ticket.purged", ticket, by=by, number=ticket.number, reason=reason, messages=len(messages),
        files=files, mails=mails,
    )  # fmt: skip
    search.changed("helpdesk.ticket", ticket.pk)
    silence(Notification.objects.unread().filter(ticket=ticket))
    ticket.delete()


def _restore(ticket: Ticket, status: Status, by: Actor) -> None:
    entry = ticket.bin_entry
    scheduled = entry.scheduled_before if status == Status.SCHEDULED else None
    entry.delete()
    store(ticket, status=status, due_at=entry.due_before, scheduled_for=scheduled, binned_at=None)
    search.changed("helpdesk.ticket", ticket.pk)
    record("helpdesk.ticket.restored", ticket, by=by, after=status.value)
    ticket.refresh_from_db()


def silence(lines: NotificationQuerySet) -> None:
    """Take a ticket's lines from everybody's bell."""
    people = set(lines.values_list("person", flat=True))
    if people:
        lines.update(read_at=clock.now(), mail_at=None)
        add_unread(people, -1)


def _delete_files(ticket: Ticket, messages: list[int]) -> int:
    """Delete the files of messages, drafts and waiting replies that no message elsewhere holds; how many went."""
    attachments = Attachment.objects.filter(message__in=messages)
    drafted = DraftFile.objects.filter(draft__ticket=ticket)
    planned = LaterFile.objects.filter(reply__ticket=ticket)
    held = Q(pk__in=attachments.values("file")) | Q(pk__in=drafted.values("file")) | Q(pk__in=planned.values("file"))
    files = list(StoredFile.objects.filter(held))
    attachments.delete()
    drafted.delete()
    planned.delete()
    still_held = set(Attachment.objects.filter(file__in=files).values_list("file", flat=True))
    gone = [file for file in files if file.pk not in still_held]
    for file in gone:
        delete_file(file)
    return len(gone)
