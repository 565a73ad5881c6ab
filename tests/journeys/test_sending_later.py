"""Anna answers in the evening; the reply leaves in the morning, unless she takes it back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from candor.helpdesk.models import LaterReply
from candor.helpdesk.tests.stories import ticket_of
from candor.people.models import Person
from tests.browser import PHONE, Visit, look_from_all_sides


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "plain"])
def test_anna_sends_a_reply_tomorrow(visit: Visit, kim: Person, anna: Person, script: bool) -> None:
    ticket = ticket_of(kim)
    page = visit(anna, script=script) if script else visit(anna, script=script, width=PHONE)
    page.goto(f"/tech/cases/{ticket.ref}/")
    page.get_by_role("textbox", name="Reply").fill("Good morning.")
    page.get_by_text("Send later…").click()
    page.get_by_role("button", name="Tomorrow at nine").click()
    waiting = page.get_by_role("article", name="Reply by Anna Berg that is not sent yet")
    expect(waiting).to_contain_text("will be sent")

    if script:
        look_from_all_sides(page)
        page.goto(f"/tech/later-replies/{LaterReply.objects.get().ref}/")
        look_from_all_sides(page)
        page.goto(f"/tech/cases/{ticket.ref}/")
    waiting.get_by_role("button", name="Take back").click()
    expect(page.get_by_role("textbox", name="Reply")).to_have_value("Good morning.")
    assert not LaterReply.objects.exists()
