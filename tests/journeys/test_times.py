"""Time and costs: Anna estimates, Kim authorises, Anna works, Clara invoices it; the pages from all sides."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candor.business.tests.stories_invoices import we_are
from candor.helpdesk.models import Ticket
from candor.helpdesk.tests.stories import ticket_of
from candor.helpdesk.tests.stories_times import estimated, kind_of_work, worked
from candor.people.models import Organisation, Person
from tests.browser import PHONE, Visit, look_closely, look_from_all_sides


@pytest.fixture
def case(transactional_db: Any, kim: Person) -> Ticket:
    we_are()
    kind_of_work()
    return ticket_of(kim)


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "plain"])
def test_from_an_estimate_to_the_draft_of_an_invoice(
    visit: Visit, case: Ticket, kim: Person, anna: Person, clara: Person, script: bool
) -> None:
    page = visit(anna, width=PHONE, script=script)
    page.goto(reverse("tech:ticket", args=[case.ref]))
    page.get_by_role("link", name="Write down time or costs").click()
    page.get_by_label("What it is").select_option(label="Estimate")
    page.get_by_label("Kind of work").select_option(label="Consulting")
    page.get_by_label("Time", exact=False).first.fill("1,5h")
    page.get_by_label("Note for the customer").fill("Look for the fault.")
    page.get_by_label("Ask the customer to authorise it").check()
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("To be authorised")).to_be_visible()
    theirs = visit(kim, width=PHONE, script=script)
    theirs.goto(reverse("customer:case", args=[case.ref]))
    theirs.get_by_role("link", name="Read and answer").click()
    expect(theirs.get_by_text("€180.00 together")).to_be_visible()
    theirs.get_by_role("button", name="Authorise").click()
    expect(theirs.get_by_text("You have authorised it.")).to_be_visible()
    worked(case, anna, 80)
    sales = visit(clara, width=PHONE, script=script)
    sales.goto(reverse("business:work"))
    sales.get_by_role("link", name="Nordlicht GmbH").click()
    sales.get_by_role("button", name="Begin invoice").click()
    expect(sales.get_by_text("The draft is begun.")).to_be_visible()
    expect(sales.get_by_text("1.3333 hours")).to_be_visible()


@pytest.mark.axe
def test_the_pages_of_time_are_accessible(
    visit: Visit, case: Ticket, kim: Person, mara: Person, adam: Person, nordlicht: Organisation
) -> None:
    estimate = estimated(case, mara)
    worked(case, mara)
    page = visit(mara)
    for path in (
        reverse("tech:ticket-times", args=[case.ref]),
        reverse("business:work-of-organisation", args=[nordlicht.ref]),
    ):
        page.goto(path)
        look_from_all_sides(page)
    for path in (
        reverse("tech:time-change", args=[estimate.ref]),
        reverse("business:work"),
        reverse("business:work-export"),
    ):
        page.goto(path)
        look_closely(page)
    office = visit(adam)
    office.goto(reverse("tech:time-settings"))
    look_closely(office)
    theirs = visit(kim)
    theirs.goto(reverse("customer:case-times", args=[case.ref]))
    look_from_all_sides(theirs)
