"""Who may touch which ticket. Everything that is not allowed does not exist: 404."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from candor.helpdesk.models import Queue, QueueMember, Ticket
from candor.helpdesk.models.tickets import TicketQuerySet
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.people.models import Person, StaffMember
from candor.people.roles import PERMISSIONS

VIEW = "helpdesk.ticket.view"
WORK = "helpdesk.ticket.work"
VIEW_ALL_QUEUES = "helpdesk.ticket.view_all_queues"


def readable_ticket(actor: Actor, ref: str) -> Ticket:
    """A ticket the actor may read, or 404."""
    ticket = _tickets().visible_to(actor).filter(ref=ref).first()
    if ticket is None:
        raise Http404
    return ticket


def workable_ticket(actor: Actor, ref: str) -> Ticket:
    """A ticket the member of staff may work on, or 404: who may only read (the privacy officer) changes nothing."""
    if not (actor.is_staff and actor.may(WORK)):
        raise Http404
    return readable_ticket(actor, ref)


def workers_in(queue: Queue) -> QuerySet[Person]:
    """The present staff who may work tickets of this queue, by name."""
    staff = StaffMember.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=clock.now().date()),
        left_at=None,
        account__is_active=True,
        role__in=_roles_with(WORK),
    )
    if not queue.is_open_to_all:
        members = QueueMember.objects.filter(queue=queue).values("person")
        staff = staff.filter(Q(role__in=_roles_with(VIEW_ALL_QUEUES)) | Q(account__person__in=members))
    return Person.objects.filter(pk__in=staff.values("account__person")).order_by("name", "id")


def may_work_in(person_id: int, queue: Queue) -> bool:
    """May this person work tickets of this queue?"""
    return workers_in(queue).filter(pk=person_id).exists()


def _tickets() -> TicketQuerySet:
    return Ticket.objects.select_related("requester", "organisation", "queue", "category", "assignee")


def _roles_with(permission: str) -> list[str]:
    return [role.value for role, permissions in PERMISSIONS.items() if permission in permissions]
