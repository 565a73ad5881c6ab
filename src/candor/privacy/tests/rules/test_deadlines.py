"""Until when a request has to be answered: every day of twenty years against a second reckoning, and by its laws."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from candor.privacy.rules.deadlines import PROMPT, due_on, may_extend, paused_days, pauses
from candor.privacy.rules.holidays import easter, holidays, is_working_day

ONE_DAY = timedelta(days=1)
FIRST, LAST = date(2018, 1, 1), date(2038, 12, 31)
days = st.dates(FIRST, LAST)

EASTER_SUNDAYS = (
    *("2018-04-01", "2019-04-21", "2020-04-12", "2021-04-04", "2022-04-17", "2023-04-09", "2024-03-31", "2025-04-20"),
    *("2026-04-05", "2027-03-28", "2028-04-16", "2029-04-01", "2030-04-21", "2031-04-13", "2032-03-28", "2033-04-17"),
    *("2034-04-09", "2035-03-25", "2036-04-13", "2037-04-05", "2038-04-25", "2039-04-10"),
)
"""As calendars print them."""


def walked(received_on: date, months: int, paused: int, *, in_germany: bool) -> date:
    """The same end, found on foot: month by month, day by day, with holidays told by looking at calendars."""
    day, passed = received_on, 0
    while passed < months:
        day += ONE_DAY
        passed += day.day == 1
    while day.day < received_on.day and (day + ONE_DAY).month == day.month:
        day += ONE_DAY
    for _pause in range(paused):
        day += ONE_DAY
    closed = CLOSED if in_germany else frozenset()
    while day.strftime("%a") in {"Sat", "Sun"} or day in closed:
        day += ONE_DAY
    return day


def closed_days() -> Iterator[date]:
    """Holidays of all of Germany, from printed Easter days and fixed dates."""
    for printed in EASTER_SUNDAYS:
        sunday = date.fromisoformat(printed)
        friday, monday = sunday, sunday
        while friday.strftime("%a") != "Fri":
            friday -= ONE_DAY
        while monday.strftime("%a") != "Mon":
            monday += ONE_DAY
        thursdays = [sunday + ONE_DAY * step for step in range(50) if (sunday + ONE_DAY * step).strftime("%a") == "Thu"]
        mondays = [sunday + ONE_DAY * step for step in range(60) if (sunday + ONE_DAY * step).strftime("%a") == "Mon"]
        yield from (friday, monday, thursdays[5], mondays[7])  # the sixth Thursday, the Monday after Whitsun
        for fixed in ("01-01", "05-01", "10-03", "12-25", "12-26"):
            yield date.fromisoformat(f"{sunday.year}-{fixed}")


CLOSED = frozenset(closed_days())


def test_easter_is_when_calendars_say_so() -> None:
    assert [easter(int(printed[:4])).isoformat() for printed in EASTER_SUNDAYS] == list(EASTER_SUNDAYS)


def test_every_date_of_2018_to_2038_agrees_with_a_second_reckoning(capsys: pytest.CaptureFixture[str]) -> None:
    """A proof of the design: 0 errors, printed with how many were compared."""
    compared, errors = 0, []
    every_day = [FIRST + ONE_DAY * number for number in range((LAST - FIRST).days + 1)]
    for day in every_day:
        for country, paused, extended in (("DE", 0, False), ("DE", 0, True), ("DE", 9, False), ("", 0, False)):
            months = 3 if extended else 1
            compared += 1
            found = due_on(day, country, paused_days=paused, is_extended=extended)
            if found != (expected := walked(day, months, paused, in_germany=country == "DE")):
                errors.append(f"{day} {country} {paused} {extended}: {found}, not {expected}")
    with capsys.disabled():
        print(f"\nproof: {compared} deadlines of {len(every_day)} days compared, {len(errors)} errors")
    assert errors == []


@pytest.mark.parametrize(
    ("received", "due", "why"),
    [
        ("2026-03-05", "2026-04-07", "5 April is Easter Sunday, 6 April Easter Monday"),
        ("2026-01-31", "2026-03-02", "February has no 31st, and the 28th is a Saturday"),
        ("2028-01-31", "2028-02-29", "a leap year"),
        ("2026-08-31", "2026-09-30", "September has no 31st"),
        ("2026-11-24", "2026-12-24", "Christmas Eve is a working day"),
        ("2026-11-25", "2026-12-28", "both days of Christmas, and the weekend behind them"),
        ("2026-12-01", "2027-01-04", "New Year's Day is a Friday"),
    ],
)
def test_it_is_one_month_and_no_day_on_which_nobody_works(received: str, due: str, why: str) -> None:
    assert due_on(date.fromisoformat(received), "DE") == date.fromisoformat(due), why


def test_two_months_more_count_from_receipt() -> None:
    assert due_on(date(2026, 11, 30), "DE", is_extended=True) == date(2027, 3, 1)  # 28 February is a Sunday


@settings(max_examples=150)
@given(days, st.sampled_from(["DE", ""]), st.integers(0, 60))
def test_it_is_never_before_the_month_and_only_closed_days_lie_between(day: date, country: str, paused: int) -> None:
    due = due_on(day, country, paused_days=paused)
    assert is_working_day(due, country)
    assert due_on(day, country, is_extended=True, paused_days=paused) > due
    assert due_on(day, country) <= due <= due_on(day, country) + timedelta(days=paused + 5)
    assert due_on(day, "") <= due_on(day, "DE"), "a holiday that is not known never makes us late"
    assert may_extend(day, country, due, paused_days=paused)
    assert not may_extend(day, country, due + ONE_DAY, paused_days=paused)


@given(days, st.integers(-3, 40))
def test_only_a_prompt_question_stops_the_clock(day: date, later: int) -> None:
    asked = day + timedelta(days=later)
    assert pauses(day, asked) == (timedelta(days=later) <= PROMPT)
    assert paused_days(asked, asked + timedelta(days=4)) == 4
    assert paused_days(asked, asked - ONE_DAY) == 0


def test_a_country_without_a_table_has_weekends_alone() -> None:
    assert holidays("FR", 2026) == frozenset()
    assert is_working_day(date(2026, 12, 25), "FR")
    assert not is_working_day(date(2026, 12, 26), "FR")
