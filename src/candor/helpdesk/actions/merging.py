"""Making two cases one, and two again. Messages keep their identity; nobody is written to."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from candor.helpdesk.actions.changing import as_it_stood, hold, hold_even_merged, standing_of, store
from candor.helpdesk.actions.following import add_copy, remove_copy
from candor.helpdesk.models import (
    AWAITING_US,
    Draft,
    DraftFile,
    Merge,
    Message,
    MessageKind,
    MovedMessage,
    Participant,
    Status,
    Ticket,
)
from candor.helpdesk.refusals import AlreadyTakesPart, CannotMerge, CannotUndo, TicketIsMerged
from candor.helpdesk.rules.due import first_due
from candor.kernel import clock, search
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.public import Person, primary_email

UNDO_WITHIN = timedelta(days=7)
LONGEST_CHAIN = 50
"""Merges of merges that a reply follows. Each one was made by a person."""


@transaction.atomic
def merge(  # noqa: PLR0913 - two tickets, two versions, and the two things that a person decides
    source: Ticket,
    target: Ticket,
    *,
    by: Actor,
    keeps_informed: bool = False,
    expected_version: int | None = None,
    expected_target_version: int | None = None,
) -> Merge:
    """Make `source` a part of `target`: its messages and drafts go there, it is closed and leads there.

    A target that waits or is done opens again when the source awaits us. With `keeps_informed` the source's requester
    gets our further replies, too. Raises CannotMerge, StaleTicket or TicketIsMerged.
    """
    _hold_both((source, expected_version), (target, expected_target_version))
    if source.children.exists():
        raise CannotMerge("parent")
    now = clock.now()
    merged = Merge(source=source, target=target, merged_by_id=by.id, merged_at=now, keeps_informed=keeps_informed)
    merged.source_was, merged.target_was = standing_of(source), standing_of(target)
    merged.save()
    _move_messages(merged)
    _move_drafts(source, target)
    store(target, **_after_taking_in(source, target, now))
    store(
        source, status=Status.CLOSED, closed_at=now, due_at=None, scheduled_for=None, message_count=0,
        merged_into_id=target.pk,
    )  # fmt: skip
    if keeps_informed:
        _send_copies_to(source.requester, target, by)
    merged.target_version = target.version
    merged.save(update_fields=["target_version"])
    record("helpdesk.ticket.merged", source, by=by, ticket=target.pk, informed=keeps_informed)
    record("helpdesk.ticket.took_in", target, by=by, ticket=source.pk)
    _found_anew(source, target)
    return merged


@transaction.atomic
def undo_merge(merge_to_undo: Merge, *, by: Actor) -> list[Message]:
    """Make them two again, within seven days; returns what came after the merge and therefore stays with the target.

    The source stands exactly as before. So does the target, unless something has happened to it since: then it keeps
    its status and gives back only what the merge brought. Raises CannotUndo.
    """
    source, target = merge_to_undo.source, merge_to_undo.target
    for ticket in sorted((source, target), key=lambda one: one.pk):
        hold_even_merged(ticket)
    merge_to_undo.refresh_from_db()
    _check_undo(merge_to_undo, target)
    later = list(messages_since(merge_to_undo))
    moved = MovedMessage.objects.filter(merge=merge_to_undo).values("message")
    returned = Message.objects.filter(ticket=target, pk__in=moved).update(ticket=source)
    store(target, **_without(merge_to_undo, returned))
    store(source, **as_it_stood(merge_to_undo.source_was) | {"message_count": returned, "merged_into_id": None})
    if merge_to_undo.keeps_informed:
        _end_copies_to(source.requester, target, by)
    merge_to_undo.undone_at = clock.now()
    merge_to_undo.save(update_fields=["undone_at"])
    record("helpdesk.ticket.unmerged", source, by=by, ticket=target.pk)
    record("helpdesk.ticket.gave_back", target, by=by, ticket=source.pk)
    _found_anew(source, target)
    return later


def messages_since(merged: Merge) -> Any:
    """The target's messages that were written after the merge, oldest first."""
    later = Message.objects.filter(ticket=merged.target_id, created_at__gt=merged.merged_at)
    return later.exclude(moves__merge=merged).order_by("id")


def opens_again(source: Ticket, target: Ticket) -> bool:
    """Whether the merge opens a target that waits or is done, because the source awaits us."""
    return source.status in AWAITING_US and target.status not in AWAITING_US


