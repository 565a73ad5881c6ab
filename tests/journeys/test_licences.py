"""Licences in a browser: Clara issues one, Sam shows its key and takes a receipt; the pages look well."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candor.catalogue.models import Edition
from candor.licences.actions.activating import Machine, activate
from candor.licences.models import Licence
from candor.licences.tests.stories import edition_of, key_of, licence_of
from candor.licences.views.machines import A_MACHINE
from candor.people.models import Person
from tests.browser import PHONE, Visit, look_closely, look_from_all_sides


@pytest.fixture
def edition(transactional_db: Any) -> Edition:
    return edition_of()


@pytest.fixture
def lapsed(edition: Edition, sam: Person, clara: Person) -> Licence:
    """Sam's own, used on one machine; its maintenance is over."""
    licence = licence_of(sam, by=clara, edition=edition, maintenance_until=date(2021, 1, 31))
    activate(key_of(licence), Machine("machine of Sam", "Laptop"), by=A_MACHINE)
    return licence


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "plain"])
def test_clara_issues_a_licence_and_sam_takes_a_receipt(
    visit: Visit, clara: Person, sam: Person, edition: Edition, script: bool
) -> None:
    page = visit(clara, script=script)
    page.goto(reverse("business:new-licence") + "?who=Sam")
    page.get_by_role("link", name="Sam Peters").click()
    page.get_by_role("link", name="Lindwurm Desk").click()
    page.get_by_label("Who holds it").select_option("")
    page.get_by_role("button", name="Issue licence").click()
    expect(page.get_by_role("heading", name="Lindwurm Desk")).to_be_visible()
    key = key_of(Licence.objects.get())
    expect(page.get_by_text(key)).to_be_visible()

    page = visit(sam, width=PHONE, script=script)
    page.goto(reverse("customer:licences"))
    page.get_by_text("Show key").click()
    expect(page.get_by_text(key)).to_be_visible()
    page.get_by_role("link", name="Choose what can restore it").click()
    page.get_by_role("button", name="Save choice").click()
    expect(page.get_by_text("This code is shown now and never again")).to_be_visible()


@pytest.mark.axe
def test_the_pages_of_licences_are_accessible(visit: Visit, mara: Person, sam: Person, lapsed: Licence) -> None:
    page = visit(mara)
    page.goto(reverse("business:licence", args=[lapsed.ref]))
    look_from_all_sides(page)
    who, one = f"?person={sam.ref}", [lapsed.ref]
    for path in (
        reverse("business:licences"),
        reverse("business:new-licence") + f"{who}&edition={lapsed.edition.ref}",
        reverse("business:licence-change", args=one),
        reverse("business:licence-transfer", args=one) + who,
        reverse("business:licence-revoke", args=one),
        reverse("business:licence-choose", args=one),
        reverse("business:licence-offline", args=one),
        reverse("business:restore-licence") + who,
        reverse("tech:licence-settings"),
        reverse("public:licences"),
    ):
        page.goto(path)
        look_closely(page)
    page = visit(sam)
    page.goto(reverse("customer:licences"))
    look_from_all_sides(page)
    for path in (reverse("customer:licence-choose", args=one), reverse("customer:restore-licence")):
        page.goto(path)
        look_closely(page)
