"""Durations as people write them, and what is charged of them."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.helpdesk.rules.times import LONGEST, NotADuration, billed, hours_in, minutes_in, needs_word, written

MINUTES = st.integers(1, LONGEST)


@given(MINUTES)
def test_what_pages_say_is_understood_and_so_are_minutes_in_every_way(minutes: int):
    hours, rest = divmod(minutes, 60)
    ways = [
        written(minutes),
        f"{minutes}m",
        f" {minutes} Min. ",
        str(minutes),
        f"{hours}h {rest}m",
        f"{hours} Std {rest} min",
    ]
    assert {minutes_in(way) for way in ways} == {minutes}


@given(st.integers(1, 99_999))
def test_the_german_comma_is_the_english_point(hundredths: int):
    text = f"{Decimal(hundredths) / 100:.2f}"
    assert minutes_in(f"{text}h") == minutes_in(text.replace(".", ",")) == minutes_in(f"{text.replace('.', ',')} Std.")
    assert abs(minutes_in(text) - hundredths * 60 / 100) <= 0.5


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_duration_or_refused(text: str):
    with contextlib.suppress(NotADuration):
        assert 0 < minutes_in(text) <= LONGEST


@pytest.mark.parametrize("text", ["", "0", "0:00", "1:60", "-5", "1.5m", "h", "1:30h", "ten", "60001", "1e3", "1h1h"])
def test_what_nobody_could_mean_is_refused(text: str):
    with pytest.raises(NotADuration):
        minutes_in(text)


@given(MINUTES, st.integers(1, 480))
def test_charged_time_is_the_next_whole_unit(minutes: int, step: int):
    charged = billed(minutes, step)
    assert charged % step == 0
    assert 0 <= charged - minutes < step


@given(MINUTES)
def test_hours_of_an_invoice_say_the_minutes_again(minutes: int):
    assert round(hours_in(minutes) * 60) == minutes


def test_hours_are_rounded_half_away_from_zero_to_four_places():
    assert [str(hours_in(each)) for each in (10, 20, 90)] == ["0.1667", "0.3333", "1.5000"]


@pytest.mark.parametrize(
    ("minutes", "above", "is_covered", "asked"),
    [(60, None, False, False), (1, 0, False, True), (60, 60, False, False), (61, 60, False, True),
     (61, 60, True, False), (None, 60, False, True), (None, None, False, False)],
)  # fmt: skip
def test_when_the_customer_is_asked(minutes: int | None, above: int | None, is_covered: bool, asked: bool):
    assert needs_word(minutes, above, is_covered=is_covered) is asked
