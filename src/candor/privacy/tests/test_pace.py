"""How many records a transaction of a retention run takes."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from candor.privacy.retaining.pace import AIM, MOST, Pace

times = st.floats(0, 1, allow_nan=False)


@given(st.lists(times, max_size=50), st.integers(0, 100))
def test_whatever_they_take_each_record_comes_once_and_in_order(took: list[float], many: int) -> None:
    pace, turns, found = Pace(), iter(took), []
    for portion in pace.portions(range(many)):
        assert 1 <= len(portion) <= MOST
        found += portion
        pace.took(next(turns, 0.0))
    assert found == list(range(many))


@given(st.floats(0.0001, 0.012), st.floats(0.0001, 0.010))
def test_it_settles_where_a_transaction_is_as_long_as_it_may_be(fixed: float, each: float) -> None:
    """A transaction that costs so much alone, and so much a record: hardly any is much longer than the aim."""
    pace, long_ones = Pace(), 0
    for _turn, _portion in zip(range(200), pace.portions(range(10_000)), strict=False):
        took = fixed + each * pace.size
        long_ones += took > AIM + 2 * each + fixed
        pace.took(took)
    assert long_ones == 0


def test_where_one_record_takes_as_long_as_ten_they_are_not_taken_one_by_one() -> None:
    pace = Pace()
    for _turn in range(20):
        pace.took(3 * AIM)
    assert pace.size == MOST


def test_one_large_record_makes_the_next_portion_smaller() -> None:
    pace = Pace()
    for seconds in itertools.repeat(AIM / 10, 20):
        pace.took(seconds)
    assert pace.size == MOST
    pace.took(1.0)
    assert pace.size == MOST // 2
