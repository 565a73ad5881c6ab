"""Programs read and write time and costs of tickets: staff write them down, customers authorise or decline."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from candor.helpdesk import letters
from candor.helpdesk.access_times import answerable_time, charged_case, recordable_ticket
from candor.helpdesk.actions.times import answer_time, write_time
from candor.helpdesk.api.operations import READ, TICKETS, WRITE
from candor.helpdesk.api.schemas_times import (
    DecliningIn,
    StandingName,
    TimeAnswerOut,
    TimeIn,
    TimeKindName,
    TimeOut,
    TimeWordIn,
)
from candor.helpdesk.api.tickets import note_look, ticket_for
from candor.helpdesk.forms.times import OTHER_COSTS, PRICES, TimeForm
from candor.helpdesk.models import Ticket, TimeAnswer, TimeKind, TimeRecord, TimeStanding
from candor.helpdesk.queries.times import times_for_customer, times_of
from candor.helpdesk.words_times import name_of, text_of
from candor.kernel.api.forms import as_typed, cleaned
from candor.kernel.api.schemas import Named, PathRef

KINDS: dict[str, TimeKindName] = {TimeKind.ESTIMATE: "estimate", TimeKind.DONE: "done"}
STANDINGS: dict[str, StandingName] = {
    TimeStanding.NOT_ASKED: "not-asked",
    TimeStanding.ASKED: "asked",
    TimeStanding.AUTHORISED: "authorised",
    TimeStanding.DECLINED: "declined",
}
AMOUNTS = {"quantity", "price"}
TICKET = "tickets/{slug:ref}/times"
ONE = "times/{slug:time}"


@TICKETS.read(TICKET, scope=READ, response=list[TimeOut], summary="List time and costs")
def list_times(request: HttpRequest, ref: PathRef) -> list[TimeOut]:
    """The latest day first. Customers get what the Customer Center shows, nothing internal."""
    asking: Any = request
    if asking.actor.is_customer:
        me = letters.reader(asking.actor)
        ticket = charged_case(me, ref)
        return [_out(asking, record, ticket) for record in times_for_customer(ticket, me.actor)]
    ticket = ticket_for(request, ref)
    note_look(request, ticket)
    return [_out(asking, record, record.ticket) for record in times_of(ticket, asking.actor)]


@TICKETS.write(
    "POST",
    TICKET,
    scope=WRITE,
    response=TimeOut,
    status=201,
    summary="Write time or costs down",
    example={"duration": "1:30", "day": "2026-03-02", "note": "Set up the export."},
)
def write_time_down(request: HttpRequest, ref: PathRef, payload: TimeIn) -> TimeOut:
    """For staff. `work` is the reference of a service of the catalogue; without it, and with a `quantity`, a cost."""
    asking: Any = request
    if not asking.actor.is_staff:
        raise Http404
    ticket = recordable_ticket(asking.actor, ref)
    sent = payload.model_dump(exclude_none=True)
    is_cost = "duration" not in sent and "work" not in sent
    typed = {name: as_typed(value) if name in AMOUNTS else value for name, value in sent.items()} | (
        {"work": OTHER_COSTS} if is_cost else {}
    )
    form = TimeForm(ticket.queue, typed, sees_prices=asking.actor.may(PRICES))
    cleaned(form)
    return _again(asking, write_time(ticket, form.new(asking.person), by=asking.actor))


@TICKETS.write(
    "POST",
    f"{ONE}/authorisation",
    scope=WRITE,
    response=TimeOut,
    summary="Authorise time or costs",
    problems=["conflict"],
    example={"version": 0, "name": "Kim Jansen"},
)
def authorise_time(request: HttpRequest, time: PathRef, payload: TimeWordIn) -> TimeOut:
    """For customers: their own, and as super customers their organisations'. The text of this version is kept."""
    return _answered(request, time, TimeAnswer(version=payload.version, name=payload.name, is_authorised=True))


@TICKETS.write(
    "POST",
    f"{ONE}/refusal",
    scope=WRITE,
    response=TimeOut,
    summary="Decline time or costs",
    problems=["conflict"],
    example={"version": 0, "name": "Kim Jansen", "reason": "Too long."},
)
def decline_time(request: HttpRequest, time: PathRef, payload: DecliningIn) -> TimeOut:
    """For customers, as authorising is."""
    said = TimeAnswer(version=payload.version, name=payload.name, reason=payload.reason, is_authorised=False)
    return _answered(request, time, said)


def _answered(request: Any, ref: str, said: TimeAnswer) -> TimeOut:
    if not request.actor.is_customer:
        raise Http404
    me = letters.reader(request.actor)
    found = answerable_time(me, ref)
    answer_time(found, said, by=request.actor)
    return _again(request, found)


def _again(request: Any, record: TimeRecord) -> TimeOut:
    """The record, read anew with all that it points to."""
    rows = TimeRecord.objects.select_related("ticket", "worker", "edition__product")
    found = rows.get(pk=record.pk)
    return _out(request, found, found.ticket)


def _out(request: Any, record: TimeRecord, ticket: Ticket) -> TimeOut:
    is_customer = request.actor.is_customer
    sees_prices = is_customer or request.actor.may(PRICES)
    worker = record.worker if not is_customer else None
    return TimeOut(
        ref=record.ref,
        ticket=ticket.ref,
        version=record.version,
        kind=KINDS[record.kind],
        work=name_of(record),
        day=record.day,
        minutes=record.minutes,
        charged_minutes=record.billed_minutes if record.is_billable else None,
        quantity=record.quantity if record.is_cost else None,
        price=record.price if sees_prices else None,
        currency=record.currency,
        note=record.note,
        is_billable=record.is_billable,
        is_internal=record.is_internal,
        standing=STANDINGS[record.standing],
        text=text_of(record) if sees_prices else "",
        worker=Named(ref=worker.ref, name=worker.name) if worker is not None else None,
        answers=[
            TimeAnswerOut(
                version=one.version, is_authorised=one.is_authorised, name=one.name, reason=one.reason, at=one.at
            )
            for one in record.answers.all()
        ],
    )
