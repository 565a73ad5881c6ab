"""Somebody without an account asks us something, on any screen, with and without JavaScript, and gets no cookie."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from candor.helpdesk.models import Category, Ticket
from candor.kernel import instance
from tests.browser import DESKTOP, PHONE, Visit, look_from_all_sides

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

A_PERSONS_PACE = 2_100
"""Milliseconds: nobody fills the form in faster."""


@pytest.fixture(autouse=True)
def lindwurm(db: None) -> None:
    instance.finish_set_up("Lindwurm Software")
    Category.objects.create(name="Licences")


def write(page: Page, **words: str) -> None:
    for label, text in words.items():
        page.get_by_label(label.replace("_", " "), exact=False).first.fill(text)


@pytest.mark.parametrize(("width", "script"), [(DESKTOP, True), (PHONE, False)])
def test_a_stranger_asks_and_learns_the_number_of_the_case(visit: Visit, width: int, script: bool) -> None:
    page = visit(width=width, script=script)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("How can we help you?")
    page.locator("main").get_by_role("link", name="Ask us something").click()
    write(page, Subject="Cannot activate 🙂", Your_message="The key is refused.")
    page.get_by_label("What is it about?").select_option("Licences")
    page.get_by_label("Files").set_input_files([{"name": "log.txt", "mimeType": "text/plain", "buffer": b"one"}])
    write(page, Your_name="Ines Falk")
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("alert")).to_contain_text("Tell us your e-mail address")
    expect(page.get_by_label("Your message")).to_have_value("The key is refused.")
    page.get_by_label("Files").set_input_files([{"name": "log.txt", "mimeType": "text/plain", "buffer": b"one"}])
    page.get_by_label("Your e-mail address").fill("ines@falk.example")
    page.wait_for_timeout(A_PERSONS_PACE)
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your message has arrived")
    ticket = Ticket.objects.get()
    expect(page.locator("main")).to_contain_text(f"case {ticket.number} ")
    assert ticket.messages.get().attachments.count() == 1
    assert not page.context.cookies()


def test_the_summary_of_errors_takes_the_focus_and_leads_to_the_fields(visit: Visit) -> None:
    page = visit()
    page.goto("/contact/")
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name="Tell us your name").click()
    expect(page.get_by_label("Your name")).to_be_focused()


def test_every_public_page_speaks_german(visit: Visit) -> None:
    page = visit(locale="de")
    for address, title in (
        ("/", "Wie können wir Ihnen helfen?"),
        ("/contact/", "Fragen Sie uns etwas"),
        ("/privacy/", "Datenschutzerklärung"),
        ("/terms/", "Nutzungsbedingungen"),
        ("/cookies/", "Cookies"),
    ):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)


@pytest.mark.axe
def test_everybody_can_use_the_public_pages(visit: Visit) -> None:
    page = visit(locale="de")
    for address in ("/", "/contact/", "/privacy/", "/terms/", "/cookies/"):
        page.goto(address)
        look_from_all_sides(page)
    page.goto("/contact/")
    page.get_by_role("button", name="Nachricht senden").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_from_all_sides(page)
