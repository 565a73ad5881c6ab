"""Somebody without an account asks for their data on a telephone; the officer sees it, and a technician's case."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.kernel import instance
from candor.kernel.actor import SYSTEM, Channel
from candor.kernel.jobs.worker import run_all_due
from candor.mail.models import OutboxMessage
from candor.people.models import Person
from candor.privacy.models import SubjectRequest
from tests.browser import PHONE, Visit, look_closely

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]

A_PERSONS_PACE = 2_100
"""Milliseconds: nobody fills the form in faster."""


@pytest.fixture(autouse=True)
def lindwurm(db: None) -> None:
    instance.finish_set_up("Lindwurm Software")


def test_from_the_public_form_to_the_officer(visit: Visit, kim: Person, paula: Person) -> None:
    page = visit(width=PHONE, script=False)
    page.goto("/")
    page.get_by_role("link", name="Your data").click()
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what you ask for")
    page.get_by_role("radio", name="Erasure").check()
    page.get_by_label("Your name").fill("Kim Jansen")
    page.get_by_label("Your e-mail address").fill("kim@nordlicht.example")
    page.get_by_label("In your own words").fill("We use another product now.")
    page.wait_for_timeout(A_PERSONS_PACE)
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request has arrived")
    assert not page.context.cookies()
    run_all_due()
    found = re.search(r"https?://[^/]+(/your-data/\S+)", OutboxMessage.objects.latest("id").text)
    assert found
    page.goto(found[1])
    page.get_by_role("button", name="Yes, this is my request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    request = SubjectRequest.objects.get()
    assert request.subject_number == kim.pk
    office = visit(paula)
    office.goto(f"/tech/privacy-office/requests/{request.ref}/")
    expect(office.locator("main")).to_contain_text("We use another product now.")
    expect(office.locator("main")).to_contain_text("Kim Jansen")


def test_the_pages_of_requests_are_for_everybody(visit: Visit, kim: Person, paula: Person, anna: Person) -> None:
    """What axe finds, at both widths, in the dark too."""
    case = open_ticket(
        NewTicket(requester=kim, subject="Bye", text="Please delete my data.", channel=Channel.MAIL), by=SYSTEM
    )
    page = visit(width=PHONE)
    page.goto("/your-data/")
    look_closely(page)
    desk = visit(anna)
    desk.goto(f"/tech/cases/{case.ref}/")
    expect(desk.get_by_text("This looks like a request to erase")).to_be_visible()
    desk.get_by_role("link", name="Make it a request").click()
    look_closely(desk)
    desk.get_by_role("button", name="Make it a request").click()
    expect(desk.get_by_text("The privacy office has it now")).to_be_visible()
    request = SubjectRequest.objects.get()
    office = visit(paula, color_scheme="dark")
    office.goto("/tech/privacy-office/requests/new/")
    look_closely(office)
    office.goto(f"/tech/privacy-office/requests/{request.ref}/identity/?person={kim.ref}")
    look_closely(office)
