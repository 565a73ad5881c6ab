"""What sales learn of work in cases: customer, day, time, kind of work, price, number, and the note for the customer.

No word of a case is among it (mission B10). Business asks through `WORK_OF_CASES`, which `panels.py` hands over.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, Min, Prefetch, Q, Sum, When

from candor.business.public import WaitingWork, Work, WorkCustomer, WorkSource
from candor.helpdesk.models import Ticket, TimeAnswer, TimeRecord, TimeStanding
from candor.helpdesk.models.times import TimeRecordQuerySet
from candor.helpdesk.words_times import name_of
from candor.kernel.actor import Actor
from candor.ui.marks import day

PIECE, HOUR = "C62", "HUR"
MOST_CUSTOMERS, MOST_OF_ONE = 200, 100
"""An invoice takes a hundred lines by hand."""


def customers(actor: Actor) -> Sequence[WaitingWork]:
    """Whose work waits, the oldest first. One query."""
    rows = (
        TimeRecord.objects.billed_by(actor)
        .to_invoice()
        .annotate(
            **{
                name: Case(When(ticket__organisation=None, then=F(f"ticket__requester__{column}")), default=F(company))
                for name, column, company in (
                    ("whose_name", "name", "ticket__organisation__name"),
                    ("whose_ref", "ref", "ticket__organisation__ref"),
                )
            },
            alone=Case(When(ticket__organisation=None, then=F("ticket__requester"))),
        )
    )
    grouped = rows.order_by().values("alone", "ticket__organisation", "whose_name", "whose_ref")
    sums = grouped.annotate(records=Count("pk"), charged=Sum("billed_minutes"), since=Min("day"))
    return [
        WaitingWork(
            customer=WorkCustomer(row["alone"], row["ticket__organisation"]),
            name=row["whose_name"],
            ref=row["whose_ref"],
            records=row["records"],
            minutes=row["charged"] or 0,
            since=row["since"],
        )
        for row in sums.order_by("since", "whose_name", "whose_ref")[:MOST_CUSTOMERS]
    ]


def of_customer(actor: Actor, customer: WorkCustomer) -> Sequence[Work]:
    """What waits of one of them, in the order of days. Three queries at most."""
    rows = _read(TimeRecord.objects.billed_by(actor).to_invoice().filter(_theirs(customer)))
    return [_work(record) for record in rows[:MOST_OF_ONE]]


def take(actor: Actor, customer: WorkCustomer, shown: Collection[tuple[str, int]]) -> Sequence[Work]:
    """Those of the records, locked until the transaction ends, that can be charged as they were shown."""
    wanted = dict(shown)
    rows = TimeRecord.objects.billed_by(actor).filter(_theirs(customer), ref__in=wanted)
    locked = [row.pk for row in rows.select_for_update(of=("self",)).order_by("pk") if row.version == wanted[row.ref]]
    return [_work(record) for record in _read(TimeRecord.objects.to_invoice().filter(pk__in=locked))]


def in_period(actor: Actor, since: date, until: date) -> Sequence[Work]:
    """All that was worked and is charged on these days, whether it was invoiced or not."""
    return [_work(record) for record in _read(TimeRecord.objects.billed_by(actor).filter(day__range=(since, until)))]


def _theirs(customer: WorkCustomer) -> Q:
    if customer.organisation is not None:
        return Q(ticket__organisation=customer.organisation)
    return Q(ticket__organisation=None, ticket__requester=customer.person)


def _read(rows: TimeRecordQuerySet) -> TimeRecordQuerySet:
    yes = Prefetch("answers", TimeAnswer.objects.filter(is_authorised=True).order_by("-id"))
    among = ("ticket", "edition__product", "worker")
    return rows.select_related(*among).prefetch_related("edition__product__texts", yes).order_by("day", "id")


def _work(record: TimeRecord) -> Work:
    ticket: Ticket = record.ticket
    unit = HOUR if not record.is_cost else record.edition.product.unit if record.edition is not None else PIECE
    company = ticket.organisation_id
    return Work(
        ref=record.ref,
        version=record.version,
        case=ticket.number,
        customer=WorkCustomer(None if company else ticket.requester_id, company),
        contact=ticket.requester_id,
        day=record.day,
        name=name_of(record),
        note=record.note,
        minutes=record.minutes,
        billed_minutes=record.billed_minutes,
        quantity=record.units,
        unit=unit,
        price=record.price,
        currency=record.currency,
        tax=record.tax,
        worker=record.worker.name if record.worker is not None else "",
        standing=record.standing,
        authorised=_authorised(record),
    )


def _authorised(record: TimeRecord) -> str:
    """Who authorised it and on which day, "" where nobody did."""
    said: Any = next(iter(record.answers.all()), None) if record.standing == TimeStanding.AUTHORISED else None
    return f"{said.name}, {day(said.at)}" if said is not None else ""


WORK_OF_CASES = WorkSource(customers, of_customer, take, in_period)
