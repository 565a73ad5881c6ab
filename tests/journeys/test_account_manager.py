"""The Account Manager in a browser: a customer reads what is held, an administrator hides a group of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.kernel.actor import Channel
from candor.people.models import Person
from tests.browser import Visit, look_from_all_sides
from tests.cast import actor

pytestmark = pytest.mark.journey


@pytest.fixture
def case(transactional_db: Any, kim: Person) -> None:
    asked = NewTicket(requester=kim, subject="The export stops", text="Nothing comes out.", channel=Channel.WEB)
    open_ticket(asked, by=actor(kim))


@pytest.mark.slow
def test_a_customer_reads_everything_and_the_officer_sees_the_same(
    visit: Visit, kim: Person, paula: Person, case: None
) -> None:
    page = visit(kim)
    page.goto(reverse("customer:cases"))
    page.get_by_role("link", name="My data").first.click()
    look_from_all_sides(page)
    page.get_by_role("link", name="My cases", exact=True).last.click()
    expect(page.get_by_text("The export stops")).to_be_visible()
    page.get_by_role("navigation", name="Kinds of records").get_by_role("link", name="Message").click()
    expect(page.get_by_text("Nothing comes out.")).to_be_visible()
    expect(page.get_by_text("When it goes").first).to_be_visible()
    look_from_all_sides(page)
    office = visit(paula)
    office.goto(reverse("tech:person", args=[kim.ref]))
    office.get_by_role("link", name="See what they see").click()
    expect(office.get_by_role("heading", name="What Kim Jansen sees")).to_be_visible()
    look_from_all_sides(office)
    page.goto(reverse("customer:me-data-group", args=["looks"]))
    expect(page.get_by_text("Privacy officer")).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "plain"])
def test_an_administrator_hides_a_group(visit: Visit, adam: Person, kim: Person, case: None, script: bool) -> None:
    page = visit(adam, script=script)
    page.goto(reverse("tech:account-manager"))
    preview = page.get_by_role("region", name="Preview")
    expect(preview.get_by_text("My downloads")).to_be_visible()
    page.get_by_label("My downloads").uncheck()
    if not script:
        page.get_by_role("button", name="Show the preview").click()
    expect(preview.get_by_text("My downloads")).to_have_count(0)
    expect(preview.get_by_text("They are in the copy of your data")).to_be_visible()
    if script:
        look_from_all_sides(page)
    page.get_by_role("button", name="Save choice").click()
    expect(page.get_by_text("Saved. The pages of the Account Manager show it")).to_be_visible()
    theirs = visit(kim)
    theirs.goto(reverse("customer:me-data"))
    expect(theirs.get_by_text("My downloads")).to_have_count(0)
