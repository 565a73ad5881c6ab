"""The demo's texts: complete, in order, and nobody lives in the future."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from candor.helpdesk.demo import story
from candor.helpdesk.demo.pictures import picture

NOW = datetime(2026, 11, 21, 3, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("12m", timedelta(minutes=12)), ("2d 3h 10m", timedelta(days=2, hours=3, minutes=10))],
)
def test_durations_are_read(written: str, meant: timedelta) -> None:
    assert story.duration(written) == meant


@pytest.mark.parametrize("written", ["", "soon", "5", "5w", "-2h"])
def test_what_is_no_duration_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        story.duration(written)


@pytest.mark.parametrize("hour", range(24))
def test_older_moments_fall_on_weekdays_in_office_hours(hour: int) -> None:
    for day in range(14):
        moment = story.in_office_hours(datetime(2026, 11, 1 + day, hour, 20, tzinfo=UTC))
        assert moment.weekday() < 5
        assert 8 <= moment.hour < 18


@pytest.mark.parametrize("hours", range(0, 24 * 7, 5))
def test_whenever_it_is_loaded_everything_lies_in_the_past_and_in_its_order(hours: int) -> None:
    now = NOW + timedelta(hours=hours)
    events = story.events(now)
    assert all(before.at <= after.at for before, after in pairwise(events))
    assert events[-1].at < now
    for subject, count in Counter(event.case["subject"] for event in events).items():
        own = [event for event in events if event.case["subject"] == subject]
        assert own[0].opens
        assert len(own) == count
        assert len({event.at for event in own}) == count


def test_sixty_cases_in_two_languages_with_subjects_of_their_own() -> None:
    subjects = [case["subject"] for case in story.cases()]
    assert len(subjects) == len(set(subjects)) == 60


def test_every_file_that_a_case_names_is_there() -> None:
    entries = [entry for case in story.cases() for entry in (case, *case.get("step", []))]
    for name in {name for entry in entries for name in entry.get("files", ())}:
        assert picture(name).startswith(b"\x89PNG") if name.endswith(".png") else story.text_file(name)


def test_all_addresses_and_numbers_are_nobodys() -> None:
    """Names end in .example (RFC 2606); numbers are from blocks that telephone authorities keep for stories."""
    company = story.company()
    people = [*company["staff"], *(person for customer in company["customers"] for person in customer["person"])]
    assert all(person["email"].endswith(".example") for person in people)
    numbers = {entry["phone"] for entry in (*people, *company["customers"]) if "phone" in entry}
    kept = ("+49 30 23125", "+49 221 4710", "+49 89 99998", "+49 69 90009", "+49 40 66969", "+49 171 39200", "+44 1")
    assert all(number.startswith(kept) for number in numbers)
    assert len(people) == 27
    assert len(company["customers"]) == 8
