"""Amounts of quotes, orders and invoices: lines, tax groups and totals as EN 16931-1 computes them.

Everything is a `Decimal`. Roundings are commercial, half away from zero: each line's amount and discount, then the tax
of each group, and nothing else; a total is a sum of rounded amounts, so who adds up the paper gets the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
HUNDRED = Decimal(100)

WITHOUT_DECIMALS = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"}
)
WITH_THREE = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
"""Currencies whose smaller unit is no hundredth (ISO 4217)."""

QUANTITY_PLACES, PRICE_PLACES, PERCENT_PLACES, AMOUNT_PLACES = 4, 4, 2, 3
LARGEST_QUANTITY = Decimal("9999999.9999")
LARGEST_PRICE = Decimal("999999999.9999")
LARGEST_AMOUNT = Decimal("999999999999.999")
"""Of one line and of a total, in both directions. Fifteen digits in all: SQLite keeps no more exactly."""
MOST_LINES = 10_000


class AmountError(ValueError):
    """An amount that no paper can say. `limit` is the largest or smallest that would do."""

    def __init__(self, limit: Decimal) -> None:
        super().__init__(f"beyond {limit}")
        self.limit = limit


@dataclass(frozen=True, slots=True)
class TaxRate:
    """Under which heading something is taxed: the category of UNCL 5305 ("S", "Z", "E", "AE", "K", "G", "O"), the rate
    in percent and, where nothing is charged, why (`rules.vat.Reason`), else empty.
    """

    category: str
    percent: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """What one line says: how many (negative takes back), the price of one without tax, a discount: in percent, or
    as an amount off the whole line (`reduction`, not below nought).
    """

    quantity: Decimal
    price: Decimal
    tax: TaxRate
    discount: Decimal = ZERO
    reduction: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class LineAmount:
    """Of one line: quantity × price (`gross`), what the discount takes off it (BT-136), the rest (`net`, BT-131)."""

    gross: Decimal
    discount: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True)
class TaxGroup:
    """What is taxed under one heading (BT-116) and its tax (BT-117)."""

    rate: TaxRate
    net: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """Of a whole paper: lines in order, groups by category and rate, without tax (BT-109), tax (BT-110), and with it
    (BT-112).
    """

    lines: tuple[LineAmount, ...]
    groups: tuple[TaxGroup, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal


def decimals_of(currency: str) -> int:
    """How many decimals amounts in a currency (ISO 4217, upper case) have: 0, 2 or 3."""
    if currency in WITHOUT_DECIMALS:
        return 0
    return 3 if currency in WITH_THREE else 2


def rounded(amount: Decimal, currency: str) -> Decimal:
    """The amount in the currency's smallest unit, half away from zero; never "-0.00".

    Raises AmountError beyond `LARGEST_AMOUNT`.
    """
    _within(amount, LARGEST_AMOUNT)
    result = amount.quantize(Decimal(1).scaleb(-decimals_of(currency)), rounding=ROUND_HALF_UP)
    return abs(result) if result.is_zero() else result


def share(amount: Decimal, percent: Decimal, currency: str) -> Decimal:
    """So many percent of an amount, rounded."""
    return rounded(amount * percent / HUNDRED, currency)


def line_amount(item: Item, currency: str) -> LineAmount:
    """Raises AmountError for a number beyond its limit: a negative price (BR-27), a discount of more than all."""
    _between(item.reduction, ZERO, LARGEST_AMOUNT)
    _within(item.quantity, LARGEST_QUANTITY)
    _between(item.price, ZERO, LARGEST_PRICE)
    _between(item.discount, ZERO, HUNDRED)
    gross = rounded(item.quantity * item.price, currency)
    discount = discount_of(gross, item.discount, item.reduction, currency)
    _within(discount, abs(gross))
    return LineAmount(gross, discount, gross - discount)


def discount_of(gross: Decimal, percent: Decimal, reduction: Decimal, currency: str) -> Decimal:
    """What is taken off a line that costs `gross`; of a line that takes back, its discount is taken back, too."""
    amount = rounded(reduction, currency)
    return rounded(share(gross, percent, currency) + (-amount if gross < 0 else amount), currency)


def totals_of(items: Iterable[Item], currency: str) -> Totals:
    """All amounts of a paper (BR-CO-10, 13, 14, 15, 17). Raises AmountError for a line or total beyond its limit."""
    listed = list(items)
    _within(Decimal(len(listed)), Decimal(MOST_LINES))
    lines = tuple(line_amount(item, currency) for item in listed)
    nets: dict[TaxRate, Decimal] = {}
    for item, line in zip(listed, lines, strict=True):
        nets[item.tax] = nets.get(item.tax, ZERO) + line.net
    groups = _groups(nets, currency)
    net = rounded(sum((group.net for group in groups), ZERO), currency)
    tax = rounded(sum((group.tax for group in groups), ZERO), currency)
    return Totals(lines, groups, net, tax, rounded(net + tax, currency))


def negated(totals: Totals) -> Totals:
    """The same with the other sign: what a correction takes back."""
    return Totals(
        lines=tuple(LineAmount(-line.gross, -line.discount, -line.net) for line in totals.lines),
        groups=tuple(TaxGroup(group.rate, -group.net, -group.tax) for group in totals.groups),
        net=-totals.net,
        tax=-totals.tax,
        gross=-totals.gross,
    )


def _groups(nets: Mapping[TaxRate, Decimal], currency: str) -> tuple[TaxGroup, ...]:
    """The higher rate first."""
    ordered = sorted(nets.items(), key=lambda each: (-each[0].percent, each[0].category, each[0].reason))
    return tuple(TaxGroup(rate, rounded(net, currency), share(net, rate.percent, currency)) for rate, net in ordered)


def _within(number: Decimal, limit: Decimal) -> None:
    _between(number, -limit, limit)


def _between(number: Decimal, least: Decimal, most: Decimal) -> None:
    """NaN and infinity are beyond any limit."""
    if not number.is_finite() or number > most:
        raise AmountError(most)
    if number < least:
        raise AmountError(least)
