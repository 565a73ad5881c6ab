"""A database that is locked or full: nobody waits long, reading goes on, nothing is half done, and it heals."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from candor.helpdesk.actions.presence import note_presence
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel import clock
from candor.kernel.db import lock as locking
from candor.kernel.db.lock import WriterLock
from candor.kernel.models import NumberSeries, StoredFile
from candor.kernel.tests.threads import at_once
from tests.cast import signed_in
from tests.waiting import PATIENCE, least_seconds

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="these faults are SQLite's"),
]

NORMAL, FULL = 1, 2
"""https://www.sqlite.org/pragma.html#pragma_synchronous"""

LONGEST = 2.5
"""Seconds: the promise of two, and what a request adds."""


@pytest.fixture(autouse=True)
def _small_house(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.faults.urls"


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@contextmanager
def writer_holds_the_queue() -> Iterator[None]:
    lock = WriterLock(f"{connection.settings_dict['NAME']}.writer")
    assert lock.acquire()
    try:
        yield
    finally:
        lock.release()


@contextmanager
def another_program_holds_the_database() -> Iterator[None]:
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.parametrize("held", [writer_holds_the_queue, another_program_holds_the_database])
def test_a_locked_database_is_told_within_two_seconds(client: Client, held: Any) -> None:
    assert client.post("/faults/write").content == b"1"

    def write() -> None:
        answer = client.post("/faults/write")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "nothing that was saved is lost" in answer.content.decode()

    with held():
        assert least_seconds(write, promised=LONGEST) < LONGEST
        assert client.get("/faults/read").content == b"1", "reading goes on"
    assert client.post("/faults/write").content == b"2", "and it heals by itself"


def test_many_who_wait_together_wait_no_longer(client: Client) -> None:
    def write(_: int) -> int:
        return Client(raise_request_exception=False).post("/faults/write").status_code

    def write_together() -> None:
        assert set(at_once(8, write)) == {503}

    with writer_holds_the_queue():
        assert least_seconds(write_together, promised=LONGEST + 0.5) < LONGEST + 0.5
    assert not StoredFile.objects.exists()


def test_a_signed_in_page_is_read_while_the_database_is_locked(kim: Any) -> None:
    browser = signed_in(kim)
    browser.get("/customer/cases/")  # the first page gives the session its form token
    with clock.later(minutes=5), writer_holds_the_queue():
        assert browser.get("/customer/cases/").status_code == 200


def test_being_at_a_case_is_noted_where_that_holds_nobody_up(kim: Any, anna: Any, boris: Any) -> None:
    case = ticket_of(kim)
    note_presence(case, boris, is_writing=False)
    with writer_holds_the_queue():
        assert [row.person for row in note_presence(case, anna, is_writing=True)] == [boris], "reading goes on"
    assert not note_presence(case, boris, is_writing=False), "it was left out"
    note_presence(case, anna, is_writing=True)
    assert [row.person for row in note_presence(case, boris, is_writing=False)] == [anna], "and is noted the next time"


def test_a_hasty_write_leaves_the_next_one_as_durable_as_it_was(kim: Any, anna: Any) -> None:
    case, modes = ticket_of(kim), []
    with durable() as mode, connection.execute_wrapper(lambda run, *asked: (modes.append(mode()), run(*asked))[1]):
        note_presence(case, anna, is_writing=False)
        NumberSeries.objects.create(name="fault")
    assert modes[-2:] == [NORMAL, FULL]


@contextmanager
def durable() -> Iterator[Callable[[], int]]:
    """Wait for the disk as a real instance does, other than tests; the block may ask whether a write would."""
    own: Any = connection.connection
    usual = own.execute("PRAGMA synchronous").fetchone()[0]
    own.execute("PRAGMA synchronous = FULL")
    yield lambda: own.execute("PRAGMA synchronous").fetchone()[0]
    own.execute(f"PRAGMA synchronous = {usual}")


@contextmanager
def full_disk() -> Iterator[None]:
    """The database file may not grow by a single page; SQLite says then what it says on a full disk."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # no free page inside either
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 4294967294")


def test_a_full_disk_stops_writing_but_not_reading_and_heals(client: Client) -> None:
    client.post("/faults/write")
    with full_disk():
        statuses = [client.post("/faults/write").status_code for _ in range(60)]
        assert statuses[-1] == 503, "nothing more fits"
        assert set(statuses) == {200, 503}
        assert statuses == sorted(statuses), "once full it stays full"
        rows = StoredFile.objects.count()
        assert NumberSeries.objects.get(name="fault").last == rows == statuses.count(200) + 1, "nothing half done"
        assert client.get("/faults/read").content.decode() == str(rows)
    assert client.post("/faults/write").content.decode() == str(rows + 1)


def test_eight_contending_writers_wait_for_their_turn_and_none_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is: nobody waits more than a few rounds in which each writes once."""
    waits: list[float] = []
    lock = threading.Lock()
    monkeypatch.setattr(locking.WriterLock.acquire, "__defaults__", (PATIENCE,))

    def write(_: int) -> list[int]:
        browser, numbers = Client(), []
        for _turn in range(25):
            began = time.monotonic()
            numbers.append(int(browser.post("/faults/write").content))
            with lock:
                waits.append(time.monotonic() - began)
        connections.close_all()
        return numbers

    began = time.monotonic()
    numbers = sorted(number for each in at_once(8, write) for number in each)
    rounds = (time.monotonic() - began) / 25
    assert numbers == list(range(1, 201))
    waits.sort()
    assert waits[-3] < max(2, 5 * rounds), f"the 99th percentile waited {waits[-3]:.2f} s"


@pytest.mark.parametrize(
    "path", ["/%00", "/tech/%00/", "/customer/cases/%00/", "/" + "x" * 9_000, "/?q=" + "y" * 9_000, "/contact/?%00=1"]
)
def test_an_address_that_cannot_be_read_is_told_so(client: Client, path: str) -> None:
    assert client.get(path).status_code in {200, 302, 400, 404}
    assert client.post(path).status_code in {302, 400, 401, 403, 404, 405, 422}


@pytest.mark.parametrize(
    "path", ["/../../etc/passwd", "/static/../../secret.key", "/%2e%2e/%2e%2e/secret.key", "/contact//", "/\udcff"]
)
def test_a_path_leads_nowhere_it_should_not(client: Client, path: str) -> None:
    assert client.get(path.encode("utf-8", "surrogateescape").decode("latin-1")).status_code in {301, 400, 404}
