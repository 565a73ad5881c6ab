"""One answer to all children of a case: written once, delivered by a job into each child's own thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from candor.helpdesk.access import WORK
from candor.helpdesk.actions.changing import hold, store
from candor.helpdesk.actions.drafts import discard_draft, save_draft
from candor.helpdesk.actions.writing import NewMessage, add_internal_note, send_reply
from candor.helpdesk.models import GroupAnswer, GroupAnswerPart, Message, MessageKind, PartState, Status, Ticket
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.helpdesk.queries.variables import values_for
from candor.helpdesk.refusals import CannotUndo, EmptyMessage, NothingChosen, Refused, UnknownVariable
from candor.helpdesk.rules.texts import TextTooLong, clean_text
from candor.helpdesk.rules.variables import fill, unknown_in
from candor.kernel import clock, search
from candor.kernel.actor import Actor, Channel
from candor.kernel.audit import record
from candor.kernel.jobs import Task, enqueue
from candor.people.public import Person, account_of, actor_of

TO_CHILDREN = "children"
"""The purpose of a draft that holds an answer to all children, taken back."""


@dataclass(frozen=True, slots=True)
class NewGroupAnswer:
    """What is to be answered to all children, and whether that solves them. The key is the form's one-time key."""

    text: str
    solves: bool = False
    submission_key: str | None = None


def answer_children(parent: Ticket, new: NewGroupAnswer, *, by: Actor, deliver: Task) -> GroupAnswer:
    """Write the answer down in the parent and ask for its delivery to every child that is not closed.

    The same form sent twice has one effect. `deliver` is the job. Raises EmptyMessage, UnknownVariable, TextTooLong,
    NothingChosen (no child to answer) or TicketIsMerged.
    """
    key = f"{by.id}:{new.submission_key}"[:40] if new.submission_key else None
    earlier = GroupAnswer.objects.filter(submission_key=key, parent=parent) if key else GroupAnswer.objects.none()
    found = earlier.first()
    if found is not None:
        return found
    try:
        return _answer_children(parent, new, key, by, deliver)
    except IntegrityError:
        found = earlier.first()
        if found is None:
            raise
        return found


@transaction.atomic
def _answer_children(parent: Ticket, new: NewGroupAnswer, key: str | None, by: Actor, deliver: Task) -> GroupAnswer:
    words = clean_text(new.text)
    if not words:
        raise EmptyMessage
    if unknown := unknown_in(words):
        raise UnknownVariable(unknown)
    hold(parent)
    children = list(answerable_children(parent, by=by).values_list("pk", flat=True))
    if not children:
        raise NothingChosen
    answer = GroupAnswer.objects.create(
        parent=parent, author_id=by.id, text=words, solves=new.solves, created_at=clock.now(), total=len(children),
        submission_key=key,
    )  # fmt: skip
    GroupAnswerPart.objects.bulk_create(GroupAnswerPart(answer=answer, ticket_id=child) for child in children)
    add_internal_note(parent, NewMessage(words), by=by)
    discard_draft(parent, purpose=TO_CHILDREN, by=by)
    record("helpdesk.ticket.answered_children", parent, by=by, answer=answer.pk, count=len(children), solves=new.solves)
    enqueue(deliver, answer.pk, at=clock.now() + timedelta(seconds=settings.INSTANCE.undo_seconds))
    return answer


@transaction.atomic
def stop_answer(answer: GroupAnswer, *, by: Actor) -> int:
    """Deliver no further; returns how many children are spared. What was sent stays sent."""
    spared = answer.parts.filter(state=PartState.WAITING).update(state=PartState.STOPPED)
    if spared:
        GroupAnswer.objects.filter(pk=answer.pk).update(done=F("done") + spared, stopped_at=clock.now())
        record("helpdesk.ticket.children_answer_stopped", answer.parent, by=by, answer=answer.pk, count=spared)
    return spared


