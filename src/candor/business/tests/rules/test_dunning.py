"""Which letter is due when, and how much it asks for."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from candor.business.rules.dunning import (
    SHIPPED,
    Debt,
    Earlier,
    Level,
    Step,
    Terms,
    claimed,
    filled,
    interest,
    next_step,
    unknown_variables,
)

DUE = date(2026, 3, 1)
AMOUNTS = st.decimals(0, 5000, places=2)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
FIRST = Earlier(1, date(2026, 3, 9), date(2026, 3, 19))


def test_letters_follow_each_other_and_none_comes_before_the_day_named_in_the_last_one():
    assert next_step(SHIPPED, DUE, []) == Step(1, date(2026, 3, 8))
    assert next_step(SHIPPED, DUE, [FIRST]) == Step(2, date(2026, 3, 22))
    late = Earlier(1, date(2026, 4, 1), date(2026, 4, 11))
    assert next_step(SHIPPED, DUE, [late]) == Step(2, date(2026, 4, 12))
    assert next_step(SHIPPED, DUE, [FIRST, Earlier(2, DUE, DUE), Earlier(3, DUE, DUE)]) is None


def test_the_first_letter_asks_for_the_money_alone_and_later_ones_add_their_fees():
    debt, terms = Debt(Decimal(1000), "EUR"), Terms(SHIPPED, Decimal("9.00"))
    first = claimed(debt, terms, 1, [], date(2026, 3, 9))
    assert (first.fee, first.interest, first.total) == (0, 0, 1000)
    second = claimed(debt, terms, 2, [FIRST], date(2026, 3, 19))
    assert (second.fee, second.interest) == (Decimal("2.50"), Decimal("2.47"))  # 1000 × 9 % × 10 / 365
    third = claimed(debt, terms, 3, [FIRST, Earlier(2, DUE, DUE, second.fee)], date(2026, 3, 19))
    assert third.fee == Decimal("5.00")


def test_the_flat_sum_takes_the_place_of_fees_and_is_for_euros():
    terms = Terms(SHIPPED, flat=True)
    for level in (2, 3):
        assert claimed(Debt(Decimal(100), "EUR"), terms, level, [FIRST], DUE).fee == 40
    assert claimed(Debt(Decimal(100), "CHF"), terms, 2, [FIRST], DUE).fee == 0
    assert claimed(Debt(Decimal(100), "CHF"), Terms(SHIPPED, with_fees=False), 2, [FIRST], DUE).fee == 0


def test_a_part_payment_bears_interest_until_its_day():
    start, until = date(2026, 1, 1), date(2026, 1, 31)
    debt = Debt(Decimal(36500), "EUR", [(date(2026, 1, 11), Decimal(36500))])
    assert interest(debt, Decimal(10), start, until) == Decimal("100.00")
    assert interest(debt, Decimal(10), until, start) == 0


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(DAYS, AMOUNTS), max_size=4), AMOUNTS, DAYS, DAYS, st.decimals(0, 20, places=2))
def test_interest_is_never_below_nought_nor_more_than_on_the_whole(came, gross, since, until, percent):
    whole = interest(Debt(gross, "EUR"), percent, since, until)
    part = interest(Debt(gross, "EUR", came), percent, since, until)
    assert 0 <= part <= whole


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(DAYS, AMOUNTS), max_size=4), AMOUNTS, DAYS, st.integers(0, 60), st.integers(0, 60))
def test_interest_of_two_spans_adds_up_to_that_of_both(came, gross, since, first, second):
    debt, middle = Debt(gross, "EUR", came), since + timedelta(days=first)
    until = middle + timedelta(days=second)
    parts = interest(debt, Decimal(9), since, middle) + interest(debt, Decimal(9), middle, until)
    assert abs(parts - interest(debt, Decimal(9), since, until)) <= Decimal("0.01")


def test_words_know_their_variables():
    assert unknown_variables("Pay {total} by {until}, {Name}") == ["Name"]
    assert filled("Pay {total}, {whatever}", {"total": "€1"}) == "Pay €1, {whatever}"


@pytest.mark.parametrize("level", [*SHIPPED, Level(3, Decimal("1.5"), {"de": "Mahnung"}, {"en": "Pay."})])
def test_a_level_is_written_down_and_read(level: Level):
    from candor.business.rules.dunning import level_from

    assert level_from(level.as_json()) == level
