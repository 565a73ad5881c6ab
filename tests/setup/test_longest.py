"""The longest tests begin first, one in each process."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.longest import dealt


def test_each_hand_begins_with_its_share_of_the_longest_and_neighbours_stay_together() -> None:
    lengths = {"a": 0.0, "b": 0.0, "c": 9.0, "d": 0.0, "e": 60.0, "f": 0.0, "g": 30.0}
    assert dealt(list(lengths), list(lengths.values()), 2) == ["e", "c", "a", "g", "b", "d", "f"]
    assert dealt(list(lengths), list(lengths.values()), 1) == ["e", "g", "c", "a", "b", "d", "f"]


@given(lengths=st.lists(st.sampled_from([0.0, 0.0, 1.0, 5.0])), hands=st.integers(1, 5))
def test_none_is_lost_and_none_comes_twice(lengths: list[float], hands: int) -> None:
    assert sorted(dealt(range(len(lengths)), lengths, hands)) == list(range(len(lengths)))
