"""The public sandbox: one click to enter as anybody, and nothing there that one visitor could spoil for all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from candor.helpdesk.demo.entry import ENTRIES, Entry
from candor.kernel.http import client as outgoing
from candor.people.models import Person
from candor.people.roles import Role
from tests.cast import make_customer, make_staff, signed_in

pytestmark = pytest.mark.django_db

UNTIL = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


@pytest.fixture
def sandbox(settings: Any) -> None:
    """An instance that is a sandbox, with the people whom visitors may be."""
    settings.INSTANCE = replace(settings.INSTANCE, sandbox_until=UNTIL)
    for entry in ENTRIES:
        if entry.face == "customer":
            make_customer("Kora", entry.email, None)
        else:
            make_staff(f"The {entry.role}", Role(entry.role), entry.email)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.role)
def test_one_click_on_the_welcome_page_enters(entry: Entry, sandbox: None, client: Client) -> None:
    address = f"/{entry.face}/sandbox/{entry.role}/"
    assert f'action="{address}"' in client.get("/").text
    answer = client.post(address, follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"].startswith(f"/{entry.face}/")
    assert "sign-in" not in answer.request["PATH_INFO"]


def test_nobody_enters_by_a_link(sandbox: None, client: Client) -> None:
    assert client.get("/tech/sandbox/technician/").status_code == 405


def test_nobody_enters_as_the_administrator_or_by_the_wrong_door(sandbox: None, client: Client) -> None:
    for address in ("/tech/sandbox/administrator/", "/tech/sandbox/customer/", "/customer/sandbox/technician/"):
        assert client.post(address).status_code == 404
    assert not client.cookies


def test_anywhere_else_these_doors_do_not_exist(client: Client) -> None:
    make_staff("Anna", Role.TECHNICIAN, "tech@demo.example")
    assert client.post("/tech/sandbox/technician/").status_code == 404
    welcome = client.get("/")
    assert "sandbox" not in welcome.text
    assert "X-Robots-Tag" not in welcome.headers


def test_every_page_says_that_it_is_a_sandbox_and_until_when(sandbox: None, anna: Person) -> None:
    page = signed_in(anna).get("/tech/")
    assert "At 15:00 all of it is thrown away" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_what_would_lock_others_out_stays_closed(sandbox: None, adam: Person) -> None:
    answer = signed_in(adam).post("/tech/me/e-mails/new/", {"email": "mine@mallory.example"})
    assert answer.status_code == 403
    assert "This stays closed in the sandbox" in answer.text
    assert not adam.identifiers.filter(value="mine@mallory.example").exists()


def test_it_calls_nobody(sandbox: None) -> None:
    with pytest.raises(outgoing.NotAllowed, match="calls nobody"):
        outgoing.fetch("https://example.com/")


def test_many_entries_from_one_network_are_slowed(
    sandbox: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("candor.helpdesk.views.sandbox.MOST_ENTRIES", 2)
    codes = [client.post("/tech/sandbox/technician/").status_code for _ in range(3)]
    assert codes == [303, 303, 429]
