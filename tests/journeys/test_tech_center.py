"""Anna's day in the Tech Center, at a desk, on a phone, and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from candor.helpdesk.actions.bulk.choosing import choose
from candor.helpdesk.actions.tagging import add_tags, named
from candor.helpdesk.actions.views import ViewDetails, save_view
from candor.helpdesk.models import Audience, Category, Draft, Message, MessageKind, Queue, Status, Ticket
from candor.helpdesk.rules.filters import COLUMNS, Definition
from candor.helpdesk.tests.stories import ticket_of
from candor.kernel import search
from candor.mail.models import Way
from candor.mail.public import receive
from candor.mail.tests.letters import letter
from candor.people.models import Person
from tests.browser import DESKTOP, PHONE, Visit, look_from_all_sides
from tests.cast import PASSWORD, actor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.mark.journey
@pytest.mark.parametrize(
    ("width", "script"), [(DESKTOP, True), (PHONE, True), (DESKTOP, False)], ids=["desk", "phone", "plain"]
)
def test_annas_day(visit: Visit, kim: Person, sam: Person, anna: Person, width: int, script: bool) -> None:
    """Sign in, find the case, take it, answer, note, close it, and open one for a caller."""
    ticket_of(sam, "Something else")
    ticket = ticket_of(kim, "The export stops", "It stops at 80 %.")

    page = visit(width=width, script=script)
    signs_in(page)
    page.goto("/tech/cases/")
    page.get_by_role("link", name="The export stops").click()
    expect(page.get_by_role("heading", name="The export stops")).to_be_visible()
    expect(page.get_by_text("It stops at 80 %.")).to_be_visible()
    page.get_by_role("button", name="Take case").click()
    expect(page.locator("#case-head .status")).to_have_text("Open")
    answers(page, script=script)
    notes(page)
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
    opens_a_case_for_a_caller(page, script=script)
    opened = Ticket.objects.latest("id")
    assert (opened.requester, opened.channel) == (kim, "phone")


def signs_in(page: Page) -> None:
    page.goto("/tech/")
    page.get_by_label("E-mail").fill("anna@lindwurm.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Unassigned")).to_be_visible()


def answers(page: Page, *, script: bool) -> None:
    box = page.locator(".composer-text")
    box.click()
    box.fill("Which version is it?")
    if script:
        expect(page.locator(".composer-saved")).to_contain_text("saved")
        assert Draft.objects.get().text == "Which version is it?"
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".message-ours")).to_contain_text("Which version is it?")
    expect(page.locator("#case-head .status")).to_have_text("Waiting for customer")


def notes(page: Page) -> None:
    box = page.locator(".composer-text")
    box.click()
    page.get_by_role("radio", name="Internal note").check(force=True)
    box.fill("He sounded angry.")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator(".message-note")).to_contain_text("He sounded angry.")


def opens_a_case_for_a_caller(page: Page, *, script: bool) -> None:
    page.goto("/tech/cases/new/")
    if script:
        page.get_by_label("What they say").fill("It prints nothing")
    finder = page.get_by_label("Find the caller")
    finder.press_sequentially("ki", delay=30)
    if not script:
        finder.press("Enter")
    page.get_by_role("link", name="Kim Jansen").click()
    expect(page.locator("#caller")).to_contain_text("kim@nordlicht.example")
    if script:
        expect(page.get_by_label("What they say")).to_have_value("It prints nothing")
    page.get_by_label("Calls from").fill("+49 251 1234567")
    page.get_by_label("Subject").fill("She calls about the printer")
    page.get_by_label("What they say").fill("It prints nothing since this morning.")
    page.get_by_role("button", name="Open case").click()
    expect(page.get_by_role("heading", name="She calls about the printer")).to_be_visible()
    expect(page.get_by_text("+49 251 1234567").first).to_be_visible()


@pytest.mark.journey
def test_what_anna_types_survives_a_change_of_the_case(visit: Visit, kim: Person, anna: Person) -> None:
    """Verbs on the page leave the composer alone, and tell it the version it has to answer to."""
    ticket = ticket_of(kim)
    page = visit(anna)
    page.goto(f"/tech/cases/{ticket.ref}/")

    page.locator(".composer-text").fill("Half a sentence")
    page.get_by_role("button", name="Take case").click()
    expect(page.get_by_role("button", name="Take case")).to_have_count(0)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Put away until later").click()
    page.get_by_role("button", name="In three hours").click()
    expect(page.locator("#case-head .status")).to_have_text("Scheduled")
    expect(page.locator(".composer-text")).to_have_value("Half a sentence")
    page.get_by_role("button", name="Send reply").click()

    expect(page.locator(".message-ours")).to_contain_text("Half a sentence")


@pytest.mark.journey
def test_hostile_words_do_nothing_in_a_real_browser(visit: Visit, kim: Person, anna: Person) -> None:
    """Subject, text, the mail as it was sent and the draft: `visit` fails on any dialog, error or outside request."""
    nasty = "<script>alert(1)</script><img src=https://elsewhere.example/x onerror=alert(2)>\" '> {{ 7 * 7 }}"
    ticket = ticket_of(kim, nasty, nasty, html="<p>Hello</p>")
    page = visit(anna)
    page.goto(f"/tech/cases/{ticket.ref}/")

    page.get_by_text("Show as sent").click()
    expect(page.frame_locator("iframe").get_by_text("Hello")).to_be_visible()
    page.locator(".composer-text").fill(nasty)
    page.get_by_role("button", name="Send reply").click()

    expect(page.locator(".message-ours")).to_contain_text("<script>alert(1)</script>")


PAGES = [
    "/tech/",
    "/tech/cases/",
    "/tech/cases/?show=done",
    "/tech/cases/{ref}/",
    "/tech/cases/{ref}/print/",
    "/tech/messages/{message}/",
    "/tech/messages/{mail}/original/",
    "/tech/cases/new/",
    "/tech/search/?q=export",
    "/tech/search/?q=status:opne+unheardof",
    "/tech/configuration/queues/",
    "/tech/configuration/queues/{queue}/",
    "/tech/configuration/categories/",
    "/tech/configuration/categories/{category}/",
    "/tech/configuration/tags/",
    "/tech/configuration/tags/{tag}/",
    "/tech/cases/views/",
    "/tech/cases/views/new/?show=mine&priority=4",
    "/tech/cases/views/{view}/",
    "/tech/cases/bulk/{bulk}/",
]


@pytest.mark.axe
@pytest.mark.slow(20)
def test_axe_finds_nothing_in_the_tech_center(visit: Visit, kim: Person, mara: Person) -> None:
    html = '<p>Good <b>morning</b> <a href="https://a.example/">x</a><img src="https://a.example/x.png"></p>'
    ticket = ticket_of(kim, "The export stops 👩‍👩‍👧 التصدير", html=html, is_sender_verified=False)
    ticket_of(kim, "Another export")
    mail = Message.objects.get(pk=receive(letter(), Way.PIPE).became_id)
    category = Category.objects.create(name="Invoices", queue=ticket.queue)
    queue = Queue.objects.create(name="Billing", is_open_to_all=False, default_assignee=mara)
    add_tags(ticket, ["printer", "VIP"], by=actor(mara))
    view = save_view(ViewDetails("Urgent", Audience.SHARED, Definition(columns=COLUMNS)), by=actor(mara))
    bulk = choose([(ticket.ref, 0)], by=actor(mara))
    search.index_pending()
    page = visit(mara, locale="de-DE")

    for path in PAGES:
        page.goto(
            path.format(
                ref=ticket.ref,
                message=ticket.messages.earliest("id").ref,
                mail=mail.ref,
                queue=queue.ref,
                category=category.ref,
                tag=named("VIP").ref,
                view=view.ref,
                bulk=bulk.ref,
            )
        )
        look_from_all_sides(page)
