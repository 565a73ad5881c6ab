"""Anna's day in the Tech Center, at a desk, on a phone, and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from candor.helpdesk.models import Category, Draft, MessageKind, Queue, Status, Ticket
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel import search
from tests.cast import PASSWORD
from tests.journeys.conftest import NARROW, WIDE, Visitor

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

DESK = {"viewport": WIDE}
PHONE = {"viewport": NARROW, "is_mobile": True, "has_touch": True}
PLAIN = {"viewport": WIDE, "java_script_enabled": False}

# High enough that nothing sticks over anything: what a bar covers can be scrolled free, axe does not scroll.
HIGH, HIGH_AND_NARROW = {"width": 1440, "height": 5000}, {"width": 360, "height": 7000}


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.parametrize("visitor", [DESK, PHONE, PLAIN], ids=["desk", "phone", "plain"], indirect=True)
def test_annas_day(visitor: Visitor, kim: Any, sam: Any, anna: Any, request: pytest.FixtureRequest) -> None:
    """Sign in, find the case, take it, answer, note, close it, and open one for a caller."""
    is_plain = "plain" in request.node.name
    ticket_of(sam, "Something else")
    ticket = ticket_of(kim, "The export stops", "It stops at 80 %.")

    page = visitor.signs_in("anna@lindwurm.example", PASSWORD)
    expect(page.get_by_role("heading", name="Unassigned")).to_be_visible()

    visitor.goes_to("/tech/cases/")
    page.get_by_role("link", name="The export stops").click()
    expect(page.get_by_role("heading", name="The export stops")).to_be_visible()
    expect(page.get_by_text("It stops at 80 %.")).to_be_visible()

    page.get_by_role("button", name="Take case").click()
    expect(page.locator("#case-head .status")).to_have_text("Open")

    box = page.locator(".composer-text")
    box.click()
    box.fill("Which version is it?")
    if not is_plain:
        expect(page.locator(".composer-saved")).to_contain_text("saved", timeout=6_000)
        assert Draft.objects.get().text == "Which version is it?"
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".message-ours")).to_contain_text("Which version is it?")
    expect(page.locator("#case-head .status")).to_have_text("Waiting for customer")

    box.click()
    page.get_by_role("radio", name="Internal note").check(force=True)
    box.fill("He sounded angry.")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator(".message-note")).to_contain_text("He sounded angry.")

    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Close case").click()
    expect(page.locator("#case-head .status")).to_have_text("Closed")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.assignee) == (Status.CLOSED, anna)
    assert [message.kind for message in ticket.messages.order_by("id")] == [
        MessageKind.FROM_CUSTOMER,
        MessageKind.FROM_US,
        MessageKind.INTERNAL,
    ]
    assert not Draft.objects.exists()

    opens_a_case_for_a_caller(visitor, is_plain=is_plain)
    opened = Ticket.objects.latest("id")
    assert (opened.requester, opened.channel) == (kim, "phone")


def opens_a_case_for_a_caller(visitor: Visitor, *, is_plain: bool) -> None:
    page = visitor.goes_to("/tech/cases/new/")
    finder = page.get_by_label("Find the caller")
    finder.press_sequentially("ki", delay=30)
    if is_plain:
        finder.press("Enter")
    page.get_by_role("link", name="Kim Jansen").click()
    page.get_by_label("Calls from").fill("+49 251 1234567")
    page.get_by_label("Subject").fill("She calls about the printer")
    page.get_by_label("What they say").fill("It prints nothing since this morning.")
    page.get_by_role("button", name="Open case").click()
    expect(page.get_by_role("heading", name="She calls about the printer")).to_be_visible()
    expect(page.get_by_text("+49 251 1234567").first).to_be_visible()


@pytest.mark.journey
@pytest.mark.slow
def test_what_anna_types_survives_a_change_of_the_case(visitor: Visitor, kim: Any, anna: Any) -> None:
    """Verbs on the page leave the composer alone, and tell it the version it has to answer to."""
    ticket = ticket_of(kim)
    page = visitor.signs_in("anna@lindwurm.example", PASSWORD)
    visitor.goes_to(f"/tech/cases/{ticket.ref}/")

    page.locator(".composer-text").fill("Half a sentence")
    page.get_by_role("button", name="Take case").click()
    expect(page.get_by_role("button", name="Take case")).to_have_count(0)
    expect(page.locator(".composer-text")).to_have_value("Half a sentence")
    page.get_by_role("button", name="Send reply").click()

    expect(page.locator(".message-ours")).to_contain_text("Half a sentence")


PAGES = [
    "/tech/",
    "/tech/cases/",
    "/tech/cases/?show=done",
    "/tech/cases/{ref}/",
    "/tech/cases/{ref}/print/",
    "/tech/cases/new/",
    "/tech/search/?q=export",
    "/tech/configuration/queues/",
    "/tech/configuration/queues/{queue}/",
    "/tech/configuration/categories/",
    "/tech/configuration/categories/{category}/",
]


@pytest.mark.axe
@pytest.mark.slow
@pytest.mark.parametrize(
    "visitor",
    [{"viewport": HIGH}, {**PHONE, "viewport": HIGH_AND_NARROW, "color_scheme": "dark", "locale": "de-DE"}],
    ids=["desk", "dark German phone"],
    indirect=True,
)
def test_axe_finds_nothing_in_the_tech_center(visitor: Visitor, kim: Any, mara: Any) -> None:
    html = "<p>Good <b>morning</b></p>"
    ticket = ticket_of(kim, "The export stops 👩‍👩‍👧 التصدير", html=html, is_sender_verified=False)
    ticket_of(kim, "Another export")
    category = Category.objects.create(name="Invoices", queue=ticket.queue)
    queue = Queue.objects.create(name="Billing", is_open_to_all=False, default_assignee=mara)
    search.index_pending()
    signs_in_quietly(visitor, mara)

    for path in PAGES:
        address = path.format(ref=ticket.ref, queue=queue.ref, category=category.ref)
        problems_on(visitor.goes_to(address), address)


def signs_in_quietly(visitor: Visitor, person: Any) -> None:
    """With a session made by hand: the form has its own story."""
    from django.conf import settings

    from tests.cast import signed_in

    key = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
    visitor.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": visitor.site}])


def problems_on(page: Page, address: str) -> None:
    violations = Axe().run(page, options=RULES).response["violations"]
    told = [
        f"{address} {found['id']}: {found['help']}\n  "
        + "\n  ".join(f"{node['html'][:200]} {node['failureSummary'][:200]}" for node in found["nodes"][:4])
        for found in violations
    ]
    assert not told, "\n".join(told)
    too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not too_wide, f"{address} is wider than the screen"
