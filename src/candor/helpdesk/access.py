"""Who may touch which ticket. Everything that is not allowed does not exist: 404."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import BigIntegerField, CharField, DateField, Q, QuerySet
from django.http import Http404

from candor.helpdesk.models import Attachment, Message, Queue, QueueMember, Ticket
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.helpdesk.queries.times import has_times
from candor.helpdesk.restricting import readable
from candor.kernel import clock
from candor.kernel.access_log import looked_at
from candor.kernel.actor import Actor
from candor.kernel.db.prepared import Given, GivenMany, Prepared, anyone_like
from candor.kernel.http.request import Request
from candor.kernel.registries.restricted import Restricted, without_restricted
from candor.people.public import Person, role_of, staff_people

VIEW = "helpdesk.ticket.view"
WORK = "helpdesk.ticket.work"
VIEW_ALL_QUEUES = "helpdesk.ticket.view_all_queues"


def readable_ticket(actor: Actor, ref: str) -> Ticket:
    """A ticket the actor may read, or 404, which tells staff of a restriction that hides it."""
    ticket = TICKET.one(anyone_like(actor), me=actor.id, ref=ref) if actor.is_staff else _visible(actor, ref).first()
    if ticket is not None:
        return ticket
    if actor.is_staff and Ticket.objects.restricted_for(actor).filter(ref=ref).exists():
        raise Restricted
    raise Http404


def workable_ticket(actor: Actor, ref: str) -> Ticket:
    """A ticket the member of staff may work on, or 404: who may only read (the privacy officer) changes nothing."""
    if not (actor.is_staff and actor.may(WORK)):
        raise Http404
    return readable_ticket(actor, ref)


def case_of_asker(actor: Actor, ref: str) -> Ticket:
    """A ticket of which a privacy request may be made, by whoever works on it or by the privacy office; or 404."""
    if not (actor.is_staff and (actor.may(WORK) or actor.may("privacy.office"))):
        raise Http404
    return readable_ticket(actor, ref)


def workable_message(actor: Actor, ref: str) -> Message:
    """A message of a ticket that the member of staff may work on, or 404."""
    visible = Ticket.objects.visible_to(actor)
    message = Message.objects.select_related("author", "ticket").filter(ref=ref, ticket__in=visible).first()
    if message is None:
        raise Http404
    message.ticket = workable_ticket(actor, message.ticket.ref)
    return message


def readable_message(actor: Actor, ref: str) -> Message:
    """A message whose words the actor may read, or 404."""
    visible = Ticket.objects.visible_to(actor)
    shown = readable(Message.objects.filter(ref=ref, ticket__in=visible), actor)
    message = shown.select_related("ticket", "author").first()
    if message is None:
        raise Http404
    return message


def readable_attachment(actor: Actor, ref: str) -> Attachment:
    """A file of a ticket that the actor may read, by the file's reference, or 404."""
    visible = Ticket.objects.visible_to(actor)
    found = without_restricted(Attachment.objects.filter(file__ref=ref, message__ticket__in=visible), actor)
    held = found.select_related("file", "message__ticket").first()
    if held is None:
        raise Http404
    return held


def workers() -> QuerySet[Person]:
    """The present staff who may work tickets at all, by name."""
    return staff_people(WORK)


def viewers() -> QuerySet[Person]:
    """The present staff who may see tickets at all, by name."""
    return staff_people(VIEW)


def workers_in(queue: Queue) -> QuerySet[Person]:
    """The present staff who may work tickets of this queue, by name."""
    return workers() if queue.is_open_to_all else workers_in_closed(queue)


def workers_in_closed(queue: Queue | Given) -> QuerySet[Person]:
    """Those of a queue that only its members work, and who oversees all queues."""
    members = QueueMember.objects.filter(queue=queue).values("person")
    overseers = staff_people(VIEW_ALL_QUEUES).order_by().values("pk")
    return workers().filter(Q(pk__in=members) | Q(pk__in=overseers))


def viewers_in(queue: Queue) -> QuerySet[Person]:
    """The present staff who may see tickets of this queue, by name: only they follow them or hear of them."""
    return viewers() if queue.is_open_to_all else _viewers_in_closed(queue)


def viewers_among(people: Collection[int], queue: Queue) -> list[Person]:
    """Those of the people who may see tickets of this queue, by their numbers."""
    given = {"people": list(people), "queue": queue.pk, "today": clock.now().date()}
    return VIEWERS_AMONG.all(len(people), queue.is_open_to_all, **given)


def _viewers_in_closed(queue: Queue | Given, today: date | Given | None = None) -> QuerySet[Person]:
    members = QueueMember.objects.filter(queue=queue).values("person")
    overseers = staff_people(VIEW_ALL_QUEUES, today).order_by().values("pk")
    return staff_people(VIEW, today).filter(Q(pk__in=members) | Q(pk__in=overseers))


def _viewers_among(count: int, is_open_to_all: bool) -> QuerySet[Person]:  # noqa: FBT001 - a shape of the question
    today, queue = Given("today", DateField()), Given("queue", BigIntegerField())
    seeing = staff_people(VIEW, today) if is_open_to_all else _viewers_in_closed(queue, today)
    return seeing.filter(pk__in=GivenMany("people", BigIntegerField(), count)).order_by("pk")


VIEWERS_AMONG = Prepared(_viewers_among)
"""Whoever writes in a case asks, holding the writers' lock."""


def may_work_in(person_id: int, queue: Queue) -> bool:
    """May this person work tickets of this queue?"""
    return workers_in(queue).filter(pk=person_id).exists()


def _tickets() -> TicketQuerySet:
    among = ("requester", "organisation", "queue__sender", "category", "assignee", "merged_into")
    return Ticket.objects.with_tags().annotate(has_times=has_times()).select_related(*among)


def _visible(actor: Actor, ref: str | Given) -> TicketQuerySet:
    return _tickets().visible_to(actor).filter(ref=ref)


TICKET = Prepared(lambda actor: _visible(actor, Given("ref", CharField())))


def note_look(request: Request, ticket: Ticket) -> None:
    """Record that the signed-in member of staff was shown the requester's ticket (mission B10)."""
    looked_at(ticket.requester_id, about=ticket, by=request.actor, role=role_of(request))
