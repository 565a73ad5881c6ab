"""Short ways to the situations that the help desk's stories begin with."""

from __future__ import annotations

from typing import Any

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.models import Queue, QueueMember, Ticket
from candor.kernel.actor import Channel
from candor.people.models import Person
from tests.cast import actor


def ticket_of(
    person: Person, subject: str = "The export stops", text: str = "It stops at 80 %.", **more: Any
) -> Ticket:
    """A ticket that this person opened on the web."""
    new = NewTicket(requester=person, subject=subject, text=text, channel=Channel.WEB, **more)
    return open_ticket(new, by=actor(person))


def security_queue(*members: Person) -> Queue:
    """The closed queue that its members alone see."""
    queue = Queue.objects.create(name="Security", is_open_to_all=False)
    for person in members:
        QueueMember.objects.create(queue=queue, person=person)
    return queue
