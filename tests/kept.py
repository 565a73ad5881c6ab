"""A pytest plugin: rows that all tests of a module share.

A world of everything costs more than most tests that look at it. So a module's fixtures may make theirs once, inside
`kept_rows`; what a test changes is taken back after it, as always.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from candor.kernel import clock
from candor.people.models import Session


@pytest.fixture(scope="module")
def kept_rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database is open to fixtures of the module, and after its last test as it was before the first.

    Each test's transaction lies within ours. That takes a connection that outlives the test: SQLite's in memory does.
    """
    with django_db_blocker.unblock():
        if connection.vendor != "sqlite":
            raise RuntimeError("only SQLite's connection stays open from one test to the next")
        with transaction.atomic():
            yield
            transaction.set_rollback(True)


def sign_in_just_now() -> None:
    """Sessions that the module made count as fresh, however long its earlier tests took."""
    now = clock.now()
    Session.objects.update(created_at=now, signed_in_at=now, last_seen_at=now)
