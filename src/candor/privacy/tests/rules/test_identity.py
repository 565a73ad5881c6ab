"""Who somebody is, by what is on file: exact, never by likeness."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from candor.privacy.rules.identity import SHORTEST, is_same, one_holder, plain


def test_only_an_address_of_one_person_points_to_somebody() -> None:
    assert one_holder([7]) == 7
    assert one_holder([]) is None
    assert one_holder([7, 8]) is None, "a shared mailbox tells nobody apart (T22)"


@pytest.mark.parametrize(
    ("typed", "on_file", "same"),
    [
        ("CND-4F2K-99AB", "cnd 4f2k 99ab", True),
        ("RE-2026-0042", "RE-2026-0042", True),
        ("RE-2026-004", "RE-2026-0042", False),
        ("RE-2026-00420", "RE-2026-0042", False),
        ("42", "42", False),
        ("", "", False),
    ],
)
def test_an_identifier_is_compared_whole(typed: str, on_file: str, same: bool) -> None:
    assert is_same(typed, on_file) is same


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_what_differs_in_a_letter_or_digit_is_not_the_same(one: str, other: str) -> None:
    assert is_same(one, other) == (plain(one) == plain(other) and len(plain(one).encode()) >= SHORTEST)
