"""Using a macro: its steps as one action, each with the fact it has when done by hand."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from candor.helpdesk.actions import describing, progress, routing
from candor.helpdesk.actions.changing import hold
from candor.helpdesk.actions.prepared import count_use
from candor.helpdesk.actions.sending import send_with_time_to_undo
from candor.helpdesk.actions.tagging import put_on, take_off
from candor.helpdesk.actions.writing import NewMessage, add_internal_note
from candor.helpdesk.models import Macro, Message, Priority, Status, Ticket, TimeToUndo
from candor.helpdesk.queries.macros import Plan, assignee_of, note_of, plan_of, reply_of, tags_of
from candor.helpdesk.rules.macros import Step, status_after_reply, taken
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.people.public import Person


@transaction.atomic
def use_macro(
    macro: Macro, ticket: Ticket, writer: Person, *, by: Actor, expected_version: int | None = None
) -> tuple[Plan, Message | None]:
    """Take the macro's steps in this case, all those that are possible; answers what was planned and any reply.

    The reply can be taken back as one written by hand. Raises StaleTicket or TicketIsMerged, and leaves nothing then.
    """
    hold(ticket, expected_version)
    plan = plan_of(macro, ticket, writer, by=by)
    record("helpdesk.ticket.macro_used", ticket, by=by, macro=macro.pk)
    _describe(macro, ticket, writer, plan, by)
    if taken(plan, Step.NOTE):
        add_internal_note(ticket, NewMessage(note_of(macro, ticket, writer)), by=by)
    reply = _reply(macro, ticket, writer, by) if taken(plan, Step.REPLY) else None
    if taken(plan, Step.STATUS):
        SETTERS[Status(macro.status)](ticket, by=by)
    if taken(plan, Step.FOLLOW_UP) and macro.follow_up_days is not None:
        progress.set_follow_up(ticket, clock.now() + timedelta(days=macro.follow_up_days), by=by)
    if reply is not None:
        TimeToUndo.objects.filter(message=reply).update(version_after=ticket.version)
    count_use(macro)
    return plan, reply


SETTERS = {
    Status.OPEN: progress.reopen_ticket,
    Status.WAITING_CUSTOMER: progress.wait_for_customer,
    Status.WAITING_OTHER: progress.wait_for_other,
    Status.SOLVED: progress.solve_ticket,
    Status.CLOSED: progress.close_ticket,
}


def _describe(macro: Macro, ticket: Ticket, writer: Person, plan: Plan, by: Actor) -> None:
    if taken(plan, Step.QUEUE) and macro.to_queue is not None:
        routing.move_to_queue(ticket, macro.to_queue, by=by)
    if taken(plan, Step.ASSIGNEE):
        routing.assign(ticket, assignee_of(macro, writer), by=by)
    if taken(plan, Step.CATEGORY):
        describing.set_category(ticket, macro.category, by=by)
    if taken(plan, Step.PRIORITY) and macro.priority is not None:
        describing.set_priority(ticket, Priority(macro.priority), by=by)
    if taken(plan, Step.TAGS):
        wanted, unwanted = tags_of(macro)
        put_on(ticket, wanted, by=by)
        take_off(ticket, unwanted, by=by)


def _reply(macro: Macro, ticket: Ticket, writer: Person, by: Actor) -> Message:
    then, _why = status_after_reply(ticket.status, macro.status)
    words = reply_of(macro, ticket, writer, by=by)
    if macro.template is not None:
        count_use(macro.template)
    return send_with_time_to_undo(ticket, NewMessage(words), by=by, then=then)
