"""Promised calls: made, moved, tried in vain, done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from candor.helpdesk.access import may_work_in
from candor.helpdesk.actions.notifying import tell_call_due
from candor.helpdesk.models import CallBack, Ticket
from candor.helpdesk.refusals import CannotWorkIt, NotInThePast
from candor.helpdesk.rules.texts import clean_line
from candor.kernel import clock
from candor.kernel.actor import Actor
from candor.kernel.audit import record
from candor.kernel.registries.restricted import OUTSIDERS, without
from candor.kernel.turns import one_at_a_time
from candor.people.public import IdentifierKind, Person, normalise, set_promised_calls


@dataclass(frozen=True, slots=True)
class Promise:
    """Who calls which number, when, and what about."""

    caller: Person
    number: str
    at: datetime
    note: str = ""


@transaction.atomic
def promise_call(ticket: Ticket, promise: Promise, *, by: Actor) -> CallBack:
    """Promise a call. Pressing the button twice promises one.

    Raises NotAnIdentifier, NotInThePast, or CannotWorkIt for a caller of another queue.
    """
    normalise(IdentifierKind.PHONE, promise.number)
    if promise.at <= clock.now():
        raise NotInThePast
    if not may_work_in(promise.caller.pk, ticket.queue):
        raise CannotWorkIt
    one_at_a_time("helpdesk.call")
    call, is_new = CallBack.objects.open().get_or_create(
        ticket=ticket,
        caller=promise.caller,
        number=clean_line(promise.number, most=40),
        note=clean_line(promise.note),
        at=promise.at,
        defaults={"created_at": clock.now()},
    )
    if not is_new:
        return call
    recount_calls(promise.caller.pk)
    record("helpdesk.ticket.call_promised", ticket, by=by, call=call.pk, caller=promise.caller.pk)
    return call


@transaction.atomic
def finish_call(call: CallBack, *, by: Actor) -> None:
    """They talked. Doing it twice changes nothing."""
    if CallBack.objects.open().filter(pk=call.pk).update(done_at=clock.now()):
        recount_calls(call.caller_id)
        record("helpdesk.ticket.called", call.ticket, by=by, call=call.pk)


@transaction.atomic
def move_call(call: CallBack, moment: datetime, *, by: Actor) -> None:
    """Another time was agreed, and the reminder comes then. Raises NotInThePast."""
    if _put_off(call, moment):
        record("helpdesk.ticket.call_moved", call.ticket, by=by, call=call.pk)


@transaction.atomic
def note_not_reached(call: CallBack, again: datetime, *, by: Actor) -> None:
    """Nobody answered: counted, and tried again at `again`. Raises NotInThePast."""
    if _put_off(call, again):
        CallBack.objects.filter(pk=call.pk).update(attempts=F("attempts") + 1)
        record("helpdesk.ticket.call_missed", call.ticket, by=by, call=call.pk)


@transaction.atomic
def remind_of_call(call: CallBack, *, by: Actor) -> None:
    """Tell the caller that the time has come, once for each time."""
    due = CallBack.objects.open().filter(pk=call.pk, at__lte=clock.now(), told_at=None)
    if due.update(told_at=clock.now()):
        tell_call_due(call.ticket, call.caller_id, by=by)


def recount_calls(person_id: int) -> None:
    """How many calls the person has still to make, for the figure beside their place."""
    shown = without(CallBack.objects.open().filter(caller=person_id), "ticket__requester", actor=OUTSIDERS)
    set_promised_calls(person_id, shown.count())


def _put_off(call: CallBack, moment: datetime) -> bool:
    """Whether the call now stands at another time than before: the same button pressed twice moves it once."""
    if moment <= clock.now():
        raise NotInThePast
    return CallBack.objects.open().filter(pk=call.pk).exclude(at=moment).update(at=moment, told_at=None) == 1
