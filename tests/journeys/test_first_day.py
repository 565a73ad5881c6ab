"""The first day in the browser: from the address that the start prints to a key that opens the first backup."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from candor.kernel import instance, tokens
from candor.kernel.backup import making, reading, recovery
from candor.kernel.jobs.worker import run_all_due
from candor.people.models import Person
from tests.browser import PHONE, Visit, look_from_all_sides

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

FIRST = {
    "Name of your organisation": "Lindwurm Software", "Your name": "Adam Kern",
    "Your e-mail address": "adam@lindwurm.example", "Choose a password": "correct-horse-battery",
}  # fmt: skip


@pytest.fixture
def empty_home() -> Iterator[None]:
    yield
    (Path(settings.INSTANCE.home) / recovery.FILE_NAME).unlink(missing_ok=True)
    shutil.rmtree(making.folder(), ignore_errors=True)


def test_from_the_printed_address_to_a_key_that_opens_the_first_backup(visit: Visit, empty_home: None) -> None:
    secret = tokens.issue_link(instance.SET_UP, None, lives=timedelta(hours=1))
    page = visit(width=PHONE)
    page.goto(reverse("public:set-up", args=[secret]))
    for label, words in FIRST.items():
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Set up and open the Tech Center").click()
    page.wait_for_url("**/tech/configuration/backups/key/")
    assert Person.objects.get().name == "Adam Kern"
    look_from_all_sides(page)
    page.get_by_role("button", name="Make the key and show it").click()
    text = key_on(page)
    look_from_all_sides(page)
    page.get_by_label("The last eight letters of the key").fill("AAAA-AAAA")
    page.get_by_role("button", name="I have kept it: use this key").click()
    expect(page.get_by_text("The key is not shown again.")).to_be_visible()
    page.get_by_label("The last eight letters of the key").fill(text[-9:])
    page.get_by_role("button", name="I have kept it: use this key").click()
    page.wait_for_url("**/tech/configuration/backups/")
    expect(page.get_by_text("A backup is being made").first).to_be_visible()
    run_all_due()
    page.goto("/tech/configuration/backups/")
    expect(page.get_by_role("row")).to_have_count(2)
    look_from_all_sides(page)
    (archive,) = making.folder().glob(f"*{making.ENDING}")
    assert reading.verify(archive, recovery.private_of(text)).tally.things, "what was written down opens it"
    page.goto(reverse("tech:breach-alarm"))
    expect(page.get_by_role("link", name="Give somebody the role")).to_be_visible()
    look_from_all_sides(page)


def key_on(page: Page) -> str:
    groups = page.get_by_role("list", name="Recovery key").get_by_role("listitem")
    expect(groups).to_have_count(14)
    return "-".join(groups.all_inner_texts())
