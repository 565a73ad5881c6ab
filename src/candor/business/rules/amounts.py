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
class Off:
    """A discount on the whole paper, before tax (BG-20): in percent, or as an amount, not below nought."""

    percent: Decimal = ZERO
    amount: Decimal = ZERO


NOTHING_OFF = Off()


@dataclass(frozen=True, slots=True)
class LineAmount:
    """Of one line: quantity × price (`gross`), what the discount takes off it (BT-136), the rest (`net`, BT-131)."""

    gross: Decimal
    discount: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True)
class TaxGroup:
    """What is taxed under one heading (BT-116) and its tax (BT-117), after its part of the discount (BT-92)."""

    rate: TaxRate
    net: Decimal
    tax: Decimal
    allowance: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Totals:
    """Of a whole paper: lines in order, groups by category and rate, without tax (BT-109), tax (BT-110), with it
    (BT-112), and what the discount on the whole of it takes off (BT-107).
    """

    lines: tuple[LineAmount, ...]
    groups: tuple[TaxGroup, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal
    allowance: Decimal = ZERO

    @property
    def lines_net(self) -> Decimal:
        """What the lines come to (BT-106), before the discount on the whole."""
        return self.net + self.allowance


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


def totals_of(items: Iterable[Item], currency: str, off: Off = NOTHING_OFF) -> Totals:
    """All amounts of a paper (BR-CO-10 to 17). Raises AmountError for a line or total beyond its limit."""
    listed = list(items)
    _within(Decimal(len(listed)), Decimal(MOST_LINES))
    lines = tuple(line_amount(item, currency) for item in listed)
    nets: dict[TaxRate, Decimal] = {}
    for item, line in zip(listed, lines, strict=True):
        nets[item.tax] = nets.get(item.tax, ZERO) + line.net
    groups = _groups(nets, parts_of(off, nets, currency), currency)
    net = rounded(sum((group.net for group in groups), ZERO), currency)
    tax = rounded(sum((group.tax for group in groups), ZERO), currency)
    allowance = rounded(sum((group.allowance for group in groups), ZERO), currency)
    return Totals(lines, groups, net, tax, rounded(net + tax, currency), allowance)


def parts_of(off: Off, nets: Mapping[TaxRate, Decimal], currency: str) -> dict[TaxRate, Decimal]:
    """What the discount takes off each tax group. Raises AmountError for more than all, or less than nothing.

    Of each group the same percentage is taken, rounded. An amount is shared out as the groups stand to each other: each
    gets the rounded share of what is left of the amount and of the groups, so that together they are the amount to the
    last cent. It takes no more than there is, and nothing from groups that are a credit.
    """
    _between(off.percent, ZERO, HUNDRED)
    _between(off.amount, ZERO, LARGEST_AMOUNT)
    if off.percent:
        return {rate: share(net, off.percent, currency) for rate, net in nets.items()}
    owed = {rate: net for rate, net in _in_order(nets) if net > 0}
    of, left = sum(owed.values(), ZERO), min(rounded(off.amount, currency), max(sum(nets.values(), ZERO), ZERO))
    parts = {}
    for rate, net in owed.items():
        parts[rate] = min(rounded(left * net / of, currency), net)
        of, left = of - net, left - parts[rate]
    return parts


def negated(totals: Totals) -> Totals:
    """The same with the other sign: what a correction takes back."""
    return Totals(
        lines=tuple(LineAmount(-line.gross, -line.discount, -line.net) for line in totals.lines),
        groups=tuple(TaxGroup(group.rate, -group.net, -group.tax, -group.allowance) for group in totals.groups),
        net=-totals.net,
        tax=-totals.tax,
        gross=-totals.gross,
        allowance=-totals.allowance,
    )


def _groups(
    nets: Mapping[TaxRate, Decimal], allowances: Mapping[TaxRate, Decimal], currency: str
) -> tuple[TaxGroup, ...]:
    groups = []
    for rate, before in _in_order(nets):
        allowance = allowances.get(rate, ZERO)
        net = rounded(before - allowance, currency)
        groups.append(TaxGroup(rate, net, share(net, rate.percent, currency), allowance))
    return tuple(groups)


def _in_order(nets: Mapping[TaxRate, Decimal]) -> list[tuple[TaxRate, Decimal]]:
    """The higher rate first."""
    return sorted(nets.items(), key=lambda each: (-each[0].percent, each[0].category, each[0].reason))


def _within(number: Decimal, limit: Decimal) -> None:
    _between(number, -limit, limit)


def _between(number: Decimal, least: Decimal, most: Decimal) -> None:
    """NaN and infinity are beyond any limit."""
    if not number.is_finite() or number > most:
        raise AmountError(most)
    if number < least:
        raise AmountError(least)
