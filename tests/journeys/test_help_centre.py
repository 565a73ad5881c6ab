"""A visitor finds the answer while typing, says that it helped, is offered it beside a message: without a cookie."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from candor.helpdesk.models import Ticket
from candor.kernel import instance
from candor.knowledge.models import ArticleText
from candor.knowledge.tests.stories import published
from tests.browser import Visit, look_closely

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


@pytest.fixture(autouse=True)
def lindwurm(db: None) -> None:
    instance.finish_set_up("Lindwurm Software")


def test_a_visitor_finds_the_answer_and_sends_nothing(visit: Visit) -> None:
    article = published()
    page = visit()
    page.goto("/help/")
    page.get_by_role("searchbox").fill("printer")
    found = page.locator("#found").get_by_role("link", name="Set up a printer")
    expect(found).to_be_visible()
    look_closely(page)
    found.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a printer")
    look_closely(page)
    page.get_by_role("button", name="Yes, it helped").click()
    expect(page.locator("#feedback")).to_contain_text("Thank you")
    page.goto("/contact/")
    page.get_by_label("Subject").fill("Set up my printer")
    offered = page.locator("#suggestions").get_by_role("button", name="This solved it, do not send")
    expect(offered).to_be_visible()
    look_closely(page)
    # Enter in a field means "send", never "do not send".
    page.get_by_label("Your name").press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    offered.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing was sent")
    assert (Ticket.objects.count(), ArticleText.objects.get(article=article).helped_count) == (0, 2)
    assert not page.context.cookies()
