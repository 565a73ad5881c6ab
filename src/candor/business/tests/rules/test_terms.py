"""Terms against the calendar: month ends, leap years, notice, and which reminder is due."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from candor.business.rules.terms import (
    AFTER_THE_LAST,
    DAY,
    NoSteps,
    Span,
    Unit,
    after,
    first_renewal,
    last_day_by_notice,
    last_notice_day,
    step_on,
    steps_from,
    units_in,
)

YEAR, MONTH, QUARTER = Span(1, Unit.YEAR), Span(1, Unit.MONTH), Span(3, Unit.MONTH)
days = st.dates(date(1996, 1, 1), date(2060, 12, 31))
terms = st.builds(Span, st.integers(1, 36), st.sampled_from([Unit.MONTH, Unit.YEAR]))
notices = st.builds(Span, st.integers(0, 60), st.just(Unit.DAY)) | st.builds(
    Span, st.integers(0, 12), st.just(Unit.MONTH)
)
steps = st.lists(st.integers(-60, 120), min_size=1, max_size=8, unique=True).map(
    lambda found: tuple(sorted(found, reverse=True))
)


@pytest.mark.parametrize(
    ("begun", "term", "times", "ends"),
    [
        (date(2026, 1, 31), MONTH, 1, date(2026, 2, 28)),
        (date(2026, 1, 31), MONTH, 2, date(2026, 3, 31)),
        (date(2023, 12, 31), MONTH, 2, date(2024, 2, 29)),
        (date(2024, 2, 29), YEAR, 1, date(2025, 2, 28)),
        (date(2024, 2, 29), YEAR, 4, date(2028, 2, 29)),
        (date(2026, 10, 31), Span(4, Unit.MONTH), 1, date(2027, 2, 28)),
        (date(2026, 3, 31), MONTH, -1, date(2026, 2, 28)),
    ],
)
def test_months_that_are_too_short_end_on_their_last_day(begun: date, term: Span, times: int, ends: date) -> None:
    assert after(begun, term, times) == ends


@settings(max_examples=150, deadline=None)
@given(days, terms, st.integers(1, 40))
def test_each_renewal_comes_after_the_last_and_never_drifts(begun: date, term: Span, number: int) -> None:
    renewal = after(begun, term, number)
    assert renewal > after(begun, term, number - 1)
    months = (renewal.year - begun.year) * 12 + renewal.month - begun.month
    assert months == term.months * number
    assert renewal.day == begun.day or ((renewal + DAY).day == 1 and renewal.day < begun.day)


@settings(max_examples=150, deadline=None)
@given(days, terms, days)
def test_the_next_renewal_is_the_first_one_ahead(begun: date, term: Span, today: date) -> None:
    number = first_renewal(begun, term, today)
    assert after(begun, term, number) > today
    assert number == 1 or after(begun, term, number - 1) <= today


@settings(max_examples=150, deadline=None)
@given(days, notices)
def test_notice_ends_before_the_renewal_and_a_day_later_it_does_not(renews_on: date, notice: Span) -> None:
    last = last_notice_day(renews_on, notice)
    assert after(last, notice) < renews_on <= after(last + DAY, notice)


def test_three_months_to_the_end_of_the_year_are_given_in_september() -> None:
    assert last_notice_day(date(2027, 1, 1), QUARTER) == date(2026, 9, 30)
    given_in = {date(2026, 9, 30): date(2026, 12, 31), date(2026, 10, 1): date(2027, 12, 31)}
    for day, ends in given_in.items():
        assert last_day_by_notice(date(2026, 1, 1), YEAR, 1, QUARTER, day) == ends


@settings(max_examples=200, deadline=None)
@given(steps, days, st.integers(-200, 200))
def test_at_most_one_step_is_due_and_it_is_the_latest_that_has_come(found: tuple[int, ...], day: date, ahead: int):
    step = step_on(found, day + timedelta(days=ahead), day)
    come = [each for each in found if each >= ahead]
    is_over = ahead < found[-1] - AFTER_THE_LAST
    assert step == (None if not come or is_over else min(come))


def test_every_day_from_the_first_step_on_belongs_to_one_step() -> None:
    found = steps_from("90/30/7/0/-14")
    told = [step_on(found, date(2027, 3, 1), date(2027, 3, 1) - timedelta(days=ahead)) for ahead in (91, 90, 31, 30)]
    assert told == [None, 90, 90, 30]
    late = [
        step_on(found, date(2027, 3, 1), date(2027, 3, 1) + timedelta(days=behind)) for behind in (0, 13, 14, 44, 45)
    ]
    assert late == [0, 0, -14, -14, None]


def test_steps_are_read_as_people_write_them() -> None:
    assert steps_from("7, 90,30 / 0 -14, 7") == (90, 30, 7, 0, -14)
    assert steps_from("  ") == ()
    for wrong in ("soon", "1.5", "400", ",".join(map(str, range(9)))):
        with pytest.raises(NoSteps):
            steps_from(wrong)


def test_of_the_catalogues_units_there_are_as_many_as_the_term_has() -> None:
    assert (units_in(YEAR, "MON"), units_in(Span(3, Unit.YEAR), "ANN"), units_in(QUARTER, "ANN")) == (
        12, 3, Decimal("0.25"),
    )  # fmt: skip
    assert units_in(YEAR, "C62") == 1
