"""Somebody registers on the telephone without JavaScript, and a super customer looks after the colleagues."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from candor.kernel import instance
from candor.kernel.jobs.worker import run_all_due
from candor.mail.models import OutboxMessage
from candor.people.models import Membership, Organisation, Person
from tests.browser import PHONE, Visit, look_closely

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

A_PERSONS_PACE = 2_100
"""Milliseconds: nobody fills the form in faster."""


@pytest.fixture(autouse=True)
def lindwurm(db: None) -> None:
    instance.finish_set_up("Lindwurm Software")


def link_mailed_to(address: str) -> str:
    """The path of the link in the newest mail to the address."""
    run_all_due()
    text = OutboxMessage.objects.filter(to_address=address).latest("id").text
    found = re.search(r"https?://[^/]+(/\S+)", text)
    assert found, text
    return found[1]


def test_somebody_registers_and_chooses_a_password(visit: Visit) -> None:
    page = visit(width=PHONE, script=False)
    page.goto("/")
    page.locator("main").get_by_role("link", name="Register").click()
    page.get_by_label("Your name").fill("Ines Falk")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("alert")).to_contain_text("Tell us your e-mail address")
    expect(page.get_by_label("Your name")).to_have_value("Ines Falk")
    page.get_by_label("Your e-mail address").fill("ines@falk.example")
    page.wait_for_timeout(A_PERSONS_PACE)
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")
    assert not page.context.cookies()
    page.goto(link_mailed_to("ines@falk.example"))
    page.get_by_label("Choose a password").fill("sieben gelbe lampen brennen")
    page.get_by_role("button", name="Make my account and sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My cases")
    assert Person.objects.get(name="Ines Falk").account.password


def test_a_super_customer_invites_and_ends_access(
    visit: Visit, kim: Person, lee: Person, nordlicht: Organisation
) -> None:
    page = visit(lee, width=PHONE, color_scheme="dark")
    page.goto("/customer/organisations/")
    look_closely(page)
    page.get_by_role("link", name="Invite a colleague").click()
    look_closely(page)
    page.get_by_label("E-mail address of your colleague").fill("neu@nordlicht.example")
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("main")).to_contain_text("neu@nordlicht.example")
    page.get_by_role("link", name="End access").click()
    look_closely(page)
    page.get_by_role("button", name="End access").click()
    expect(page.get_by_role("main")).not_to_contain_text("Kim Jansen")
    assert not Membership.objects.filter(person=kim, ended_on=None).exists()
    page.goto(link_mailed_to("neu@nordlicht.example"))
    expect(page.get_by_role("heading", level=1)).to_have_text("You are invited to Nordlicht GmbH")
    look_closely(page)


def test_forms_and_settings_are_open_to_everybody(visit: Visit, adam: Person) -> None:
    page = visit()
    page.goto("/register/")
    look_closely(page)
    page = visit(adam, width=PHONE)
    page.goto("/tech/configuration/welcome/")
    look_closely(page)
