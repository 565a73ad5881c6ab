"""Replies sent later: planned, changed, taken back, sent at their time, or held back for their writer's word."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from candor.helpdesk.access import WORK, may_work_in
from candor.helpdesk.actions.changing import check_transition, hold
from candor.helpdesk.actions.merging import end_of
from candor.helpdesk.actions.notifying import tell_reply_held
from candor.helpdesk.actions.sending import into_draft, waiting_files
from candor.helpdesk.actions.uploads import delete_unused
from candor.helpdesk.actions.writing import NewMessage, end_draft, send_reply
from candor.helpdesk.models import LaterFile, LaterReply, Message, MessageKind, Status, Ticket
from candor.helpdesk.refusals import CannotUndo, EmptyMessage, NotInThePast, Refused, TooFarAhead
from candor.helpdesk.rules.later import FURTHEST, Held, Known, Present, hindrance
from candor.helpdesk.rules.texts import TextTooLong, clean_text
from candor.kernel import clock
from candor.kernel.actor import JOB, Actor, Channel
from candor.kernel.audit import record
from candor.kernel.jobs import Task, enqueue
from candor.kernel.models import StoredFile
from candor.kernel.registries.restricted import is_restricted
from candor.people.public import acting_as

FINISHED = (Status.SOLVED, Status.CLOSED)


@dataclass(frozen=True, slots=True)
class Plan:
    """When a reply is to leave, and how it leaves the ticket."""

    at: datetime
    then: Status = Status.WAITING_CUSTOMER


def plan_reply(
    ticket: Ticket, new: NewMessage, plan: Plan, *, by: Actor, expected_version: int | None = None
) -> LaterReply:
    """Write a reply that leaves later. The draft becomes it, its files included; the ticket stands as it stood.

    The same form sent twice has one effect. Raises StaleTicket, CannotFollow, NotInThePast, TooFarAhead, EmptyMessage
    or TextTooLong.
    """
    key = hashlib.sha256(f"{by.id}:{new.submission_key}".encode()).hexdigest()[:40] if new.submission_key else None
    earlier = LaterReply.objects.filter(submission_key=key) if key else LaterReply.objects.none()
    try:
        return earlier.first() or _plan(ticket, new, plan, key, by, expected_version)
    except IntegrityError:
        found = earlier.first()
        if found is None:
            raise
        return found


@transaction.atomic
def _plan(  # noqa: PLR0913 - as `plan_reply`, and the stored key
    ticket: Ticket, new: NewMessage, plan: Plan, key: str | None, by: Actor, expected_version: int | None
) -> LaterReply:
    text = clean_text(new.text)
    if not (text or new.files):
        raise EmptyMessage
    _check_moment(plan.at)
    hold(ticket, expected_version)
    if plan.then != ticket.status:
        check_transition(ticket, plan.then, by)
    left_over = waiting_files(ticket, by=by)
    reply = LaterReply.objects.create(
        ticket=ticket, author_id=by.id or 0, text=text, then=plan.then, send_at=plan.at, submission_key=key,
        copies=None if new.copies is None else list(new.copies), created_at=clock.now(), **_known(ticket),
    )  # fmt: skip
    LaterFile.objects.bulk_create(LaterFile(reply=reply, file=_stored(file)) for file in new.files)
    end_draft(ticket, by)
    delete_unused(left_over)
    record("helpdesk.ticket.reply_planned", ticket, by=by, reply=reply.pk)
    return reply


@transaction.atomic
def change_plan(reply: LaterReply, text: str, at: datetime, *, by: Actor) -> None:
    """Other words or another time. Whoever changes it has read the case: what happened in it holds it back no more.

    Raises CannotUndo once it has left, NotInThePast, TooFarAhead, EmptyMessage or TextTooLong.
    """
    held = _held(reply)
    clean = clean_text(text)
    if not (clean or held.files.exists()):
        raise EmptyMessage
    _check_moment(at)
    held.text, held.send_at = clean, at
    _confirm(held)
    record("helpdesk.ticket.planned_reply_changed", held.ticket, by=by, reply=held.pk)


@transaction.atomic
def send_planned_now(reply: LaterReply, *, by: Actor, send: Task) -> None:
    """Let it leave after the seconds set for undoing, whatever has happened in the case. `send` is the job.

    Raises CannotUndo once it has left.
    """
    held = _held(reply)
    held.send_at = clock.now() + timedelta(seconds=settings.INSTANCE.undo_seconds)
    _confirm(held)
    record("helpdesk.ticket.planned_reply_released", held.ticket, by=by, reply=held.pk)
    enqueue(send, at=held.send_at)


@transaction.atomic
def take_planned_back(reply: LaterReply, *, by: Actor) -> Ticket:
    """Take it into the actor's draft, files included; returns the ticket of the draft. Raises CannotUndo."""
    held = _held(reply)
    ticket = end_of(held.ticket)
    files = [each.file for each in held.files.select_related("file").order_by("id")]
    held.files.all().delete()
    into_draft(ticket, held.text, files, by=by)
    record("helpdesk.ticket.planned_reply_taken_back", ticket, by=by, reply=held.pk)
    held.delete()
    return ticket


