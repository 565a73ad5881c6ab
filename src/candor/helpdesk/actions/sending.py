"""Sending a reply with a few seconds in which it can be taken back into the draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import BigIntegerField, Model

from candor.helpdesk.actions.changing import as_it_stood, hold, standing_of, store
from candor.helpdesk.actions.drafts import COMPOSER
from candor.helpdesk.actions.uploads import delete_unused
from candor.helpdesk.actions.writing import NewMessage, add_internal_note, send_reply, written_already
from candor.helpdesk.models import (
    AfterSending,
    Draft,
    DraftFile,
    Message,
    SentCopy,
    Status,
    Ticket,
    TimeToUndo,
    WritingHabit,
)
from candor.helpdesk.refusals import CannotUndo
from candor.kernel import clock, search
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.db.prepared import Given, Prepared
from candor.kernel.models import StoredFile
from candor.mail.public import hold_back, withdraw
from candor.people.public import Person


def send_with_time_to_undo(
    ticket: Ticket,
    new: NewMessage,
    *,
    by: Actor,
    expected_version: int | None = None,
    then: Status = Status.WAITING_CUSTOMER,
) -> Message:
    """As `send_reply`, but the mail leaves, and the customer reads it, only after the seconds set for undoing it."""
    earlier = written_already(new.submission_key, by)
    if earlier is not None:
        return earlier
    with transaction.atomic():
        left_over = waiting_files(ticket, by=by)
        hold(ticket, expected_version)
        was = standing_of(ticket) | {"ticket": ticket.pk}
        message = send_reply(ticket, new, by=by, then=then)
        delete_unused(left_over)
        seconds = settings.INSTANCE.undo_seconds
        if seconds and by.id is not None:
            until = clock.now() + timedelta(seconds=seconds)
            TimeToUndo.objects.get_or_create(
                message=message,
                defaults={"sender_id": by.id, "until": until, "ticket_was": was, "version_after": ticket.version},
            )
            hold_back(_mailed_as(message), until)
    return message


@transaction.atomic
def take_back(message: Message, *, by: Actor) -> Ticket:
    """Take a reply back into its writer's draft, files included, as long as its mail has not left.

    The ticket stands as before, unless something else has happened to it since. Raises CannotUndo.
    """
    time = TimeToUndo.objects.select_for_update().filter(message=message, sender=by.id).first()
    if time is None:
        raise CannotUndo("done")
    ticket = message.ticket
    hold(ticket)
    if time.until < clock.now() or not withdraw(_mailed_as(message), by=by):
        raise CannotUndo("sent")
    files = [each.file for each in message.attachments.select_related("file").order_by("id")]
    message.attachments.all().delete()
    draft = into_draft(ticket, message.text, files, by=by)
    is_untouched = time.ticket_was.get("ticket") == ticket.pk and time.version_after == ticket.version
    record("helpdesk.ticket.reply_taken_back", ticket, by=by, message=message.pk)
    message.delete()
    standing = as_it_stood(time.ticket_was) if is_untouched else {"message_count": ticket.message_count - 1}
    store(ticket, **standing)
    draft.based_on_version = ticket.version
    draft.save(update_fields=["based_on_version"])
    search.changed("helpdesk.ticket", ticket.pk)
    return ticket


@transaction.atomic
def note_with_waiting_files(ticket: Ticket, new: NewMessage, *, by: Actor) -> Message:
    """As `add_internal_note`; files that waited in the draft and are not in the note go with the draft."""
    left_over = waiting_files(ticket, by=by)
    message = add_internal_note(ticket, new, by=by)
    delete_unused(left_over)
    return message


def waiting_files(ticket: Ticket, *, by: Actor) -> list[StoredFile]:
    """The files of the actor's draft: those of a reply that they took back."""
    return [each.file for each in WAITING.all(ticket=ticket.pk, author=by.id)]


WAITING = Prepared(
    lambda: (
        DraftFile.objects.filter(
            draft__ticket=Given("ticket", BigIntegerField()), draft__author=Given("author", BigIntegerField())
        )
        .select_related("file")
        .order_by("id")
    )
)


@transaction.atomic
def set_after_sending(person: Person, habit: AfterSending) -> None:
    """Remember where the technician wants to go after sending. Not audited: it concerns nobody else."""
    WritingHabit.objects.update_or_create(person=person, defaults={"after_sending": habit})


def into_draft(ticket: Ticket, text: str, files: Sequence[StoredFile], *, by: Actor) -> Draft:
    """A reply's words above what the actor has typed since; its files wait beside them."""
    draft, is_new = Draft.objects.get_or_create(
        author_id=by.id,
        ticket=ticket,
        purpose=COMPOSER,
        defaults={"text": text, "saved_at": clock.now(), "based_on_version": ticket.version},
    )
    if not is_new:
        draft.text, draft.saved_at = f"{text}\n\n{draft.text}".strip(), clock.now()
        draft.save(update_fields=["text", "saved_at"])
    DraftFile.objects.bulk_create(DraftFile(draft=draft, file=file) for file in files)
    return draft


def forget_past_undoing(before: datetime) -> int:
    """Delete what was kept for undoing replies that left before this moment; returns how many rows."""
    return TimeToUndo.objects.filter(until__lt=before).delete()[0]


def _mailed_as(message: Message) -> list[Model]:
    """The message and its copies: what the outbox's mails tell of."""
    return [message, *SentCopy.objects.filter(message=message)]