@transaction.atomic
def take_back_answer(answer: GroupAnswer, *, by: Actor) -> None:
    """Take one's answer back into the draft before it begins to go out: no child was answered, no note was written.

    Raises CannotUndo: `done` for what is somebody else's or taken back already, `sent` once a child was answered.
    """
    mine = GroupAnswer.objects.select_for_update().select_related("parent").filter(pk=answer.pk, author=by.id).first()
    if mine is None:
        raise CannotUndo("done")
    if mine.parts.filter(state=PartState.WAITING).update(state=PartState.STOPPED) < mine.total:
        raise CannotUndo("sent")
    parent = mine.parent
    hold(parent)
    note = _note_of(mine)
    if note is not None:
        note.delete()
        store(parent, message_count=parent.message_count - 1)
        search.changed("helpdesk.ticket", parent.pk)
    save_draft(parent, mine.text, purpose=TO_CHILDREN, by=by, based_on_version=parent.version)
    record("helpdesk.ticket.children_answer_taken_back", parent, by=by, answer=mine.pk, count=mine.total)
    mine.delete()


def _note_of(answer: GroupAnswer) -> Message | None:
    """The note in the parent that the answer was written down in."""
    notes = Message.objects.filter(ticket=answer.parent, author=answer.author, kind=MessageKind.INTERNAL)
    return notes.filter(text=answer.text, created_at__gte=answer.created_at).order_by("id").first()


def deliver_answer(answer_id: int) -> None:
    """Deliver what still waits, child by child, each in a transaction of its own. May be killed and run again."""
    answer = GroupAnswer.objects.select_related("author").filter(pk=answer_id).first()
    if answer is None:
        return
    by = actor_of(account_of(answer.author), Channel.JOB) if answer.author is not None else None
    waiting = answer.parts.filter(state=PartState.WAITING).order_by("id").values_list("pk", flat=True)
    for key in list(waiting):
        _deliver(answer, key, by)


def answerable_children(parent: Ticket, *, by: Actor) -> TicketQuerySet:
    """The children that the actor sees and that take an answer, the oldest first."""
    children = Ticket.objects.visible_to(by).filter(parent=parent, merged_into=None)
    return children.exclude(status=Status.CLOSED).order_by("id")


def words_for(text: str, child: Ticket, author: Person | None) -> str:
    """The answer as this child's requester reads it."""
    return fill(text, values_for(child, author))


@transaction.atomic
def _deliver(answer: GroupAnswer, part_id: int, by: Actor | None) -> None:
    """Deliver one part, once: whoever moves it on from waiting does it, in the same transaction."""
    mine = GroupAnswerPart.objects.filter(pk=part_id, state=PartState.WAITING)
    if not mine.update(state=PartState.SENT):
        return
    part = GroupAnswerPart.objects.select_related("ticket").get(pk=part_id)
    try:
        part.message = _send_to(part.ticket, answer, by)
    except (Refused, TextTooLong):
        part.state = PartState.REFUSED
    part.save(update_fields=["state", "message"])
    GroupAnswer.objects.filter(pk=answer.pk).update(done=F("done") + 1)


def _send_to(child: Ticket, answer: GroupAnswer, by: Actor | None) -> Message:
    """The reply in one child. Whoever may not work there any more sends nothing. Raises Refused or TextTooLong."""
    may = by is not None and by.is_staff and by.may(WORK)
    known = Ticket.objects.select_related("requester", "organisation", "queue")
    seen = known.filter(pk__in=Ticket.objects.visible_to(by).filter(pk=child.pk).values("pk")) if by and may else None
    ticket = seen.first() if seen is not None else None
    if by is None or ticket is None or ticket.parent_id != answer.parent_id:
        raise NothingChosen
    words = words_for(answer.text, ticket, answer.author)
    then = Status.SOLVED if answer.solves else Status.WAITING_CUSTOMER
    return send_reply(ticket, NewMessage(words), by=by, then=then)
