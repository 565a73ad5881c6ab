"""Leads in a browser: Clara moves and loses one on her phone; the pages look well from all sides."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candor.business.actions.lead_work import NewTask, plan_task
from candor.business.actions.leads import NewLead, make_lead
from candor.business.models import Lead, Stage, TaskKind
from candor.business.queries_leads import today
from candor.people.models import Organisation, Person
from tests.browser import PHONE, Visit, look_closely, look_from_all_sides
from tests.cast import actor


@pytest.fixture
def seats(transactional_db: Any, sam: Person, hafen: Organisation, clara: Person) -> Lead:
    """Sam wants ten seats, and Clara has to call him."""
    lead = make_lead(NewLead(sam, "Ten seats"), by=actor(clara))
    plan_task(lead, NewTask(TaskKind.CALL, "Ask about the budget", today()), by=actor(clara))
    return lead


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "plain"])
def test_clara_moves_a_card_and_loses_the_lead(visit: Visit, clara: Person, seats: Lead, script: bool) -> None:
    offer = Stage.objects.latest("position")
    page = visit(clara, width=PHONE, script=script)
    page.goto(reverse("business:board"))
    page.get_by_role("button", name="Move Sam Peters to …").click()
    page.get_by_role("button", name=offer.name).click()
    expect(page.get_by_role("region", name=offer.name).get_by_role("link", name="Sam Peters")).to_be_visible()
    page.get_by_role("link", name="Sam Peters").click()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("The task is done.")).to_be_visible()
    page.get_by_role("link", name="Put down as lost").click()
    page.get_by_label("In a few words").fill("Bought in spring.")
    page.get_by_role("button", name="Put down as lost").click()
    expect(page.get_by_role("button", name="Open lead again")).to_be_visible()
    expect(page.get_by_text("Bought in spring.")).to_be_visible()


@pytest.mark.axe
def test_the_pages_of_leads_are_accessible(visit: Visit, mara: Person, seats: Lead) -> None:
    page = visit(mara)
    for path in (reverse("business:board"), reverse("business:lead", args=[seats.ref])):
        page.goto(path)
        look_from_all_sides(page)
    for path in (
        reverse("business:start"),
        reverse("business:leads"),
        reverse("business:new-lead"),
        reverse("business:lead-change", args=[seats.ref]),
        reverse("business:lead-lose", args=[seats.ref]),
        reverse("tech:pipeline"),
        reverse("public:enquiry"),
    ):
        page.goto(path)
        look_closely(page)


@pytest.mark.journey
@pytest.mark.slow
def test_clara_drags_a_card_and_takes_in_contacts(visit: Visit, clara: Person, seats: Lead) -> None:
    offer, first = Stage.objects.latest("position"), Stage.objects.earliest("position")
    page = visit(clara)
    page.emulate_media(reduced_motion="reduce")
    page.goto(reverse("business:board"))
    card = page.get_by_role("listitem").filter(has_text="Sam Peters").first
    there = page.get_by_role("region", name=offer.name)
    card.drag_to(there)
    expect(page.get_by_text(f"Sam Peters now stands at “{offer.name}”.")).to_be_visible()
    expect(there.get_by_role("link", name="Sam Peters")).to_be_visible()
    look_closely(page)
    there.get_by_role("link", name="Sam Peters").drag_to(page.get_by_role("region", name=first.name))
    expect(page.get_by_role("region", name=first.name).get_by_role("link", name="Sam Peters")).to_be_visible()
    page.goto(reverse("tech:new-import"))
    look_closely(page)
    contacts = b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Lena Brandt\r\nEMAIL:lena@werft.example\r\nEND:VCARD\r\n"
    upload = {"name": "contacts.vcf", "mimeType": "text/vcard", "buffer": contacts}
    page.get_by_label("List as a CSV file, or contacts as vCards").set_input_files(upload)  # type: ignore[arg-type] # a file by its content
    page.get_by_role("button", name="Look at the list").click()
    expect(page.get_by_role("cell", name="Lena Brandt")).to_be_visible()
    look_closely(page)
