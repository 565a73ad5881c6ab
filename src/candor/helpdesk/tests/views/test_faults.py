"""What Anna reads when the database is locked or full: nothing half done, and a sentence she understands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from candor.helpdesk.models import Message, Status, Ticket
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel.db.lock import WriterLock
from tests.cast import signed_in
from tests.waiting import least_seconds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

only_sqlite = pytest.mark.skipif(
    "postgres" in connection.vendor, reason="PostgreSQL has no queue of writers and no page count"
)


@contextmanager
def another_writer() -> Iterator[None]:
    """Somebody else holds the writers' lock all the while."""
    lock = WriterLock(f"{connection.settings_dict['NAME']}.writer")
    assert lock.acquire()
    try:
        yield
    finally:
        lock.release()


@only_sqlite
def test_a_locked_database_is_told_within_three_seconds_and_nothing_is_half_done(kim, anna):
    ticket, browser = ticket_of(kim), signed_in(anna)
    browser.get(f"/tech/cases/{ticket.ref}/")

    def reply() -> None:
        answer = browser.post(f"/tech/cases/{ticket.ref}/replies/", {"body": "My words", "version": "0"})
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")

    with another_writer():
        assert least_seconds(reply, promised=3) < 3
        assert browser.get(f"/tech/cases/{ticket.ref}/").status_code == 200, "reading goes on"

    assert Message.objects.count() == 1
    assert browser.post(f"/tech/cases/{ticket.ref}/replies/", {"body": "My words", "version": "0"}).status_code == 303


@only_sqlite
def test_a_full_disk_refuses_writing_and_goes_on_reading(kim, anna):
    ticket, browser = ticket_of(kim), signed_in(anna)
    address = f"/tech/cases/{ticket.ref}/"
    browser.get(address)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    try:
        answer = browser.post(f"{address}notes/", {"body": "x" * 400_000})
        reading = browser.get(address)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 4294967294")

    assert answer.status_code == 503
    assert reading.status_code == 200
    assert Message.objects.count() == 1
    assert Ticket.objects.get().status == Status.NEW
    assert browser.post(f"{address}notes/", {"body": "Now it works"}).status_code == 303
