"""Who looked at whom: noted once an hour, cheap for pages that only read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from candor.kernel import access_log, clock
from candor.kernel.actor import ANONYMOUS, JOB
from candor.kernel.models import AccessLogEntry
from tests.cast import actor


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    access_log.forget_cache()
    yield
    access_log.forget_cache()


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_a_look_is_noted_once_an_hour(anna: Any, kim: Any) -> None:
    for _ in range(3):
        access_log.looked_at(kim.pk, about=kim, by=actor(anna), role="technician")
    with clock.later(hours=1):
        access_log.looked_at(kim.pk, about=kim, by=actor(anna), role="technician")
    entries = AccessLogEntry.objects.order_by("hour")
    assert [(entry.actor_id, entry.subject_id, entry.object_kind) for entry in entries] == [
        (anna.pk, kim.pk, "people.person")
    ] * 2


@pytest.mark.django_db(transaction=True)
def test_a_second_look_asks_the_database_nothing(anna: Any, kim: Any) -> None:
    by = actor(anna)
    access_log.looked_at(kim.pk, about=kim, by=by, role="technician")
    with CaptureQueriesContext(connection) as queries:
        access_log.looked_at(kim.pk, about=kim, by=by, role="technician")
    assert len(queries) == 0


@pytest.mark.db
@pytest.mark.django_db(transaction=True)
def test_another_process_may_have_noted_it_already(anna: Any, kim: Any) -> None:
    for _ in range(2):
        access_log.looked_at(kim.pk, about=kim, by=actor(anna), role="technician")
        access_log.forget_cache()
    assert AccessLogEntry.objects.count() == 1


@pytest.mark.django_db
def test_looking_at_oneself_and_the_software_itself_leave_no_entry(kim: Any) -> None:
    access_log.looked_at(kim.pk, about=kim, by=actor(kim), role="customer")
    access_log.looked_at(kim.pk, about=kim, by=JOB, role="job")
    access_log.looked_at(kim.pk, about=kim, by=ANONYMOUS, role="")
    access_log.looked_at(None, about=kim, by=JOB, role="job")
    assert not AccessLogEntry.objects.exists()
