"""Lists that people take out of the house hold nobody whose data is restricted, the ready ones included."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from candor.kernel import search
from candor.kernel.jobs.worker import run_all_due
from candor.people.models import Export, Person
from candor.privacy.actions.locks import NewLock, lock_person
from candor.privacy.models import LockGround
from tests.cast import actor, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def made(browser: Client, **said: Any) -> Export:
    form = {"which": "all", "columns": ["name", "email"], "reason": "A letter to all", **said}
    page = browser.post("/tech/people/export/", form)["Location"]
    run_all_due()
    return Export.objects.get(ref=page.split("/")[-2])


def test_a_file_that_tells_of_somebody_restricted_since_is_withdrawn(
    mara: Person, paula: Person, kim: Person, sam: Person
) -> None:
    search.rebuild()
    browser = signed_in(mara)
    with_kim, without = made(browser), made(browser, typed="peters", which="found")
    lock_person(kim, NewLock(LockGround.CLAIMS), by=actor(paula))
    assert [Export.objects.get(pk=row.pk).state for row in (with_kim, without)] == ["withdrawn", "ready"]
    answer: Any = browser.post(f"/tech/exports/{made(browser).ref}/fetch/")
    content = b"".join(answer.streaming_content)
    assert b"sam@hafen.example" in content
    assert b"kim@nordlicht.example" not in content
