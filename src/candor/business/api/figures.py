"""Programs read the figures that managers see: sums and counts, in which no person stands."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query

from candor.business import queries_figures as queries
from candor.business.api.operations import FIGURES
from candor.business.forms_figures import SpanForm
from candor.business.queries_leads import today
from candor.business.rules.periods import Period, Span
from candor.kernel.api.forms import cleaned
from candor.kernel.api.schemas import Amount, Output

READ = "figures:read"
First = Annotated[date | None, Query(None, description="The first day; without days the last twelve months.")]
Last = Annotated[date | None, Query(None, description="The last day, at most three years after the first.")]


class MonthOfSales(Output):
    """Invoiced in a month in a currency, without and with tax, credit notes taken off; and what was paid."""

    month: date
    currency: str
    net: Amount
    gross: Amount
    paid: Amount


class OpenByAge(Output):
    """What is still to be paid today: not due yet, or overdue by up to so many days."""

    currency: str
    age: queries.Age
    amount: Amount


class ProductSold(Output):
    """What was invoiced under the first line of a text, net."""

    name: str
    currency: str
    net: Amount


class InvoiceFigures(Output):
    """What was invoiced and paid, what is open now, what sold best."""

    since: date
    until: date
    months: list[MonthOfSales]
    open: list[OpenByAge]
    products: list[ProductSold]


class MonthOfQuotes(Output):
    """Quotes that were accepted, declined or ran out in a month."""

    month: date
    won: int
    lost: int
    expired: int


class AmountWon(Output):
    """The net amount of the quotes that were accepted."""

    currency: str
    net: Amount


class StageNow(Output):
    """The open leads of a stage today; the currency is empty where nobody has written down a value."""

    stage: str
    currency: str
    leads: int
    value: Amount


class SourceOfLeads(Output):
    """How leads came to us, and what became of them so far."""

    source: str
    leads: int
    won: int
    lost: int


class SalesFigures(Output):
    """What became of quotes, where leads stand now, how they came."""

    since: date
    until: date
    months: list[MonthOfQuotes]
    won: list[AmountWon]
    pipeline: list[StageNow]
    sources: list[SourceOfLeads]


@FIGURES.read("figures/invoices", scope=READ, response=InvoiceFigures, summary="Read figures of invoices", is_one=False)
def read_invoice_figures(request: HttpRequest, since: First = None, until: Last = None) -> InvoiceFigures:
    """Each currency by itself: nothing is converted."""
    asking: Any = request
    period = _period(since, until)
    sold, still = queries.sales(asking.actor, period), queries.open_by_age(asking.actor)
    return InvoiceFigures(
        since=period.since,
        until=period.until,
        months=[
            MonthOfSales(month=month, currency=currency, net=one.net, gross=one.gross, paid=one.paid)
            for currency, months in sold.items()
            for month, one in sorted(months.items())
        ],
        open=[
            OpenByAge(currency=currency, age=age, amount=ages[age])
            for currency, ages in still.items()
            for age, _days in queries.AGES
            if age in ages
        ],
        products=[
            ProductSold(name=one.name, currency=one.currency, net=one.net)
            for one in queries.top_products(asking.actor, period)
        ],
    )


@FIGURES.read(
    "figures/sales", scope=READ, response=SalesFigures, summary="Read figures of quotes and leads", is_one=False
)
def read_sales_figures(request: HttpRequest, since: First = None, until: Last = None) -> SalesFigures:
    """The pipeline is that of today, the rest that of the days asked for."""
    asking: Any = request
    period = _period(since, until)
    answers, won = queries.answers(asking.actor, period), queries.won_amounts(asking.actor, period)
    return SalesFigures(
        since=period.since,
        until=period.until,
        months=[
            MonthOfQuotes(month=month, won=one.won, lost=one.lost, expired=one.expired)
            for month, one in sorted(answers.items())
        ],
        won=[AmountWon(currency=currency, net=net) for currency, net in won.items()],
        pipeline=[
            StageNow(stage=one.stage, currency=one.currency, leads=one.leads, value=one.value)
            for one in queries.pipeline(asking.actor)
        ],
        sources=[
            SourceOfLeads(source=one.source, leads=one.leads, won=one.won, lost=one.lost)
            for one in queries.sources(asking.actor, period)
        ],
    )


def _period(since: date | None, until: date | None) -> Period:
    """The days of an address as the page takes them. Raises Problem."""
    asked = {} if since is None and until is None else {"span": str(Span.OWN), "since": since, "until": until}
    form = SpanForm(asked, today())
    cleaned(form)
    return form.period
