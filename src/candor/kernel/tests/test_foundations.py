"""Time, identifiers, numbers and logs: what everything else stands on."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from candor.kernel import clock, ids, logs, numbers
from candor.kernel.models import NumberSeries
from candor.kernel.tests.threads import at_once


def test_the_clock_says_the_present_in_utc() -> None:
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)  # noqa: TID251 - compared with the real one
    assert clock.now().tzinfo is UTC


def test_the_clock_can_be_held_and_goes_on_afterwards() -> None:
    moment = datetime(2026, 3, 29, 3, 30, tzinfo=timezone(timedelta(hours=2)))
    with clock.at(moment):
        assert clock.now() == moment
        assert clock.now().tzinfo is UTC
        with clock.later(days=1):
            assert clock.now() == moment + timedelta(days=1)
        assert clock.now() == moment
    assert clock.now() > moment


def test_the_clock_takes_no_naive_moment() -> None:
    with pytest.raises(ValueError, match="aware"), clock.at(datetime(2026, 1, 1)):  # noqa: DTZ001 - that is the test
        pass


@pytest.mark.parametrize(
    ("zone", "day"), [("Europe/Berlin", 1), ("UTC", 31), ("Pacific/Auckland", 1), ("America/New_York", 31)]
)
def test_today_depends_on_where_one_is(zone: str, day: int) -> None:
    with clock.at(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)):
        assert clock.today(zone).day == day


def test_references_are_opaque_different_and_readable_on_the_telephone() -> None:
    refs = {ids.new_ref() for _ in range(2000)}
    assert len(refs) == 2000
    assert all(re.fullmatch(r"[0-9a-hjkmnp-tv-z]{16}", ref) for ref in refs)
    assert re.fullmatch(r"[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}", ids.new_code())
    assert len({ids.new_secret() for _ in range(2000)}) == 2000


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gaps_and_no_doubles() -> None:
    """Every third transaction fails and gives its number back."""

    def take(caller: int) -> list[int]:
        taken = []
        for turn in range(6):
            try:
                with transaction.atomic():
                    number = numbers.next_number("case")
                    if (caller + turn) % 3 == 0:
                        raise InterruptedError
                taken.append(number)
            except InterruptedError:
                continue
        return taken

    given_out = sorted(number for taken in at_once(8, take) for number in taken)
    assert given_out == list(range(1, len(given_out) + 1))
    assert NumberSeries.objects.get(name="case").last == len(given_out)


@pytest.mark.django_db
def test_an_acknowledged_write_is_on_the_disk_before_it_is_acknowledged() -> None:
    """Tests themselves do not wait for the disk; every connection of a real instance does."""
    parameters = connection.get_connection_params()
    ours: Any = connection
    opened = ours.get_new_connection(parameters)
    try:
        assert opened.execute("PRAGMA synchronous").fetchone() == (FULL,)
        assert opened.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    finally:
        opened.close()


FULL = 2
"""https://www.sqlite.org/pragma.html#pragma_synchronous"""


@pytest.mark.db
@pytest.mark.django_db
def test_each_series_counts_for_itself() -> None:
    assert [numbers.next_number(name) for name in ("case", "invoice", "case")] == [1, 1, 2]


CANARY = "kim@nordlicht.example"


def lines(captured: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in captured.splitlines() if line]


def test_a_log_line_holds_listed_fields_alone(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info")
    logs.log.info("mail taken", mailbox=3, address=CANARY, subject=f"Help {CANARY}", count=1)
    (line,) = lines(capsys.readouterr().err)
    assert line["event"] == "mail taken"
    assert (line["mailbox"], line["count"], line["dropped_fields"]) == (3, 1, 2)
    assert CANARY not in json.dumps(line)


def test_what_libraries_say_is_told_without_their_words(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("info")
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error: /people/%s", CANARY)
    captured = capsys.readouterr()
    (line,) = lines(captured.err)
    assert line["error"] == "ValueError"
    assert line["name"] == "django.request"
    assert line["place"].startswith(f"{__name__}:")
    assert CANARY not in captured.err + captured.out


@given(st.dictionaries(st.text(min_size=1, max_size=20), st.text(max_size=20), max_size=8))
def test_no_unlisted_field_passes(fields: dict[str, str]) -> None:
    kept = logs.drop_unlisted(None, "info", dict(fields))
    assert set(kept) <= logs.ALLOWED | {"dropped_fields"}
