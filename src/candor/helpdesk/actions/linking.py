"""Saying what cases have to do with each other: links, parents and children."""

from __future__ import annotations

from django.db import transaction

from candor.helpdesk.actions.changing import hold, hold_even_merged, store
from candor.helpdesk.models import LinkKind, Ticket, TicketLink
from candor.helpdesk.refusals import CannotBeChild, CannotLink
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record

MOST_CHILDREN = 500
"""Children of one parent: a page shows them all."""


@transaction.atomic
def link(ticket: Ticket, other: Ticket, kind: LinkKind, *, by: Actor) -> TicketLink:
    """Say how `ticket` stands to `other`. Saying it twice changes nothing. Raises CannotLink for a case and itself.

    "Relates to" is the same from both sides, so the older case comes first and there is one row.
    """
    if ticket.pk == other.pk:
        raise CannotLink
    if kind == LinkKind.RELATES and ticket.pk > other.pk:
        ticket, other = other, ticket
    row, is_new = TicketLink.objects.get_or_create(
        ticket=ticket, other=other, kind=kind, defaults={"created_at": clock.now()}
    )
    if is_new:
        record("helpdesk.ticket.linked", ticket, by=by, ticket=other.pk, kind=kind.value)
        record("helpdesk.ticket.linked", other, by=by, ticket=ticket.pk, kind=f"{kind.value}-by")
    return row


@transaction.atomic
def unlink(row: TicketLink, *, by: Actor) -> None:
    """Take the link away. Doing it twice changes nothing."""
    ticket, other = row.ticket, row.other
    deleted, _tables = TicketLink.objects.filter(pk=row.pk).delete()
    if deleted:
        record("helpdesk.ticket.unlinked", ticket, by=by, ticket=other.pk, kind=row.kind)
        record("helpdesk.ticket.unlinked", other, by=by, ticket=ticket.pk, kind=f"{row.kind}-by")


@transaction.atomic
def make_child(child: Ticket, parent: Ticket, *, by: Actor) -> None:
    """Make `child` a part of `parent`. One level only. Doing it twice changes nothing. Raises CannotBeChild."""
    if child.pk == parent.pk:
        raise CannotBeChild("same")
    for ticket in sorted((child, parent), key=lambda one: one.pk):
        hold(ticket)
    if child.parent_id == parent.pk:
        return
    if parent.parent_id is not None or child.parent_id is not None:
        raise CannotBeChild("has-parent")
    if child.children.exists():
        raise CannotBeChild("has-children")
    if parent.children.count() >= MOST_CHILDREN:
        raise CannotBeChild("full")
    store(child, parent_id=parent.pk)
    record("helpdesk.ticket.became_child", child, by=by, ticket=parent.pk)
    record("helpdesk.ticket.got_child", parent, by=by, ticket=child.pk)


@transaction.atomic
def release_child(child: Ticket, *, by: Actor) -> None:
    """The case stands for itself again. Doing it twice changes nothing."""
    hold_even_merged(child)
    if child.parent_id is None:
        return
    parent = Ticket(pk=child.parent_id)
    store(child, parent_id=None)
    record("helpdesk.ticket.left_parent", child, by=by, ticket=parent.pk)
    record("helpdesk.ticket.lost_child", parent, by=by, ticket=child.pk)
