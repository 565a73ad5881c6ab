"""People and organisations in the Business Center: Clara looks after a customer; the pages look well from all sides."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candor.business.actions.customers import look_after, plan_follow_up
from candor.business.actions.lead_work import NewTask
from candor.business.models import TaskKind
from candor.business.queries_leads import today
from candor.people.models import Organisation, OrganisationAddress, Person
from tests.browser import PHONE, Visit, look_closely, look_from_all_sides
from tests.cast import actor


@pytest.fixture
def looked_after(transactional_db: Any, hafen: Organisation, sam: Person, clara: Person) -> Organisation:
    """Clara looks after Hafen AG, and has to call there."""
    look_after(hafen, clara, ["Port", "Key account"], by=actor(clara))
    plan_follow_up(hafen, NewTask(TaskKind.CALL, "Ask about the second site", today()), by=actor(clara))
    OrganisationAddress.objects.create(
        organisation=hafen, kind="billing", lines="Kai 1", postcode="20457", city="Hamburg", country="DE"
    )
    return hafen


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "plain"])
def test_clara_finds_a_customer_and_does_what_is_due(
    visit: Visit, clara: Person, looked_after: Organisation, nordlicht: Organisation, script: bool
) -> None:
    page = visit(clara, width=PHONE, script=script)
    page.goto(reverse("business:organisations"))
    page.get_by_role("link", name="Looked after by me").click()
    expect(page.get_by_role("link", name="Nordlicht GmbH")).to_have_count(0)
    page.get_by_role("link", name="Hafen AG").click()
    if not script:
        page.get_by_role("link", name="Show owner, tags and tasks").click()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("The task is done.")).to_be_visible()
    page.goto(reverse("business:organisation", args=[looked_after.ref]))
    page.get_by_role("link", name="Add a postal address").click()
    page.get_by_label("What for").select_option("delivery")
    page.get_by_label("Street and number").fill("Dock 7")
    page.get_by_label("City").fill("Hamburg")
    page.get_by_label("Country").select_option("DE")
    page.get_by_role("button", name="Add address").click()
    expect(page).to_have_url(re.compile("/business/organisations/"))
    expect(page.get_by_text("Dock 7")).to_be_visible()


@pytest.mark.axe
def test_the_pages_of_customers_are_accessible(visit: Visit, mara: Person, sam: Person, looked_after: Any) -> None:
    page = visit(mara)
    for path in (reverse("business:organisations"), reverse("business:organisation", args=[looked_after.ref])):
        page.goto(path)
        look_from_all_sides(page)
    for path in (
        f"{reverse('business:people')}?customer=no",
        reverse("business:person", args=[sam.ref]),
        reverse("business:organisation-care", args=[looked_after.ref]),
        reverse("business:organisation-change-care", args=[looked_after.ref]),
        reverse("business:person-plan", args=[sam.ref]),
        reverse("business:segments"),
        reverse("tech:organisation-add-address", args=[looked_after.ref]),
    ):
        page.goto(path)
        look_closely(page)
