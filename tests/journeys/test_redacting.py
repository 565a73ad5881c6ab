"""Anna takes a password away by marking it; Paula looks up who is not to be written to."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.helpdesk.models import Message
from candor.kernel.actor import SYSTEM, Channel
from candor.people.models import Person
from candor.privacy.actions.suppressions import suppress
from candor.privacy.models import Reach, SuppressionReason
from tests.browser import Visit, look_from_all_sides
from tests.cast import actor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SECRET = "zinnober-7714"
MARK = """() => {
  const text = document.querySelector("#marked-text .prose").firstElementChild.firstChild;
  const begin = text.data.indexOf("zinnober");
  document.getSelection().setBaseAndExtent(text, begin, text, begin + 13);
}"""


@pytest.fixture
def letter(kim: Person) -> Message:
    words = f"My password is {SECRET}, please look."
    ticket = open_ticket(
        NewTicket(requester=kim, subject="I cannot sign in", text=words, channel=Channel.MAIL), by=SYSTEM
    )
    return Message.objects.get(ticket=ticket)


@pytest.mark.journey
def test_anna_marks_a_password_and_takes_it_away(visit: Visit, anna: Person, letter: Message) -> None:
    page = visit(anna)
    page.goto(f"/tech/cases/{letter.ticket.ref}/")
    page.get_by_role("button", name="More about the message from Kim Jansen").click()
    page.get_by_role("link", name="Redact").click()
    page.wait_for_load_state("domcontentloaded")  # the script that listens has run
    page.evaluate(MARK)
    expect(page.get_by_label("What is to be taken away")).to_have_value(SECRET)
    page.get_by_role("button", name="Show every place").click()
    expect(page.get_by_text("It stands in 1 place")).to_be_visible()
    look_from_all_sides(page)
    page.get_by_role("button", name="Redact everywhere").click()
    expect(page.get_by_text("My password is [redacted], please look.")).to_be_visible()
    expect(page.get_by_text("Redacted by Anna Berg")).to_be_visible()
    letter.refresh_from_db()
    assert SECRET not in letter.text


@pytest.mark.axe
def test_the_pages_of_redacting_and_suppressing_are_accessible(
    visit: Visit, paula: Person, anna: Person, letter: Message
) -> None:
    suppress("kim@nordlicht.example", Reach.EMAIL, SuppressionReason.OBJECTION, by=actor(paula))
    page = visit(anna)
    page.goto(f"/tech/messages/{letter.ref}/redaction/")
    look_from_all_sides(page)
    office = visit(paula)
    for address in ("/tech/privacy-office/suppressions/", "/tech/privacy-office/suppressions/new/"):
        office.goto(address)
        look_from_all_sides(office)
