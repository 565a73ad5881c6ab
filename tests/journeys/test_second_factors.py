"""Second factors in real Chromium: a passkey of a virtual device is added and signs in; the pages are accessible."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from candor.kernel import clock
from candor.kernel.models import Instance
from candor.people.models import Person, SignInRules
from candor.people.tests.factors import Device, give_app, give_passkey
from tests.browser import DESKTOP, Visit, look_from_all_sides
from tests.cast import PASSWORD

pytestmark = pytest.mark.journey

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


MINE = "/tech/me/second-factors/"
PAGES = (MINE, "/tech/configuration/sign-in/", f"{MINE}passkeys/new/", "/tech/confirm-password/")


@pytest.fixture
def our_house(transactional_db: None, settings: Any, site: str) -> Instance:
    """The instance at the address of the test's server: passkeys belong to it."""
    settings.INSTANCE = replace(settings.INSTANCE, base_url=site)
    return Instance.objects.create(organisation_name="Lindwurm Software", set_up_at=clock.now())


def enter(page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_is_added_and_signs_in_alone_and_as_second_step(
    visit: Visit, our_house: Instance, kim: Person
) -> None:
    page = visit(kim, width=DESKTOP)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto("/customer/me/second-factors/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name of the passkey").fill("Telephone")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("list", name="Recovery codes").get_by_role("listitem")).to_have_count(10)
    page.context.clear_cookies()
    page.goto("/customer/me/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/customer/me/")
    page.context.clear_cookies()
    page.goto("/customer/me/")
    enter(page, "kim@nordlicht.example")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/customer/me/")
    expect(page.get_by_role("main")).to_contain_text("Telephone")


@pytest.mark.axe
def test_axe_finds_nothing_on_the_pages_about_second_factors(
    visit: Visit, our_house: Instance, adam: Person, anna: Person, boris: Person
) -> None:
    for person in (anna, adam):
        give_app(person)
        give_passkey(person, Device(credential_id=f"device-of-{person.ref}".encode()))
    SignInRules.objects.create(staff_second_factor="required")
    page = visit(adam)
    for address in PAGES:
        page.goto(address)
        look_from_all_sides(page)
    page.goto(MINE)
    page.get_by_role("button", name="Set up another telephone").click()
    page.wait_for_url("**/app/")
    look_from_all_sides(page)
    for email in ("anna@lindwurm.example", "boris@lindwurm.example"):
        door = visit()
        door.goto("/tech/sign-in/")
        enter(door, email)
        door.get_by_role("link", name="Back to sign in").wait_for()
        look_from_all_sides(door)
