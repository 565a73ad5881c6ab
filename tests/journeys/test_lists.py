"""Anna works a list by keyboard: chooses cases, closes them, takes it back, saves what she looks at as a view."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from candor.helpdesk.actions.tagging import add_tags
from candor.helpdesk.models import SavedView, Ticket
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel.actor import SYSTEM
from candor.people.models import Person
from tests.browser import Visit, strike

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.mark.journey
def test_anna_closes_three_of_four_takes_it_back_and_saves_the_view(visit: Visit, kim: Person, anna: Person) -> None:
    for number in range(4):
        ticket_of(kim, f"Case {number}")
    page = visit(anna)
    page.goto("/tech/cases/?show=open")

    strike(page, "j", "x")
    expect(page.locator("span[data-selected]")).to_have_text("1 selected")
    page.locator("tbody input[type=checkbox]").nth(2).click(modifiers=["Shift"])
    expect(page.locator("span[data-selected]")).to_have_text("3 selected")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_text("changed.")).to_be_visible()
    assert Ticket.objects.filter(status="closed").count() == 3
    page.get_by_role("button", name="Take it all back").click()
    expect(page.get_by_text("taken back.")).to_be_visible()
    assert not Ticket.objects.filter(status="closed").exists()

    page.goto("/tech/cases/?show=unassigned")
    strike(page, "Control+k")
    page.get_by_role("combobox").fill("save this")
    strike(page, "Enter")
    page.get_by_label("Name", exact=True).fill("Nobody's yet")
    page.get_by_role("button", name="Save view").click()
    expect(page.get_by_role("heading", name="Nobody's yet")).to_be_visible()
    expect(page.locator(".side-count")).to_have_text("4")
    assert SavedView.objects.get().owner == anna

    first, second = [text.splitlines()[-1] for text in page.locator(".row-link").all_inner_texts()[:2]]
    page.locator(".row-link").first.click()
    expect(page.get_by_role("heading", name=first, exact=True)).to_be_visible()
    strike(page, "j")
    expect(page.get_by_role("heading", name=second, exact=True)).to_be_visible()
    strike(page, "#")
    expect(page.get_by_text("lies in the bin")).to_be_visible()
    expect(page.locator(".row-link", has_text=second)).to_have_count(0)
    strike(page, "z")
    expect(page.get_by_role("heading", name=second, exact=True)).to_be_visible()


@pytest.mark.journey
def test_long_tags_leave_room_for_what_a_case_is_about(visit: Visit, kim: Person, anna: Person) -> None:
    ticket = ticket_of(kim, "The printer in the hall eats paper")
    add_tags(ticket, ["reported to development", "waits for the new release", "8.4"], by=SYSTEM)
    page = visit(anna)
    page.goto("/tech/cases/?show=open")
    link, tags = page.locator(".row-link"), page.locator(".row-tags .tag")
    assert link.evaluate("it => it.scrollWidth <= it.clientWidth"), "the subject is there whole"
    frame = page.locator(".row-tags").bounding_box()
    assert frame
    for box in filter(None, (tag.bounding_box() for tag in tags.all())):
        is_seen = box["y"] < frame["y"] + frame["height"]
        assert not is_seen or box["x"] + box["width"] <= frame["x"] + frame["width"] + 1, "a tag is there whole or not"
