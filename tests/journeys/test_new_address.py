"""Somebody changes their e-mail address: two mailboxes, a telephone without JavaScript, an officer for a lost one."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from candor.kernel import instance
from candor.kernel.jobs.worker import run_all_due
from candor.mail.models import OutboxMessage
from candor.people.models import AddressChange, Person
from tests.browser import PHONE, Visit, look_closely

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

OLD, NEW = "kim@nordlicht.example", "kim@home.example"


@pytest.fixture(autouse=True)
def lindwurm(db: None) -> None:
    instance.finish_set_up("Lindwurm Software")


def link_mailed_to(address: str) -> str:
    """The path of the link in the newest mail to the address."""
    run_all_due()
    found = re.search(r"https?://[^/]+(/\S+)", OutboxMessage.objects.filter(to_address=address).latest("id").text)
    assert found
    return found[1]


def test_both_mailboxes_agree_to_a_new_address(visit: Visit, kim: Person, paula: Person) -> None:
    own = visit(kim)
    own.goto("/customer/me/")
    own.get_by_role("link", name="Add an e-mail address").click()
    look_closely(own)
    own.get_by_label("New e-mail address").fill(NEW)
    own.get_by_label("Use it instead of the address known so far").check()
    own.get_by_role("button", name="Send the links").click()
    expect(own.get_by_role("main")).to_contain_text("A new e-mail address waits")
    look_closely(own)
    page = visit(width=PHONE, script=False)
    page.goto(link_mailed_to(NEW))
    page.get_by_role("button", name="Yes, this is my address").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert not page.context.cookies()
    page.goto(link_mailed_to(OLD))
    page.get_by_role("button", name="Yes, that was me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The new address counts")
    assert [entry.value for entry in kim.identifiers.filter(kind="email")] == [NEW]
    _lost(visit, kim, paula)


def _lost(visit: Visit, kim: Person, paula: Person) -> None:
    """Now the mailbox of the present address is lost; the officer decides, and the old mailbox stops it after all."""
    own = visit(kim)
    own.goto("/customer/me/e-mails/new/")
    own.get_by_label("New e-mail address").fill("kim@third.example")
    own.get_by_role("button", name="Send the links").click()
    page = visit(width=PHONE, color_scheme="dark")
    page.goto(link_mailed_to("kim@third.example"))
    look_closely(page)
    page.get_by_label("I can no longer read the mailbox").check()
    page.get_by_role("button", name="Yes, this is my address").click()
    office = visit(paula)
    office.goto("/tech/privacy-office/new-addresses/")
    look_closely(office)
    office.get_by_role("link", name="Kim Jansen").click()
    look_closely(office)
    office.get_by_role("radio", name="Called back").check()
    office.get_by_role("button", name="It is certain who asks").click()
    expect(office.get_by_role("main")).to_contain_text("Counts from")
    page.goto(link_mailed_to(NEW))
    look_closely(page)
    page.get_by_role("button", name="No, stop it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It is stopped")
    look_closely(page)
    assert not AddressChange.objects.open().exists()
