"""Kim and Lee follow their cases: on a large screen and on a phone, with and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from candor.helpdesk.models import Draft, Message, Status, Ticket
from candor.helpdesk.public import NewMessage, NewTicket, open_ticket, send_reply
from candor.kernel import instance
from candor.kernel.actor import Channel
from candor.people.models import Person
from tests.browser import PHONE, Visit, look_from_all_sides
from tests.cast import PASSWORD, actor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \"'> javascript:alert(3) {{ 7 * 7 }} \u202eevil"


@pytest.fixture
def ticket(kim: Person, anna: Person) -> Ticket:
    instance.finish_set_up("Lindwurm Software")
    new = NewTicket(requester=kim, subject="Printing stops", text="After page two.", channel=Channel.WEB)
    ticket = open_ticket(new, by=actor(kim))
    send_reply(ticket, NewMessage("Please update the driver."), by=actor(anna))
    return ticket


def test_kim_signs_in_answers_with_a_file_and_closes_her_case(visit: Visit, kim: Person, ticket: Ticket) -> None:
    page = visit()
    page.goto("/customer/")
    page.get_by_label("E-mail").fill("kim@nordlicht.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My cases")
    page.get_by_role("link", name="Answer now").click()
    expect(page.locator("main")).to_contain_text("Anna Berg, Lindwurm Software")
    page.get_by_label("Your message").fill("It prints again.")
    expect(page.get_by_role("status").filter(has_text="saved")).to_be_visible()
    assert Draft.objects.get().text == "It prints again."
    page.get_by_label("Attach files").set_input_files(
        [{"name": "proof.png", "mimeType": "image/png", "buffer": b"\x89PNG"}]
    )
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("link", name="proof.png")).to_be_visible()
    expect(page.get_by_label("Your message")).to_have_value("")
    page.get_by_role("button", name="Close case").click()
    expect(page.locator("main")).to_contain_text("This case is closed.")
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED
    assert not Draft.objects.exists()
    assert len(page.context.cookies()) == 1


def test_lee_answers_for_the_house_on_a_phone_without_javascript(visit: Visit, lee: Person, ticket: Ticket) -> None:
    page = visit(lee, width=PHONE, script=False)
    page.goto("/customer/cases/")
    page.get_by_role("link", name="All cases of Nordlicht GmbH").click()
    page.get_by_role("link", name="Printing stops").click()
    page.get_by_label("Your message").fill("Kim is away, I tried it: it works.")
    page.get_by_role("button", name="Send message").click()
    expect(page.locator("main")).to_contain_text("Kim is away, I tried it: it works.")
    expect(page.locator("main")).to_contain_text("Lee Olsen")
    page.get_by_role("button", name="Close case").click()
    page.get_by_role("button", name="Reopen case").click()
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN


def test_lee_looks_after_her_colleagues_cases(visit: Visit, lee: Person, kim: Person, ticket: Ticket) -> None:
    page = visit(lee, width=PHONE)
    page.goto("/customer/cases/?of=organisation")
    expect(page.locator(".card-row")).to_contain_text("New message")
    page.get_by_role("link", name="Open", exact=True).click()
    page.get_by_role("link", name="Printing stops").click()
    page.get_by_label("A word of thanks").fill("It was the driver.")
    page.get_by_role("button", name="Close case").click()
    expect(page.locator("main")).to_contain_text("This case is closed.")
    expect(page.locator("main")).to_contain_text("It was the driver.")
    page.goto("/customer/cases/?of=organisation&is=done")
    expect(page.locator(".card-row")).to_contain_text("Printing stops")
    expect(page.locator(".card-row")).not_to_contain_text("New message")
    page.goto("/customer/cases/new/")
    page.get_by_label("For whom?").select_option(label="Kim Jansen")
    page.get_by_label("Subject").fill("New laptop")
    page.get_by_label("Your message").fill("Kim needs the program on it.")
    page.get_by_role("button", name="Send message").click()
    expect(page.locator("main")).to_contain_text("Kim needs the program on it.")
    assert Ticket.objects.get(subject="New laptop").requester == kim


def test_what_kim_typed_is_there_when_she_comes_back_after_her_session_ended(
    visit: Visit, kim: Person, ticket: Ticket
) -> None:
    page = visit(kim)
    page.goto(f"/customer/cases/{ticket.ref}/")
    page.get_by_label("Your message").fill("A long story about paper")
    expect(page.get_by_role("status").filter(has_text="saved")).to_be_visible()
    page.context.clear_cookies()
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sign in")
    again = visit(kim)
    again.goto(f"/customer/cases/{ticket.ref}/")
    expect(again.get_by_label("Your message")).to_have_value("A long story about paper")


def test_kim_asks_something_new(visit: Visit, kim: Person, ticket: Ticket) -> None:
    page = visit(kim)
    page.goto("/customer/cases/")
    page.get_by_role("link", name="Ask us something").first.click()
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("alert")).to_contain_text("Write your message.")
    page.get_by_label("Subject").fill("VAT")
    page.get_by_label("Your message").fill("Which rate?")
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("VAT")
    expect(page.locator("main")).to_contain_text("Received")


def test_hostile_words_stay_words(visit: Visit, kim: Person, anna: Person, ticket: Ticket) -> None:
    Person.objects.filter(pk=anna.pk).update(name=HOSTILE[:200])
    Ticket.objects.filter(pk=ticket.pk).update(subject=HOSTILE)
    Message.objects.filter(ticket=ticket).update(
        text=HOSTILE, quoted=HOSTILE, html=f"<p>{HOSTILE}</p><img src='https://tracker.example/x.png'>"
    )
    page = visit(kim)
    page.goto("/customer/cases/")
    page.get_by_role("link", name="alert(1)").first.click()
    expect(page.locator("main")).to_contain_text("<script>alert(1)</script>")
    expect(page.locator("main")).to_contain_text("{{ 7 * 7 }}")


@pytest.mark.axe
def test_everybody_can_use_the_customer_center(
    visit: Visit, kim: Person, lee: Person, mallory: Person, ticket: Ticket
) -> None:
    Message.objects.filter(ticket=ticket).update(html="<p>Hi</p>", quoted="> what was")
    page = visit(lee)
    mail = f"messages/{ticket.messages.earliest('id').ref}/"
    pages = (
        mail,
        "cases/?of=organisation",
        "cases/?q=nothing",
        "letters/settings/",
        f"cases/{ticket.ref}/",
        "cases/new/",
    )
    for address in pages:
        page.goto(f"/customer/{address}")
        look_from_all_sides(page)
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_from_all_sides(page)
    page.goto(f"/customer/cases/{ticket.ref}/")
    page.get_by_role("button", name="Close case").click()
    expect(page.locator("main")).to_contain_text("This case is closed.")
    look_from_all_sides(page)
    empty = visit(mallory)
    empty.goto("/customer/cases/")
    look_from_all_sides(empty)