def undo_is_open(source: Ticket) -> bool:
    """Whether the ticket's merge is young enough to be taken back."""
    since = clock.now() - UNDO_WITHIN
    return Merge.objects.filter(source=source, undone_at=None, merged_at__gte=since).exists()


def end_of(ticket: Ticket) -> Ticket:
    """The ticket in which this one lives on: itself, unless it was merged."""
    for _step in range(LONGEST_CHAIN):
        if ticket.merged_into is None:
            break
        ticket = ticket.merged_into
    return ticket


def _send_copies_to(person: Person, target: Ticket, by: Actor) -> None:
    """Let the source's requester get copies of our further replies; nothing new where they do already."""
    address = primary_email(person)
    with suppress(AlreadyTakesPart):
        if address:
            add_copy(target, person.name, address, by=by)


def _end_copies_to(person: Person, target: Ticket, by: Actor) -> None:
    for copy in Participant.objects.copied().filter(ticket=target, person=person):
        remove_copy(copy, by=by)


def _hold_both(*each: tuple[Ticket, int | None]) -> None:
    """Lock both in one fixed order, so that two merges never wait for each other in a circle."""
    (source, _seen), (target, _seen_too) = each
    if source.pk == target.pk:
        raise CannotMerge("same")
    for ticket, version in sorted(each, key=lambda one: one[0].pk):
        try:
            hold(ticket, version)
        except TicketIsMerged as refusal:
            if ticket is target:
                raise CannotMerge("merged", end_of(ticket)) from refusal
            raise


def _move_messages(merged: Merge) -> None:
    ids = list(Message.objects.filter(ticket=merged.source_id).order_by("id").values_list("pk", flat=True))
    MovedMessage.objects.bulk_create((MovedMessage(merge=merged, message_id=key) for key in ids), batch_size=500)
    Message.objects.filter(ticket=merged.source_id).update(ticket=merged.target_id)


def _move_drafts(source: Ticket, target: Ticket) -> None:
    """Nothing typed is lost: a draft goes along, below what its writer has already begun in the target."""
    for draft in Draft.objects.filter(ticket=source):
        begun = Draft.objects.filter(ticket=target, author=draft.author_id, purpose=draft.purpose).first()
        if begun is None:
            draft.ticket = target
            draft.save(update_fields=["ticket"])
            continue
        begun.text = f"{begun.text}\n\n{draft.text}".strip()
        begun.save(update_fields=["text"])
        DraftFile.objects.filter(draft=draft).update(draft=begun)
        draft.delete()


def _after_taking_in(source: Ticket, target: Ticket, now: datetime) -> dict[str, Any]:
    """How the target stands with the source's messages in it."""
    changes: dict[str, Any] = {
        "message_count": target.message_count + source.message_count,
        "last_customer_message_at": _later(source.last_customer_message_at, target.last_customer_message_at),
        "last_staff_message_at": _later(source.last_staff_message_at, target.last_staff_message_at),
    }
    if source.status not in AWAITING_US:
        return changes
    dates = [date for date in (source.due_at, target.due_at) if date is not None]
    changes["due_at"] = min(dates) if dates else first_due(now, target.queue.follow_up_hours)
    if opens_again(source, target):
        changes |= {"status": Status.OPEN, "scheduled_for": None, "solved_at": None, "closed_at": None}
    return changes


def _without(merged: Merge, returned: int) -> dict[str, Any]:
    """How the target stands once the source's messages have left it again."""
    target = merged.target
    count = target.message_count - returned
    if target.version == merged.target_version:
        return as_it_stood(merged.target_was) | {"message_count": count}
    return {
        "message_count": count,
        "last_customer_message_at": _last(target, MessageKind.FROM_CUSTOMER),
        "last_staff_message_at": _last(target, MessageKind.FROM_US),
    }


def _last(ticket: Ticket, kind: MessageKind) -> datetime | None:
    found: datetime | None = Message.objects.filter(ticket=ticket, kind=kind).aggregate(Max("written_at"))[
        "written_at__max"
    ]
    return found


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    known = [moment for moment in (one, other) if moment is not None]
    return max(known) if known else None


def _check_undo(merged: Merge, target: Ticket) -> None:
    if merged.undone_at is not None:
        raise CannotUndo("done")
    if merged.merged_at + UNDO_WITHIN < clock.now():
        raise CannotUndo("late")
    if target.merged_into_id is not None:
        raise CannotUndo("moved-on")


def _found_anew(*tickets: Ticket) -> None:
    for ticket in tickets:
        search.changed("helpdesk.ticket", ticket.pk)