@transaction.atomic
def send_if_due(reply_id: int) -> bool:
    """Send one reply whose time has come, once, or hold it back; True when it was sent.

    Whoever holds the row sends it, and the message is written in the transaction in which the row goes.
    """
    due = LaterReply.objects.select_for_update().filter(pk=reply_id, held_for="", send_at__lte=clock.now())
    reply = due.first()
    if reply is None:
        return False
    author = acting_as(reply.author_id, Channel.JOB)
    why = _hindrance_of(reply) or _cannot_send(reply.ticket, author[0] if author else None)
    if why is None and author is not None:
        try:
            with transaction.atomic():
                _send(reply, author[0])
            return True
        except (Refused, TextTooLong):
            why = Held.REFUSED
    _hold_back(reply, why or Held.SENDER)
    return False


def known_of(reply: LaterReply) -> Known:
    """What its writer knew of the ticket when they last said that it shall go."""
    return Known(reply.newest_message, reply.was_finished)


def present_of(ticket: Ticket) -> Present:
    """How the ticket stands now. One query."""
    newest = _newest(ticket)
    return Present(
        newest["customer"] or 0,
        newest["staff"] or 0,
        is_finished=ticket.status in FINISHED,
        is_merged=ticket.merged_into_id is not None,
        is_binned=ticket.binned_at is not None,
    )


def _hindrance_of(reply: LaterReply) -> Held | None:
    """What has happened since the writer last looked that holds the reply back."""
    present = replace(present_of(reply.ticket), is_restricted=is_restricted(reply.ticket.requester_id))
    return hindrance(known_of(reply), present)


def _send(reply: LaterReply, by: Actor) -> None:
    files = [each.file for each in reply.files.select_related("file").order_by("id")]
    new = NewMessage(reply.text, files=files, copies=reply.copies, submission_key=f"later:{reply.ref}")
    send_reply(reply.ticket, new, by=by, then=Status(reply.then))
    reply.delete()


def _hold_back(reply: LaterReply, why: Held) -> None:
    """It is not sent; its writer, or else whoever has the case, is asked what to do."""
    reply.held_for, reply.ticket = why, end_of(reply.ticket)
    reply.save(update_fields=["held_for", "ticket"])
    record("helpdesk.ticket.planned_reply_held", reply.ticket, by=JOB, reply=reply.pk, reason=why.value)
    if why is not Held.BINNED:
        tell_reply_held(reply.ticket, reply.author_id, by=JOB)


def _cannot_send(ticket: Ticket, author: Actor | None) -> Held | None:
    """Whoever has left, or may not work there any more, sends nothing."""
    if author is None or author.id is None or not author.may(WORK):
        return Held.SENDER
    return None if may_work_in(author.id, ticket.queue) else Held.SENDER


def _held(reply: LaterReply) -> LaterReply:
    """The row as it stands, locked. Raises CannotUndo when it has left or was taken back."""
    among = LaterReply.objects.select_for_update(of=("self",)).select_related("ticket")
    held = among.filter(pk=reply.pk).first()
    if held is None:
        raise CannotUndo("sent")
    return held


def _confirm(reply: LaterReply) -> None:
    """Save it as something that shall go, in the ticket as it stands now."""
    reply.ticket, reply.held_for = end_of(reply.ticket), ""
    for name, value in _known(reply.ticket).items():
        setattr(reply, name, value)
    reply.save()


def _known(ticket: Ticket) -> dict[str, int | bool]:
    newest = _newest(ticket)
    return {
        "newest_message": max(newest["customer"] or 0, newest["staff"] or 0),
        "was_finished": ticket.status in FINISHED,
    }


def _newest(ticket: Ticket) -> dict[str, int | None]:
    """The newest message of either side. One query."""
    return Message.objects.filter(ticket=ticket).aggregate(
        customer=Max("pk", filter=Q(kind=MessageKind.FROM_CUSTOMER)),
        staff=Max("pk", filter=Q(kind=MessageKind.FROM_US)),
    )


def _check_moment(at: datetime) -> None:
    now = clock.now()
    if at <= now:
        raise NotInThePast
    if at > now + FURTHEST:
        raise TooFarAhead


def _stored(file: object) -> StoredFile:
    return file if isinstance(file, StoredFile) else file.file  # type: ignore[attr-defined] # a NewFile holds one
