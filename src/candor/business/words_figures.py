"""Figures as people read them: charts with their words, and the same as the rows of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from candor.business.queries_figures import AGES, Answers, ProductFigure, Sales, SourceFigure, StageFigure
from candor.business.rules.amounts import rounded
from candor.business.rules.periods import Period, Span
from candor.business.words_leads import SOURCES
from candor.ui.public import Chart, Series, compact, locale_of, money, month_name, short_month

SPANS: Mapping[str, Promise] = {
    Span.TWELVE_MONTHS: gettext_lazy("Last 12 months"),
    Span.THIS_YEAR: gettext_lazy("This year"),
    Span.LAST_YEAR: gettext_lazy("Last year"),
    Span.THIS_QUARTER: gettext_lazy("This quarter"),
    Span.LAST_QUARTER: gettext_lazy("Last quarter"),
}
AGE_WORDS: Mapping[str, Promise] = {
    "due": gettext_lazy("Not due yet"),
    "30": gettext_lazy("Overdue up to 30 days"),
    "60": gettext_lazy("Overdue 31 to 60 days"),
    "90": gettext_lazy("Overdue 61 to 90 days"),
    "older": gettext_lazy("Overdue more than 90 days"),
}
LONGEST_NAME = 44

Point = tuple[str, Decimal, str]
Rows = Iterable[Sequence[object]]


@dataclass(frozen=True, slots=True)
class SalesOf:
    """What was invoiced and paid in one currency: two charts and the sums of the period."""

    currency: str
    net: Decimal
    paid: Decimal
    invoiced: Chart
    moneys: Chart


def sales_charts(found: Mapping[str, Mapping[date, Sales]], period: Period) -> list[SalesOf]:
    """For each currency what was invoiced (net, as bars) and how it was paid (with tax, as lines)."""
    shown = []
    for currency, by_month in found.items():
        rows = [by_month.get(month, Sales()) for month in period.months]
        net, gross, paid = ([getattr(row, name) for row in rows] for name in ("net", "gross", "paid"))
        invoiced = _by_month(period, [_series(_("Invoiced, net"), net, currency)])
        both = [_series(_("Invoiced, with tax"), gross, currency), _series(_("Paid"), paid, currency)]
        shown.append(SalesOf(currency, sum(net, Decimal(0)), sum(paid, Decimal(0)), invoiced, _lines(period, both)))
    return shown


def age_points(of_currency: Mapping[str, Decimal], currency: str) -> list[Point]:
    """What is open in one currency, by its age."""
    return [(str(AGE_WORDS[name]), *_said(of_currency.get(name, Decimal(0)), currency)) for name, _days in AGES]


def product_points(found: Iterable[ProductFigure], currency: str) -> list[Point]:
    return [
        (_cut(row.name), *_said(row.net, row.currency)) for row in found if row.currency == currency and row.net > 0
    ]


def answer_chart(found: Mapping[date, Answers], period: Period) -> Chart:
    """Quotes won, lost and run out, month by month."""
    rows = [found.get(month, Answers()) for month in period.months]
    named = (("won", _("Accepted")), ("lost", _("Declined")), ("expired", pgettext_lazy("quotes", "Expired")))
    series = []
    for name, words in named:
        values = [getattr(row, name) for row in rows]
        series.append(Series(str(words), values, [str(value) for value in values]))
    return _by_month(period, series)


def pipeline_points(found: Iterable[StageFigure]) -> list[tuple[str, int]]:
    """How many open leads stand in each stage, whatever they are worth."""
    leads: dict[str, int] = {}
    for row in found:
        leads[row.stage] = leads.get(row.stage, 0) + row.leads
    return list(leads.items())


def pipeline_table(found: Iterable[StageFigure]) -> list[tuple[str, int, str]]:
    """Stage, leads and what they are worth; a line for each currency."""
    return [(row.stage, row.leads, _said(row.value, row.currency)[1] if row.currency else "") for row in found]


def source_points(found: Iterable[SourceFigure]) -> list[tuple[str, int]]:
    return [(str(SOURCES[row.source]), row.leads) for row in found]


def sales_rows(found: Mapping[str, Mapping[date, Sales]]) -> Rows:
    """What the file of the same name holds: numbers as programs read them."""
    yield "month", "currency", "invoiced_net", "invoiced_gross", "paid"
    for currency, by_month in found.items():
        for month, row in sorted(by_month.items()):
            yield (f"{month:%Y-%m}", currency, *(rounded(each, currency) for each in (row.net, row.gross, row.paid)))


def age_rows(found: Mapping[str, Mapping[str, Decimal]]) -> Rows:
    yield "currency", "overdue", "amount"
    for currency, by_age in found.items():
        yield from ((currency, name, rounded(by_age.get(name, Decimal(0)), currency)) for name, _days in AGES)


def product_rows(found: Iterable[ProductFigure]) -> Rows:
    yield "product", "currency", "invoiced_net"
    yield from ((row.name, row.currency, rounded(row.net, row.currency)) for row in found)


def answer_rows(found: Mapping[date, Answers], period: Period) -> Rows:
    yield "month", "accepted", "declined", "expired"
    for month in period.months:
        row = found.get(month, Answers())
        yield f"{month:%Y-%m}", row.won, row.lost, row.expired


def pipeline_rows(found: Iterable[StageFigure]) -> Rows:
    yield "stage", "currency", "leads", "value"
    for row in found:
        yield row.stage, row.currency, row.leads, rounded(row.value, row.currency) if row.currency else ""


def source_rows(found: Iterable[SourceFigure]) -> Rows:
    yield "source", "leads", "won", "lost"
    yield from ((row.source, row.leads, row.won, row.lost) for row in found)


def _by_month(period: Period, series: list[Series], *, is_lines: bool = False) -> Chart:
    locale = locale_of(get_language() or "en")
    names = [month_name(month, locale) for month in period.months]
    short = [short_month(month, locale) for month in period.months]
    return Chart(short, names, series, lambda value: compact(value, locale), is_lines)


def _lines(period: Period, series: list[Series]) -> Chart:
    return _by_month(period, series, is_lines=True)


def _series(name: str, values: list[Decimal], currency: str) -> Series:
    return Series(name, values, [_said(value, currency)[1] for value in values])


def _said(amount: Decimal, currency: str) -> tuple[Decimal, str]:
    return amount, money(amount, currency, locale_of(get_language() or "en"))


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"
