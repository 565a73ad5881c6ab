"""Coming in, and the pages about people, in real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from candor.kernel import clock
from candor.kernel.jobs.worker import run_all_due
from candor.kernel.models import Instance
from candor.people.actions.activities import note_activity
from candor.people.models import Organisation, Person, PersonPair
from tests.browser import DESKTOP, PHONE, Visit, look_at_each_kind, look_closely, look_from_all_sides
from tests.cast import PASSWORD, actor, make_person

pytestmark = pytest.mark.journey


@pytest.fixture
def our_house(transactional_db: None) -> Instance:
    return Instance.objects.create(organisation_name="Lindwurm Software", set_up_at=clock.now())


def enter(page: Page, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("script", [True, False])
def test_a_customer_comes_in_and_goes_out_with_and_without_scripts(
    script: bool, visit: Visit, our_house: Instance, kim: Person
) -> None:
    page = visit(width=PHONE, script=script)
    page.goto("/customer/me/")
    enter(page, "kim@nordlicht.example")
    page.wait_for_url("**/customer/me/")
    assert [cookie["name"] for cookie in page.context.cookies()] == ["candor-main"]
    page.get_by_role("link", name="Change details").click()
    page.get_by_label("Name", exact=True).fill("Kim Jansen-Holm")
    page.get_by_role("button", name="Save details").click()
    expect(page.get_by_role("main")).to_contain_text("Kim Jansen-Holm")


def test_what_was_typed_while_the_session_ended_is_sent_after_signing_in(
    visit: Visit, our_house: Instance, kim: Person
) -> None:
    page = visit(kim)
    page.goto("/customer/me/addresses/new/")
    page.get_by_label("Street and number").fill("A long street that was typed with care 17")
    page.get_by_label("City").fill("Kopenhagen")
    page.get_by_label("Country").select_option("DK")
    page.context.clear_cookies()
    page.get_by_role("button", name="Add address").click()
    expect(page.get_by_role("main")).to_contain_text("What you typed is kept")
    enter(page, "kim@nordlicht.example")
    page.get_by_role("button", name="Send what I typed").click()
    page.wait_for_url("**/customer/me/")
    expect(page.get_by_role("main")).to_contain_text("Kopenhagen")


@pytest.mark.axe
@pytest.mark.slow(20)
def test_axe_finds_nothing_on_the_pages_about_people(
    visit: Visit, our_house: Instance, adam: Person, kim: Person, nordlicht: Organisation
) -> None:
    page = visit(adam)
    for address in (
        "people/",
        f"people/{kim.ref}/",
        f"people/{kim.ref}/details/",
        f"organisations/{nordlicht.ref}/",
        "configuration/",
        "configuration/organisation/",
        "configuration/staff/",
        "configuration/tokens/",
        "me/",
        "me/tokens/",
        "me/tokens/new/",
    ):
        page.goto(f"/tech/{address}")
        look_from_all_sides(page)
    stranger = visit()
    for address in ("/customer/sign-in/", "/customer/reset-password/"):
        stranger.goto(address)
        look_from_all_sides(stranger)
    stranger.goto("/api/v1/")
    look_at_each_kind(stranger)


@pytest.mark.axe
def test_axe_finds_nothing_where_records_are_kept_in_order(
    visit: Visit, our_house: Instance, adam: Person, kim: Person, lee: Person
) -> None:
    PersonPair.objects.create(first=kim, second=lee, reason="near-name", found_at=clock.now())
    note_activity(kim, "call", "Asks for an offer.", at=clock.now(), by=actor(adam))
    page = visit(adam)
    for address in (
        "duplicates/",
        f"people/{kim.ref}/merge/?q=Lee",
        f"people/{kim.ref}/merge/{lee.ref}/",
        f"people/{kim.ref}/timeline/",
        f"people/{kim.ref}/activities/new/",
        "exports/",
        "people/export/?q=Kim",
        "imports/new/",
    ):
        page.goto(f"/tech/{address}")
        look_from_all_sides(page)
    page.get_by_label("List as a CSV file").set_input_files(
        {"name": "fair.csv", "mimeType": "text/csv", "buffer": b"Name;E-Mail\nOle Lund;ole@fjord.example\n"}
    )
    page.get_by_role("button", name="Look at the list").click()
    expect(page.get_by_role("heading", name="The first rows")).to_be_visible()
    look_from_all_sides(page)


@pytest.mark.parametrize("script", [True, False])
def test_a_list_is_handed_out_and_its_page_tells_by_itself_when_it_is_ready(
    script: bool, visit: Visit, our_house: Instance, adam: Person, kim: Person
) -> None:
    page = visit(adam, width=PHONE, script=script)
    page.goto("/tech/people/export/")
    page.get_by_label("What you need it for").fill("A letter to all")
    page.get_by_role("button", name="Make the export").click()
    expect(page.get_by_role("main")).to_contain_text("The file is being made")
    run_all_due()
    if not script:
        page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("main")).to_contain_text("The file is ready")
    look_closely(page) if script else None
    with page.expect_download() as download:
        page.get_by_role("button", name="Fetch the file").click()
    assert "kim@nordlicht.example" in download.value.path().read_text(encoding="utf-8-sig")
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("The file was fetched")


def test_two_records_are_merged_and_taken_apart_again_without_scripts(
    visit: Visit, our_house: Instance, anna: Person, kim: Person
) -> None:
    twin = make_person("Kim Janssen", "k.jansen@home.example")
    page = visit(anna, width=PHONE, script=False)
    page.goto(f"/tech/people/{kim.ref}/merge/{twin.ref}/")
    page.get_by_role("button", name="Merge into Kim Jansen").click()
    expect(page.get_by_role("main")).to_contain_text("k.jansen@home.example")
    page.get_by_role("button", name="Take the merge back").click()
    expect(page.get_by_role("heading", name="Kim Janssen")).to_be_visible()


def test_the_colour_is_seen_before_it_is_saved(visit: Visit, our_house: Instance, adam: Person) -> None:
    page = visit(adam, width=DESKTOP)
    page.goto("/tech/configuration/organisation/")
    page.get_by_label("Colour").fill("300")
    page.get_by_label("Colour").dispatch_event("change")
    frame = page.frame_locator("#hue-frame")
    frame.locator("html[data-hue='300']").wait_for()
