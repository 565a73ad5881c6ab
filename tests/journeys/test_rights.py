"""People use their rights in a browser: an erasure from the first look to its end, something that is put right."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from candor.helpdesk.actions.opening import NewTicket, open_ticket
from candor.kernel.actor import SYSTEM, Channel
from candor.kernel.jobs.worker import run_all_due
from candor.mail.models import OutboxMessage, OutboxState
from candor.people.models import Person
from candor.privacy.actions.own_requests import restrict
from candor.privacy.actions.previewing import begin_preview
from candor.privacy.models import Erasure, ErasureState, LockGround, SubjectRequest
from candor.privacy.tasks import go_on_with_erasures
from tests.browser import PHONE, Visit, look_closely, look_from_all_sides
from tests.cast import actor, make_customer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

RIGHTS = "/customer/rights/"


@pytest.fixture
def otto() -> Person:
    person = make_customer("Otto Alt", "otto@alt.example", None)
    open_ticket(NewTicket(requester=person, subject="Broken", text="Ring me", channel=Channel.PHONE), by=SYSTEM)
    return person


@pytest.mark.journey
def test_otto_has_his_data_deleted(visit: Visit, otto: Person) -> None:
    page = visit(otto, width=PHONE)
    page.goto(RIGHTS)
    page.get_by_role("link", name="Have my data deleted").click()
    page.get_by_role("button", name="Show me what would go").click()
    expect(page.get_by_text("Your preview is being made")).to_be_visible()
    run_all_due()
    expect(page.get_by_text("A preview: nothing was changed or sent")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Cases and the letters in them").first).to_be_visible()
    page.get_by_role("link", name="Go on to the last step").click()
    page.get_by_role("button", name="Have my data deleted").click()
    page.get_by_label("I have read what goes").check()
    page.get_by_label("Anything you want to tell us").fill("I have moved to an island.")
    page.get_by_role("button", name="Have my data deleted").click()
    expect(page.get_by_text("We have your request.")).to_be_visible()
    expect(page.get_by_text("I have moved to an island.")).to_be_visible()
    run_all_due()
    OutboxMessage.objects.update(state=OutboxState.SENT)  # the answer leaves before its address goes
    go_on_with_erasures()
    run_all_due()
    assert Erasure.objects.get().state in {ErasureState.COMPACTING, ErasureState.DONE}
    page.goto(RIGHTS)
    expect(page.get_by_label("Password")).to_be_visible()


@pytest.mark.journey
def test_kim_contests_what_is_wrong_and_paula_corrects_it(visit: Visit, kim: Person, paula: Person) -> None:
    page = visit(kim)
    page.goto("/customer/my-data/")
    page.get_by_role("link", name="Your rights").click()
    page.get_by_role("link", name="Correct something, or say that it is wrong").click()
    page.get_by_label("What is wrong").fill("I never shouted.")
    page.get_by_label("What it should say").fill("She asked twice.")
    page.get_by_role("button", name="Send it to be checked").click()
    expect(page.get_by_text("Being checked")).to_be_visible()

    office = visit(paula)
    office.goto("/tech/privacy-office/")
    office.get_by_role("link", name="A request to be answered").first.click()
    office.get_by_role("link", name="Something that we wrote").click()
    office.get_by_label("Corrected").check()
    office.get_by_label("I have put it right at its place").check()
    office.get_by_label("What the person reads").fill("It says now: asked twice.")
    office.get_by_role("button", name="Decide").click()
    expect(office.get_by_text("Your decision is noted")).to_be_visible()

    page.reload()
    expect(page.get_by_text("It says now: asked twice.").first).to_be_visible()
    assert SubjectRequest.objects.get().confirmed_by == paula or SubjectRequest.objects.get().is_over


@pytest.mark.axe
def test_the_pages_of_rights_are_accessible(visit: Visit, otto: Person, kim: Person) -> None:
    begin_preview(otto, by=actor(otto))
    run_all_due()
    page = visit(otto)
    for address in ("", "erasure/", "restriction/", "objection/", "consent/", "copy/", "correction/", "complaint/"):
        page.goto(f"{RIGHTS}{address}")
        look_closely(page)
    page.goto(f"{RIGHTS}erasure/sending/")
    look_from_all_sides(page)
    request = restrict(kim, LockGround.CLAIMS, "I am suing my landlord.", by=actor(kim))
    kims = visit(kim)
    for address in ("", f"{request.ref}/"):
        kims.goto(f"/customer/requests/{address}")
        look_from_all_sides(kims)
