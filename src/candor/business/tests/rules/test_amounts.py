from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_DOWN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.business.rules.amounts import (
    LARGEST_PRICE,
    LARGEST_QUANTITY,
    MOST_LINES,
    AmountError,
    Item,
    Off,
    TaxRate,
    decimals_of,
    line_amount,
    negated,
    rounded,
    totals_of,
)

D = Decimal
FULL, LESS, NONE = TaxRate("S", D(19)), TaxRate("S", D(7)), TaxRate("AE", D(0), "reverse-charge")

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])
ITEMS = st.builds(
    Item,
    quantity=st.decimals(-10_000, 10_000, places=4),
    price=st.decimals(0, 100_000, places=4),
    tax=st.sampled_from([FULL, LESS, NONE]),
    discount=st.decimals(0, 100, places=2),
)
REDUCED = st.builds(
    lambda item, part: replace(
        item, discount=D(0), reduction=(abs(item.quantity * item.price) * part).quantize(D("0.001"), ROUND_DOWN)
    ),
    ITEMS,
    st.decimals(0, 1, places=3),
)
"""Lines with a discount that is an amount."""


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("0.005", "EUR", "0.01"),
        ("-0.005", "EUR", "-0.01"),
        ("2.675", "EUR", "2.68"),
        ("1.0049", "EUR", "1.00"),
        ("-0.004", "EUR", "0.00"),
        ("0.5", "JPY", "1"),
        ("1234.4999", "JPY", "1234"),
        ("0.0005", "KWD", "0.001"),
    ],
)
def test_halves_go_away_from_zero_in_the_currencys_unit(amount: str, currency: str, expected: str) -> None:
    assert str(rounded(D(amount), currency)) == expected


def test_currencies_have_the_decimals_of_iso_4217() -> None:
    assert [decimals_of(code) for code in ("EUR", "CHF", "JPY", "KRW", "KWD", "TND")] == [2, 2, 0, 0, 3, 3]


def test_a_discount_is_taken_off_what_the_line_costs() -> None:
    line = line_amount(Item(D("3"), D("33.3333"), FULL, D("12.5")), "EUR")
    assert (line.gross, line.discount, line.net) == (D("100.00"), D("12.50"), D("87.50"))


def test_a_discount_may_be_an_amount_and_of_a_line_that_takes_back_it_is_taken_back_too() -> None:
    line = line_amount(Item(D(3), D("33.3333"), FULL, reduction=D("12.505")), "EUR")
    assert (line.gross, line.discount, line.net) == (D("100.00"), D("12.51"), D("87.49"))
    back = line_amount(Item(D(-3), D("33.3333"), FULL, reduction=D("12.505")), "EUR")
    assert (back.discount, back.net) == (D("-12.51"), D("-87.49"))
    for wrong in (Item(D(1), D(10), FULL, reduction=D("10.01")), Item(D(1), D(10), FULL, reduction=D(-1))):
        with pytest.raises(AmountError):
            line_amount(wrong, "EUR")
    assert line_amount(Item(D(1), D(10), FULL, D(50), D(5)), "EUR").net == 0


@given(item=REDUCED, currency=CURRENCIES)
def test_an_amount_off_a_line_never_turns_it_round(item: Item, currency: str) -> None:
    line = line_amount(item, currency)
    assert line.net == line.gross - line.discount
    assert abs(line.discount) <= abs(line.gross)
    assert line.net * line.gross >= 0
    assert line.net == rounded(line.net, currency)


def test_the_tax_is_rounded_once_a_rate_and_not_once_a_line() -> None:
    """Three lines of 0.33 at 19 %: 0.1881 in all, so 0.19; by lines it were 3 × 0.06."""
    totals = totals_of([Item(D(1), D("0.33"), FULL)] * 3, "EUR")
    assert (totals.net, totals.tax, totals.gross) == (D("0.99"), D("0.19"), D("1.18"))


def test_groups_are_told_apart_by_category_rate_and_reason_the_higher_rate_first() -> None:
    items = [Item(D(1), D(100), NONE), Item(D(1), D(100), LESS), Item(D(2), D(100), FULL), Item(D(1), D(1), LESS)]
    groups = totals_of(items, "EUR").groups
    assert [(group.rate, group.net, group.tax) for group in groups] == [
        (FULL, D("200.00"), D("38.00")),
        (LESS, D("101.00"), D("7.07")),
        (NONE, D("100.00"), D("0.00")),
    ]


def test_nothing_at_all_costs_nothing() -> None:
    assert totals_of([], "EUR").gross == 0


