"""Seats of those that compute, and the connections that go round among them."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import ConnectionHandler

from candor.config.answering import seated
from candor.kernel import seats
from candor.kernel.db.newer_sqlite import database_settings
from candor.kernel.db.sqlite import idle


@pytest.fixture(autouse=True)
def two_seats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seats, "_seats", threading.BoundedSemaphore(2))
    monkeypatch.setattr(seats, "_of_thread", threading.local())
    monkeypatch.setattr(seats, "PATIENCE", 0.05)


@dataclass
class Answer:
    """What of Django's answers counts here."""

    content: bytes
    streaming: bool = False

    def close(self) -> None:
        """What it held goes."""


def free() -> int:
    return int(seats._seats._value)


def test_who_waits_for_the_client_leaves_the_seat_and_takes_one_again() -> None:
    free_while_reading = []

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            free_while_reading.append(free())
            return super().read(size)

    def app(environ: dict[str, Any], _start: Any) -> Answer:
        assert free() == 1
        said = environ["wsgi.input"].read(4)
        assert free() == 1
        return Answer(said + environ["wsgi.input"].readline())

    assert seated(app)({"wsgi.input": Slow(b"slow upload\nmore")}, lambda *_: None) == [b"slow upload\n"]
    assert free_while_reading == [2]
    assert free() == 2


def test_what_streams_and_what_fails_keeps_no_seat() -> None:
    streaming = Answer(b"long", streaming=True)
    assert seated(lambda *_: streaming)({"wsgi.input": io.BytesIO()}, lambda *_: None) is streaming
    with pytest.raises(ZeroDivisionError):
        seated(lambda *_: 1 / 0)({"wsgi.input": io.BytesIO()}, lambda *_: None)
    assert free() == 2


def test_nobody_waits_long_for_a_seat() -> None:
    """Two who wait for another server, and did not say so, hold the third up for a moment only."""
    stay, sitting = threading.Event(), threading.Barrier(3)

    def sit() -> None:
        with seats.seated():
            sitting.wait(60)
            stay.wait(60)

    threads = [threading.Thread(target=sit) for _ in range(2)]
    for thread in threads:
        thread.start()
    sitting.wait(60)
    begun = time.monotonic()
    with seats.seated():
        assert time.monotonic() - begun >= 0.05
        assert free() == 0
    stay.set()
    for thread in threads:
        thread.join(60)
    assert free() == 2, "who had no seat gave none back"


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(idle, "_most", 1)
    monkeypatch.setattr(idle, "_idle", [])
    yield
    while (connection := idle.taken()) is not None:
        connection.close()


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.usefixtures("kept")
def test_a_connection_goes_on_to_the_next_thread_and_writes_there(tmp_path: Path) -> None:
    handler = ConnectionHandler({"default": _settings(tmp_path)})
    first = handler["default"]
    with first.cursor() as cursor:
        cursor.execute("CREATE TABLE note (words text)")
    raw = first.connection
    first.close_if_unusable_or_obsolete()
    assert first.connection is None
    found = []

    def write() -> None:
        second = handler["default"]
        with written(second), second.cursor() as cursor:
            cursor.execute("INSERT INTO note VALUES ('written')")
        found.append(second.connection)
        second.close_if_unusable_or_obsolete()

    thread = threading.Thread(target=write)
    thread.start()
    thread.join(60)
    assert found == [raw]
    with first.cursor() as cursor:
        assert cursor.execute("SELECT words FROM note").fetchall() == [("written",)]


@pytest.mark.usefixtures("kept")
def test_one_too_many_is_closed() -> None:
    first, second = Closing(), Closing()
    assert idle.given(first)
    assert idle.given(second)
    assert (first.is_closed, second.is_closed) == (False, True)
    assert idle.taken() is first


def test_nothing_goes_round_where_nobody_asked_for_it() -> None:
    """Commands, the worker and the tests: a connection belongs to its thread."""
    assert not idle.given(Closing())
    assert idle.taken() is None


@contextmanager
def written(connection: Any) -> Iterator[None]:
    """One transaction, as `atomic` makes it, on a connection of no alias."""
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    try:
        yield
        connection.commit()
    finally:
        connection.set_autocommit(True)


def _settings(folder: Path) -> dict[str, Any]:
    return database_settings(folder, "") | {"TEST": {"NAME": str(folder / "candor.sqlite3")}}


class Closing:
    is_closed = False

    def close(self) -> None:
        self.is_closed = True
