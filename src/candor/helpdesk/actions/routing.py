"""Who works a ticket and in which queue it stands."""

from __future__ import annotations

from django.db import transaction

from candor.helpdesk.access import may_work_in
from candor.helpdesk.actions.changing import hold, store
from candor.helpdesk.actions.notifying import tell_assigned
from candor.helpdesk.models import Queue, Status, Ticket
from candor.helpdesk.refusals import CannotWorkIt
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.public import Person


@transaction.atomic
def assign(ticket: Ticket, assignee: Person | None, *, by: Actor, expected_version: int | None = None) -> None:
    """Give the ticket to somebody, or to nobody. A new ticket that somebody gets is open.

    Raises CannotWorkIt when they may not work tickets of its queue. Assigning twice changes nothing.
    """
    hold(ticket, expected_version)
    key = assignee.pk if assignee is not None else None
    if ticket.assignee_id == key:
        return
    if key is not None and not may_work_in(key, ticket.queue):
        raise CannotWorkIt
    status = Status.OPEN if key is not None and ticket.status == Status.NEW else ticket.status
    store(ticket, assignee_id=key, status=status)
    record("helpdesk.ticket.assigned", ticket, by=by, to=key)
    tell_assigned(ticket, by=by)


@transaction.atomic
def move_to_queue(ticket: Ticket, queue: Queue, *, by: Actor, expected_version: int | None = None) -> None:
    """Put the ticket into another queue; an assignee who may not work there leaves it to the queue's own.

    Raises CannotWorkIt for an archived queue. Moving it where it is changes nothing.
    """
    hold(ticket, expected_version)
    if ticket.queue_id == queue.pk:
        return
    if queue.archived_at is not None:
        raise CannotWorkIt
    before, assignee_id, had = ticket.queue_id, ticket.assignee_id, ticket.assignee_id
    if assignee_id is None or not may_work_in(assignee_id, queue):
        assignee_id = queue.default_assignee_id
    store(ticket, queue_id=queue.pk, assignee_id=assignee_id)
    record("helpdesk.ticket.moved", ticket, by=by, before=before, to=queue.pk)
    if assignee_id != had:
        ticket.queue = queue
        tell_assigned(ticket, by=by)
