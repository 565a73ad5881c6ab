"""Mara looks how the year went, and keeps the list that she needs; the pages look well."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candor.business.tests.stories_invoices import issued
from candor.kernel import clock
from candor.people.models import Organisation, Person
from tests.browser import PHONE, Visit, look_closely


@pytest.fixture
def invoiced(transactional_db: Any, kim: Person, nordlicht: Organisation) -> None:
    """One invoice of two months ago, which nobody has paid, and one of today."""
    with clock.at(clock.now() - timedelta(days=62)):
        issued(kim, nordlicht)
    issued(kim, nordlicht)


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "plain"])
def test_mara_sees_what_is_overdue_and_keeps_the_list(visit: Visit, mara: Person, invoiced: None, script: bool) -> None:
    page = visit(mara, width=PHONE, script=script)
    page.goto(reverse("business:start"))
    expect(page.get_by_role("heading", name="Overdue invoices")).to_be_visible()
    page.goto(reverse("business:figures"))
    expect(page.get_by_role("img", name="Invoiced each month, in EUR")).to_be_visible()
    page.get_by_text("Show as a table").first.click()
    expect(page.get_by_role("table", name="Invoiced each month, in EUR")).to_contain_text("€499.00")
    page.get_by_role("link", name="Overdue today").or_(page.get_by_role("link", name="€593.81")).first.click()
    page.get_by_text("Save this view").click()
    page.get_by_label("Name of the view").fill("To call about")
    page.get_by_label("For everybody who sees this list").check()
    page.get_by_role("button", name="Save view").click()
    expect(page.get_by_text("The view is saved.")).to_be_visible()
    page.goto(reverse("business:invoices"))
    page.get_by_role("link", name="To call about").click()
    expect(page).to_have_url(page.url.partition("?")[0] + "?show=overdue")
    page.get_by_role("link", name="All saved views").click()
    page.get_by_role("link", name="Change the view To call about").click()
    page.get_by_label("Name of the view").fill("Late")
    page.get_by_role("button", name="Save view").click()
    expect(page.get_by_role("link", name="Late", exact=True)).to_be_visible()


@pytest.mark.axe
def test_the_pages_of_figures_are_accessible(visit: Visit, mara: Person, invoiced: None) -> None:
    page = visit(mara)
    for path in (
        reverse("business:figures"),
        reverse("business:figures-of-sales"),
        f"{reverse('business:invoices')}?show=overdue",
        reverse("business:start"),
    ):
        page.goto(path)
        look_closely(page)
