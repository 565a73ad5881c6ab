"""Figures of the business: what was invoiced, paid, is open, was won and lost.

Each is one query over an index that its period bounds, so that no page reads a table from its beginning; what is told
of today (open invoices, the pipeline) reads open rows alone. Amounts are added as whole thousandths: SQLite has no
decimals of its own, and a sum of floating numbers would be off by a cent one day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, Case, CharField, Count, DecimalField, F, Q, Sum, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Round, StrIndex, Substr, TruncMonth

from candor.business.models import Invoice, InvoiceKind, InvoiceLine, Lead, Payment, Quote, QuoteState, Stage
from candor.business.queries_leads import today
from candor.business.rules.periods import Period
from candor.kernel import instance
from candor.kernel.actor import Actor

MOST_PRODUCTS = 10
Age = Literal["due", "30", "60", "90", "older"]
AGES: tuple[tuple[Age, int | None], ...] = (("due", 0), ("30", 30), ("60", 60), ("90", 90), ("older", None))
"""How long open invoices are overdue: not yet, up to so many days, longer."""
PLACES = 3


@dataclass(frozen=True, slots=True)
class Sales:
    """One month in one currency: invoiced without and with tax, less what was credited; and what was paid."""

    net: Decimal = Decimal(0)
    gross: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Answers:
    """What became of quotes in one month: how many, and the net amounts of those that were accepted by currency."""

    won: int = 0
    lost: int = 0
    expired: int = 0


@dataclass(frozen=True, slots=True)
class StageFigure:
    """The open leads of a stage in one currency; "" where nobody has written down a value."""

    stage: str
    currency: str
    leads: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class SourceFigure:
    """What came by one way: leads, and of them won and lost so far."""

    source: str
    leads: int
    won: int
    lost: int


@dataclass(frozen=True, slots=True)
class ProductFigure:
    """What was invoiced under one text, net."""

    name: str
    currency: str
    net: Decimal


def sales(actor: Actor, period: Period) -> Mapping[str, Mapping[date, Sales]]:
    """By currency, the one with most invoiced first, and month. Two queries."""
    found: dict[str, dict[date, Sales]] = {}
    rows = Invoice.objects.visible_to(actor).filter(issued_on__range=(period.since, period.until))
    sums = rows.order_by().values("currency", month=TruncMonth("issued_on"))
    for row in sums.annotate(net=_sum(_signed("net")), gross=_sum(_signed("gross"))):
        found.setdefault(row["currency"], {})[row["month"]] = Sales(_decimal(row["net"]), _decimal(row["gross"]))
    for row in _payments(actor, period):
        of_currency = found.setdefault(row["invoice__currency"], {})
        there = of_currency.get(row["month"], Sales())
        of_currency[row["month"]] = Sales(there.net, there.gross, _decimal(row["amount__sum"]))
    return dict(sorted(found.items(), key=lambda each: -sum(abs(month.gross) for month in each[1].values())))


def open_by_age(actor: Actor) -> Mapping[str, Mapping[str, Decimal]]:
    """What is still to be paid today, by currency and age. One query, over the open invoices alone."""
    day = today()
    bounds = [When(due_on__gte=day, then=Value("due"))]
    bounds += [When(due_on__gte=day - timedelta(days=days), then=Value(name)) for name, days in AGES[1:] if days]
    age = Case(*bounds, default=Value("older"), output_field=CharField())
    rows = Invoice.objects.visible_to(actor).open().filter(kind=InvoiceKind.INVOICE)
    found: dict[str, dict[str, Decimal]] = {}
    for row in (
        rows.order_by().values("currency", age=age).annotate(still=_sum(F("gross") - F("corrected") - F("paid")))
    ):
        found.setdefault(row["currency"], {})[row["age"]] = _decimal(row["still"])
    return found


def top_products(actor: Actor, period: Period) -> list[ProductFigure]:
    """What brought most, by the first line of the text on invoices. One query."""
    invoices = Invoice.objects.visible_to(actor).filter(issued_on__range=(period.since, period.until))
    rows = InvoiceLine.objects.filter(invoice__in=invoices.order_by().values("pk"))
    sums = rows.order_by().values(currency=F("invoice__currency"), name=_first_line("text"))
    top = sums.annotate(net=_sum(_signed("net", "invoice__kind"))).order_by("-net", "name")[:MOST_PRODUCTS]
    return [ProductFigure(row["name"], row["currency"], _decimal(row["net"])) for row in top]


def answers(actor: Actor, period: Period) -> Mapping[date, Answers]:
    """Quotes by the month in which they were answered or ran out. Two queries."""
    zone = ZoneInfo(instance.current().time_zone)
    quotes = Quote.objects.visible_to(actor).order_by()
    decided = quotes.filter(state__in=(QuoteState.ACCEPTED, QuoteState.DECLINED), decided_at__range=_moments(period))
    found: dict[date, dict[str, int]] = {}
    for row in decided.values("state", month=TruncMonth("decided_at", tzinfo=zone)).annotate(number=Count("pk")):
        name = "won" if row["state"] == QuoteState.ACCEPTED else "lost"
        found.setdefault(row["month"].date(), {})[name] = row["number"]
    until = min(period.until, today() - timedelta(days=1))
    expired = quotes.filter(state=QuoteState.SENT, valid_until__range=(period.since, until))
    for each in expired.values(month=TruncMonth("valid_until")).annotate(number=Count("pk")):
        found.setdefault(each["month"], {})["expired"] = each["number"]
    return {month: Answers(**numbers) for month, numbers in found.items()}


def won_amounts(actor: Actor, period: Period) -> Mapping[str, Decimal]:
    """The net amounts of the quotes that were accepted, by currency. One query."""
    rows = Quote.objects.visible_to(actor).filter(state=QuoteState.ACCEPTED, decided_at__range=_moments(period))
    sums = rows.order_by().values("currency").annotate(total=_sum(F("net"))).order_by("-total")
    return {row["currency"]: _decimal(row["total"]) for row in sums}


def pipeline(actor: Actor) -> list[StageFigure]:
    """The open leads of each stage, in the order of the pipeline; empty stages too. Two queries."""
    rows = Lead.objects.visible_to(actor).open().order_by()
    sums = rows.values("stage", "currency").annotate(leads=Count("pk"), total=_sum(Coalesce(F("value"), Decimal(0))))
    by_stage: dict[int, list[Any]] = {}
    for row in sums.order_by("currency"):
        by_stage.setdefault(row["stage"], []).append(row)
    nothing = {"currency": "", "leads": 0, "total": 0}
    return [
        StageFigure(stage.name, row["currency"], row["leads"], _decimal(row["total"]))
        for stage in Stage.objects.all()
        for row in by_stage.get(stage.pk, [nothing])
    ]


def sources(actor: Actor, period: Period) -> list[SourceFigure]:
    """How the leads of the period came to us, the way with most first. One query."""
    rows = Lead.objects.visible_to(actor).filter(created_at__range=_moments(period)).order_by()
    sums = rows.values("source").annotate(
        leads=Count("pk"), won=Count("pk", filter=Q(outcome="won")), lost=Count("pk", filter=Q(outcome="lost"))
    )
    return [SourceFigure(**row) for row in sums.order_by("-leads", "source")]


def _payments(actor: Actor, period: Period) -> Any:
    seen = Invoice.objects.visible_to(actor).order_by().values("pk")
    rows = Payment.objects.filter(paid_on__range=(period.since, period.until), invoice__in=seen)
    sums = rows.order_by().values("invoice__currency", month=TruncMonth("paid_on"))
    return sums.annotate(amount__sum=_sum(F("amount")))


def _moments(period: Period) -> tuple[datetime, datetime]:
    """From the first moment of the first day to the last of the last, at the house."""
    zone = ZoneInfo(instance.current().time_zone)
    ends = datetime.combine(period.until + timedelta(days=1), time(), zone) - timedelta(microseconds=1)
    return datetime.combine(period.since, time(), zone).astimezone(UTC), ends.astimezone(UTC)


def _signed(field: str, kind: str = "kind") -> Case:
    """What a credit note takes off counts below nought."""
    return Case(When(**{kind: InvoiceKind.CORRECTION}, then=-F(field)), default=F(field), output_field=_AMOUNT)


def _sum(amount: Combinable) -> Sum:
    return Sum(Cast(Round(Cast(amount, _AMOUNT) * 10**PLACES), BigIntegerField()))


def _decimal(thousandths: int | None) -> Decimal:
    return Decimal(thousandths or 0).scaleb(-PLACES)


def _first_line(field: str) -> Case:
    at = StrIndex(F(field), Value("\n"))
    return Case(
        When(Q(**{f"{field}__contains": "\n"}), then=Substr(F(field), 1, at - 1)),
        default=F(field),
        output_field=TextField(),
    )


_AMOUNT: DecimalField[Any, Any] = DecimalField(max_digits=18, decimal_places=3)
