"""Anna removes a scan of an ID from a message; Paula marks a nickname in a text before she has somebody erased."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.actions.writing import NewMessage, add_internal_note
from candor.helpdesk.models import Attachment, Message
from candor.kernel.actor import SYSTEM, Channel
from candor.kernel.files import store_file
from candor.people.models import Person
from candor.privacy.erasing import Asked, plan_erasure
from candor.privacy.erasing.marking import marks_of
from candor.privacy.models import Redaction
from tests.browser import Visit, look_from_all_sides
from tests.cast import actor, make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

MARK = """() => {
  const text = [...document.querySelectorAll("#marked-text .prose")].at(-1).lastChild;
  const begin = text.data.indexOf("Quassel");
  document.getSelection().setBaseAndExtent(text, begin, text, begin + 7);
}"""


@pytest.mark.journey
@pytest.mark.axe
def test_anna_removes_a_scan(visit: Visit, anna: Person, paula: Person, kim: Person) -> None:
    new = NewTicket(requester=kim, subject="My new card", text="Here is my passport.", channel=Channel.MAIL)
    letter = Message.objects.get(ticket=open_ticket(new, by=SYSTEM))
    Attachment.objects.create(message=letter, file=store_file("files", "passport.png", "image/png", [b"a scan"]))
    page = visit(anna)
    page.goto(f"/tech/cases/{letter.ticket.ref}/")
    page.get_by_role("button", name="More about the message from Kim Jansen").click()
    page.get_by_role("link", name="Remove file…").click()
    look_from_all_sides(page)
    page.get_by_label("A copy of an identity document").check()
    page.get_by_role("button", name="Show every place").click()
    expect(page.get_by_text("is in 1 place")).to_be_visible()
    look_from_all_sides(page)
    page.get_by_role("button", name="Remove for good").click()
    expect(page.get_by_text("File removed by Anna Berg")).to_be_visible()
    assert Redaction.objects.get().what == "file"
    office = visit(paula)
    office.goto("/tech/privacy-office/redactions/")
    expect(office.get_by_text("A copy of an identity document")).to_be_visible()
    look_from_all_sides(office)


@pytest.mark.axe
def test_paula_marks_a_nickname(visit: Visit, anna: Person, paula: Person) -> None:
    otto = make_person("Otto Alt", "otto@alt.example")
    ticket = open_ticket(NewTicket(requester=otto, subject="Broken", text="Hello", channel=Channel.PHONE), by=SYSTEM)
    add_internal_note(ticket, NewMessage("Otto Alt rang, known as Quassel."), by=actor(anna))
    plan = plan_erasure(otto, Asked(reason="by letter"), by=actor(paula))
    page = visit(paula)
    page.goto(f"/tech/privacy-office/erasures/{plan.ref}/")
    page.get_by_role("link", name="Look through the texts").click()
    expect(page.locator("del")).to_contain_text("Otto Alt")
    look_from_all_sides(page)
    page.get_by_role("link", name="Mark more").click()
    page.wait_for_load_state("domcontentloaded")  # the script that listens has run
    page.evaluate(MARK)
    expect(page.get_by_label("What goes too")).to_have_value("Quassel")
    page.get_by_label("From all texts of others in this plan").check()
    page.get_by_role("button", name="Mark it").click()
    expect(page.locator("del", has_text="Quassel")).to_be_visible()
    look_from_all_sides(page)
    plan.refresh_from_db()
    assert [mark.words for mark in marks_of(plan)] == ["Quassel"]
