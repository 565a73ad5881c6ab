"""Overwriting what deleting left: at once where tables are small, at night where everybody would have to wait."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from candor.kernel import clock
from candor.kernel.db import compaction
from candor.kernel.db.compaction import WaitsForNight, compact, is_night, next_night
from candor.kernel.models import Job, NumberSeries
from candor.kernel.search.backends import backend

NOON, NIGHT = datetime(2026, 11, 20, 12, tzinfo=UTC), datetime(2026, 11, 21, 2, tzinfo=UTC)
TABLE = NumberSeries._meta.db_table


@pytest.mark.django_db
def test_the_night_is_that_of_the_place_where_the_instance_stands() -> None:
    with clock.at(NOON):
        assert (is_night(), next_night()) == (False, datetime(2026, 11, 21, 0, tzinfo=UTC)), "one o'clock in Berlin"
    with clock.at(NIGHT):
        assert is_night()
    with clock.at(datetime(2026, 10, 24, 23, 30, tzinfo=UTC)):
        assert is_night(), "half past one, on the night in which the clocks go back"


@pytest.fixture
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "LARGE", 0)


@pytest.fixture
def postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL writes tables anew")


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_large_tables_are_written_anew_at_night_alone(postgresql: None, everything_is_large: None) -> None:
    for overwrite in (lambda: compact([TABLE]), backend().overwrite):
        with clock.at(NOON), pytest.raises(WaitsForNight) as waits:
            overwrite()
        assert waits.value.until == datetime(2026, 11, 21, 0, tzinfo=UTC)
        with clock.at(NIGHT):
            assert overwrite()


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_nobody_waits_behind_us_for_a_table_that_somebody_reads(
    postgresql: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compaction, "PATIENCE", "50ms")
    with reading():
        assert not compact([TABLE])
    assert compact([TABLE])
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",), "whoever uses this connection next waits as long as ever"


@pytest.mark.django_db(transaction=True)
def test_a_large_index_is_merged_at_night(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's index is made of tables like the others")
    merged: list[str] = []
    monkeypatch.setattr("candor.kernel.search.backends.sqlite.LARGE", 0)
    monkeypatch.setattr(
        "candor.kernel.search.backends.sqlite.SQLiteWriter.optimize", lambda _self, kind: merged.append(kind)
    )
    with clock.at(NOON):
        assert backend().overwrite()
        assert not merged
        assert Job.objects.get().run_at == next_night()
    with clock.at(NIGHT):
        assert backend().overwrite()
        assert merged


@contextmanager
def reading() -> Iterator[None]:
    """Somebody whose transaction has looked at the table and is not over."""
    over, looks = threading.Event(), threading.Event()

    def look() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM kernel_numberseries")
            looks.set()
            over.wait(60)
        connection.close()

    reader = threading.Thread(target=look)
    reader.start()
    assert looks.wait(60)
    try:
        yield
    finally:
        over.set()
        reader.join(60)
