"""Two at one case, and one at the telephone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from candor.helpdesk.actions.binning import move_to_bin
from candor.helpdesk.actions.call_backs import Promise, promise_call
from candor.helpdesk.actions.following import add_copy, follow, suggest_copies
from candor.helpdesk.actions.routing import assign
from candor.helpdesk.models import BinReason, Notification
from candor.helpdesk.public import NewMessage, add_customer_message, send_reply
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel import clock
from candor.kernel.actor import SYSTEM
from candor.people.actions.identifiers import add_identifier
from candor.people.models import IdentifierKind, Person
from tests.browser import PHONE, Visit, look_closely, look_from_all_sides
from tests.cast import actor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NUMBER = "+49 431 5550109"


@pytest.mark.journey
def test_two_at_one_case_and_a_call_between(visit: Visit, kim: Person, anna: Person, boris: Person) -> None:
    """Boris hears of the case, sees that Anna writes, is mentioned by picking his name; the phone rings meanwhile."""
    add_identifier(kim, IdentifierKind.PHONE, NUMBER, by=SYSTEM)
    ticket = ticket_of(kim)
    assign(ticket, boris, by=actor(anna))

    annas = visit(anna)
    annas.goto(f"/tech/cases/{ticket.ref}/")
    annas.locator(".composer-mode").filter(has_text="Internal note").click()
    annas.locator(".composer-text").press_sequentially("@Bor")
    annas.get_by_role("option", name="Boris Tal").wait_for()
    annas.keyboard.press("Enter")
    expect(annas.locator(".composer-text")).to_have_value("@Boris Tal ")
    annas.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    boriss = visit(boris)
    boriss.goto("/tech/notifications/")
    expect(boriss.locator("#badge-notifications")).to_have_text("1")
    boriss.get_by_role("link", name=ticket.subject).click()
    expect(boriss.get_by_text("Anna Berg is writing")).to_be_visible()
    expect(boriss.locator("#badge-notifications")).to_have_text("")

    expect(annas.locator(".composer-saved")).to_contain_text("saved")
    annas.goto(f"data:text/html,<a href='{annas.url.split('/tech')[0]}/tech/call?number=04315550109'>Call</a>")
    annas.get_by_role("link", name="Call").click()
    expect(annas.get_by_role("heading", name="Call from +494315550109")).to_be_visible()
    annas.get_by_role("link", name=f"#{ticket.number}").click()
    expect(annas.locator(".composer-text")).to_have_value("@Boris Tal")
    annas.locator(".composer-mode").filter(has_text="Internal note").click()
    annas.get_by_role("button", name="Save note").click()
    expect(annas.locator(".message-note")).to_contain_text("@Boris Tal")
    assert Notification.objects.unread().get(person=boris).tally == {"mentioned": 1}


PAGES = [
    "/tech/",
    "/tech/cases/{ref}/",
    "/tech/notifications/",
    "/tech/notifications/settings/",
    "/tech/call?number=04315550109",
    "/tech/call?number=",
    "/tech/bin/",
    "/tech/bin/{binned}/",
    "/tech/bin/{binned}/purge/",
]


@pytest.mark.axe
def test_axe_finds_nothing_where_people_work_together(visit: Visit, kim: Person, anna: Person, adam: Person) -> None:
    add_identifier(kim, IdentifierKind.PHONE, NUMBER, by=SYSTEM)
    ticket, binned = ticket_of(kim), ticket_of(kim, "Buy this")
    assign(ticket, adam, by=actor(anna))
    follow(ticket, anna, by=actor(anna))
    add_copy(ticket, "Sam Peters", "sam@hafen.example", by=actor(anna))
    suggest_copies(ticket, [("Ole", "ole@x.example")], is_verified=False, by=SYSTEM)
    add_customer_message(ticket, NewMessage("One more thing"), by=actor(kim))
    promise_call(ticket, Promise(adam, NUMBER, clock.now() + timedelta(minutes=5), "The export"), by=actor(adam))
    move_to_bin(binned, BinReason.SPAM, by=actor(anna))
    page = visit(adam, locale="de-DE")

    for path in PAGES:
        page.goto(path.format(ref=ticket.ref, binned=binned.ref))
        look_from_all_sides(page)


@pytest.mark.axe
def test_axe_finds_nothing_where_copies_are_read(visit: Visit, kim: Person, sam: Person, anna: Person) -> None:
    ticket = ticket_of(kim)
    add_copy(ticket, "Sam Peters", "sam@hafen.example", by=actor(anna))
    send_reply(ticket, NewMessage("For both of you"), by=actor(anna))
    page = visit(sam, width=PHONE, locale="de-DE", color_scheme="dark")
    for path in ("/customer/cases/?of=copies", f"/customer/cases/{ticket.ref}/"):
        page.goto(path)
        look_closely(page)
