"""Bookings for DATEV: which account an amount goes to, as the accountant said or the usual chart of accounts does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from candor.business.rules.vat import Category, Reason, rates_on
from candor.business.rules.vat_rates import EU


class Heading(StrEnum):
    """What a booking is about: each has its account."""

    STANDARD = "revenue-19"
    REDUCED = "revenue-7"
    EXEMPT = "revenue-exempt"
    SMALL_BUSINESS = "revenue-small-business"
    REVERSE_CHARGE = "revenue-reverse-charge"
    INTRA_COMMUNITY = "revenue-intra-community"
    EXPORT = "revenue-export"
    OUTSIDE = "revenue-outside"
    ONE_STOP_SHOP = "revenue-one-stop-shop"
    DEBTORS = "debtors"
    TRANSFER = "paid-transfer"
    DEBIT = "paid-debit"
    CARD = "paid-card"
    CASH = "paid-cash"
    OTHER = "paid-other"


CHARTS: Mapping[str, Mapping[Heading, str]] = {
    "03": {
        Heading.STANDARD: "8400", Heading.REDUCED: "8300", Heading.EXEMPT: "8100", Heading.SMALL_BUSINESS: "8195",
        Heading.REVERSE_CHARGE: "8336", Heading.INTRA_COMMUNITY: "8125", Heading.EXPORT: "8120",
        Heading.OUTSIDE: "8338", Heading.ONE_STOP_SHOP: "8320", Heading.DEBTORS: "10000", Heading.TRANSFER: "1200",
        Heading.DEBIT: "1200", Heading.CARD: "1360", Heading.CASH: "1000", Heading.OTHER: "1360",
    },
    "04": {
        Heading.STANDARD: "4400", Heading.REDUCED: "4300", Heading.EXEMPT: "4100", Heading.SMALL_BUSINESS: "4185",
        Heading.REVERSE_CHARGE: "4336", Heading.INTRA_COMMUNITY: "4125", Heading.EXPORT: "4120",
        Heading.OUTSIDE: "4338", Heading.ONE_STOP_SHOP: "4320", Heading.DEBTORS: "10000", Heading.TRANSFER: "1800",
        Heading.DEBIT: "1800", Heading.CARD: "1460", Heading.CASH: "1600", Heading.OTHER: "1460",
    },
}  # fmt: skip
"""What SKR03 and SKR04 usually say: to begin with, the accountant decides."""

HOME = "DE"
_BY_CATEGORY = {
    Category.REVERSE_CHARGE: Heading.REVERSE_CHARGE,
    Category.INTRA_COMMUNITY: Heading.INTRA_COMMUNITY,
    Category.EXPORT: Heading.EXPORT,
    Category.OUTSIDE: Heading.OUTSIDE,
}
_BY_PERCENT = {Decimal(19): Heading.STANDARD, Decimal(7): Heading.REDUCED}


@dataclass(frozen=True, slots=True)
class Revenue:
    """One tax group of an invoice, as far as its account depends on it. `day` is that of supply."""

    category: str
    percent: Decimal
    reason: str
    country: str
    day: date


def heading_of(revenue: Revenue) -> Heading | None:
    """Which revenue it is. None for a rate that nobody gave an account, and for one that could be either country's."""
    if revenue.category in _BY_CATEGORY:
        return _BY_CATEGORY[Category(revenue.category)]
    if revenue.category == Category.EXEMPT:
        return Heading.SMALL_BUSINESS if revenue.reason == Reason.SMALL_BUSINESS else Heading.EXEMPT
    if revenue.category != Category.STANDARD:
        return None
    is_theirs = revenue.country != HOME and revenue.percent in _rates(revenue.country, revenue.day)
    if revenue.percent in _rates(HOME, revenue.day):
        return None if is_theirs else _BY_PERCENT.get(revenue.percent)
    return Heading.ONE_STOP_SHOP if is_theirs else None


def chart_of(chart: str, own: Mapping[str, str]) -> dict[Heading, str]:
    """The account of each heading: the accountant's, or the usual one of the chart where nobody wrote any."""
    return {heading: own.get(heading, usual) for heading, usual in CHARTS[chart].items()}


def debtor_range(account_length: int) -> tuple[int, int]:
    """The first and the last account that a debtor may have: one digit more than others, and below the creditors'."""
    first = 10**account_length
    return first, 7 * first - 1


def first_day_of_year(day: date, begins: int) -> date:
    """The first day of the financial year in which the day lies; `begins` is a month."""
    return date(day.year if day.month >= begins else day.year - 1, begins, 1)


def _rates(country: str, day: date) -> frozenset[Decimal]:
    if country not in EU:
        return frozenset()
    rates = rates_on(country, day)
    return frozenset({rates.standard, *rates.reduced})
