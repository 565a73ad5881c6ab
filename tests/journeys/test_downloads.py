"""Downloads in a browser: Clara makes a release, a visitor asks for it and follows the link, Kim finds it signed in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candor.catalogue.models import Audience, Edition, Release
from candor.catalogue.tests.stories import sold
from candor.catalogue.tests.stories_releases import CONTENT, file_of, released
from candor.mail.models import OutboxMessage
from candor.people.models import Person
from tests.browser import PHONE, Visit, look_closely, look_from_all_sides
from tests.cast import actor


@pytest.fixture
def edition(transactional_db: Any, clara: Person) -> Edition:
    return sold(by=actor(clara))


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "plain"])
def test_a_release_reaches_who_asked_for_it(
    visit: Visit, clara: Person, edition: Edition, script: bool, tmp_path: Path
) -> None:
    page = visit(clara, script=script)
    page.goto(reverse("business:releases", args=[edition.product.ref]))
    page.get_by_role("link", name="New release").first.click()
    page.get_by_label("Number").fill("4.2")
    page.get_by_label("Who may download it").select_option("form")
    page.get_by_label(re.compile("Release notes.*English")).fill("## Search\n\n- finds scans")
    page.get_by_role("button", name="Save release").click()
    file = tmp_path / "archive.zip"
    file.write_bytes(CONTENT)
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Add file").click()
    expect(page.get_by_role("link", name="archive.zip")).to_be_visible()
    page.get_by_role("button", name="Publish release").click()
    expect(page.get_by_text("Published", exact=True)).to_be_visible()

    page = visit(None, width=PHONE, script=script)
    page.goto(reverse("public:downloads"))
    page.get_by_role("link", name="Archive 4.2").click()
    expect(page.get_by_text("finds scans")).to_be_visible()
    page.get_by_role("link", name="Get the download").click()
    page.get_by_label("Your name").fill("Robin Fern")
    page.get_by_label("Your e-mail address").fill("robin@fern.example")
    box = page.get_by_label("Also tell me")
    expect(box).not_to_be_checked()
    box.check()
    page.wait_for_timeout(2_100)  # quicker than that no person is
    page.get_by_role("button", name="Mail me the link").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    link = re.search(r"/downloads/links/\S+", OutboxMessage.objects.get().text)
    assert link is not None
    page.goto(link[0])
    page.get_by_role("button", name="Confirm news").click()
    expect(page.get_by_text("We will tell you of new releases by e-mail.")).to_be_visible()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="archive.zip").click()
    assert Path(fetched.value.path()).read_bytes() == CONTENT
    assert fetched.value.suggested_filename == "archive.zip"
    assert page.context.cookies() == []


@pytest.mark.axe
def test_the_pages_of_downloads_are_accessible(visit: Visit, clara: Person, kim: Person, edition: Edition) -> None:
    by = actor(clara)
    release = released(audience=Audience.FORM, by=by)
    withdrawn, signed = released("4.0", by=by), released("4.3", Audience.CUSTOMERS, by=by)
    Release.objects.filter(pk=withdrawn.pk).update(withdrawn_at=withdrawn.published_at)
    page = visit(clara)
    page.goto(reverse("business:release", args=[release.ref]))
    look_from_all_sides(page)
    for path in (
        reverse("business:releases", args=[edition.product.ref]),
        reverse("business:new-release", args=[edition.product.ref]),
        reverse("business:release-downloads", args=[release.ref]),
        reverse("business:downloads-of-person", args=[kim.ref]),
    ):
        page.goto(path)
        look_closely(page)
    page = visit(kim)
    page.goto(reverse("customer:downloads"))
    look_from_all_sides(page)
    page.goto(reverse("customer:download-release", args=[signed.ref]))
    look_from_all_sides(page)
    assert file_of(signed).file.name in page.content()
    page = visit(None)
    for path in (
        reverse("public:downloads"),
        reverse("public:download-product", args=[edition.product.ref]),
        reverse("public:download-release", args=[release.ref]),
        reverse("public:download-release", args=[withdrawn.ref]),
        reverse("public:download-form", args=[release.ref]),
        reverse("public:download-asked"),
        reverse("public:download-link", args=["x" * 43]),
    ):
        page.goto(path)
        look_closely(page)
