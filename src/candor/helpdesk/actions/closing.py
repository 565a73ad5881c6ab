"""The customer says that it was answered."""

from __future__ import annotations

from django.db import transaction

from candor.helpdesk.actions.changing import check_transition, hold, store
from candor.helpdesk.actions.notifying import tell_customer_wrote
from candor.helpdesk.actions.telling_customers import tell_readers
from candor.helpdesk.actions.writing import NewMessage, write
from candor.helpdesk.models import MessageKind, Status, Ticket
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record


@transaction.atomic
def close_with_remark(ticket: Ticket, remark: NewMessage, *, by: Actor) -> None:
    """Close the ticket with a last word of the customer's. Closing twice changes nothing and says nothing twice.

    Raises CannotFollow, EmptyMessage or TextTooLong.
    """
    hold(ticket)
    if ticket.status == Status.CLOSED:
        return
    check_transition(ticket, Status.CLOSED, by)
    before, message = ticket.status, write(ticket, remark, MessageKind.FROM_CUSTOMER, by)
    store(
        ticket,
        status=Status.CLOSED,
        due_at=None,
        scheduled_for=None,
        closed_at=clock.now(),
        last_customer_message_at=message.written_at,
        message_count=ticket.message_count + 1,
    )
    record("helpdesk.ticket.closed", ticket, by=by, before=before, message=message.pk)
    tell_customer_wrote(ticket, by=by)
    tell_readers(message)