@pytest.mark.parametrize(
    "item",
    [
        Item(D(1), D("-0.01"), FULL),
        Item(LARGEST_QUANTITY + 1, D(1), FULL),
        Item(-LARGEST_QUANTITY - 1, D(1), FULL),
        Item(D(1), LARGEST_PRICE + 1, FULL),
        Item(D(1), D(1), FULL, D("100.01")),
        Item(D(1), D(1), FULL, D("-1")),
        Item(D("NaN"), D(1), FULL),
        Item(D(1), D("Infinity"), FULL),
        Item(LARGEST_QUANTITY, LARGEST_PRICE, FULL),
    ],
)
def test_what_no_paper_can_say_is_refused(item: Item) -> None:
    with pytest.raises(AmountError):
        totals_of([item], "EUR")


def test_more_lines_than_a_paper_has_are_refused_and_so_is_a_total_beyond_all() -> None:
    assert totals_of([Item(D(1), D(1), FULL)] * MOST_LINES, "EUR").net == MOST_LINES
    with pytest.raises(AmountError):
        totals_of([Item(D(1), D(1), FULL)] * (MOST_LINES + 1), "EUR")
    with pytest.raises(AmountError):
        totals_of([Item(D(900), LARGEST_PRICE, FULL)] * 2, "EUR")


@given(st.lists(ITEMS, max_size=12), CURRENCIES)
def test_who_adds_up_the_paper_gets_the_same(items: list[Item], currency: str) -> None:
    totals = totals_of(items, currency)
    assert totals.net == sum(line.net for line in totals.lines)
    assert totals.net == sum(group.net for group in totals.groups)
    assert totals.tax == sum(group.tax for group in totals.groups)
    assert totals.gross == totals.net + totals.tax
    smallest = D(1).scaleb(-decimals_of(currency))
    for group in totals.groups:
        assert abs(group.tax - group.net * group.rate.percent / 100) <= smallest / 2
    for amount in (totals.net, totals.tax, totals.gross, *(line.net for line in totals.lines)):
        assert amount == amount.quantize(smallest)


@given(st.lists(ITEMS, max_size=12), CURRENCIES, st.decimals(0, 100, places=2), st.decimals(0, 10**6, places=3))
def test_a_discount_on_the_whole_is_shared_out_to_the_last_cent(
    items: list[Item], currency: str, percent: Decimal, amount: Decimal
) -> None:
    without, smallest = totals_of(items, currency), D(1).scaleb(-decimals_of(currency))
    for off in (Off(percent), Off(amount=amount)):
        totals = totals_of(items, currency, off)
        assert totals.lines_net == without.net == totals.net + totals.allowance
        assert totals.allowance == sum(group.allowance for group in totals.groups)
        assert totals.gross == totals.net + totals.tax
        for group, before in zip(totals.groups, without.groups, strict=True):
            assert group.net == before.net - group.allowance
            assert abs(group.net) <= abs(before.net)
            assert abs(group.tax - group.net * group.rate.percent / 100) <= smallest / 2
    assert totals.allowance == min(rounded(amount, currency), max(without.net, D(0)))
    assert all(group.allowance >= 0 for group in totals.groups)


def test_an_amount_off_the_whole_falls_on_the_rates_as_they_stand_to_each_other() -> None:
    items = [Item(D(2), D(100), FULL), Item(D(1), D(100), LESS)]
    assert [group.allowance for group in totals_of(items, "EUR", Off(amount=D(10))).groups] == [D("6.67"), D("3.33")]
    assert [group.tax for group in totals_of(items, "EUR", Off(D(10))).groups] == [D("34.20"), D("6.30")]
    assert totals_of(items, "EUR", Off(amount=D(500))).gross == 0
    with pytest.raises(AmountError):
        totals_of(items, "EUR", Off(D(101)))


@given(st.lists(ITEMS, max_size=12), CURRENCIES)
def test_a_correction_of_all_is_the_same_with_the_other_sign(items: list[Item], currency: str) -> None:
    back = [Item(-item.quantity, item.price, item.tax, item.discount) for item in items]
    assert totals_of(back, currency) == negated(totals_of(items, currency))


@given(st.lists(ITEMS, max_size=8), st.randoms())
def test_the_order_of_lines_changes_no_total(items: list[Item], random: object) -> None:
    mixed = list(items)
    random.shuffle(mixed)  # type: ignore[attr-defined] # hypothesis's own Random
    one, other = totals_of(items, "EUR"), totals_of(mixed, "EUR")
    assert (one.groups, one.gross) == (other.groups, other.gross)
