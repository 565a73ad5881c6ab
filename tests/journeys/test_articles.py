"""The knowledge base in a browser: Mara writes an article, publishes it, changes it and takes the change back."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candor.knowledge.actions.publishing import publish
from candor.knowledge.actions.writing import Words, save_draft
from candor.knowledge.models import Article
from candor.knowledge.tests.stories import DRUCKER, PRINTER, published
from candor.people.models import Person
from tests.browser import PHONE, Visit, look_closely, look_from_all_sides
from tests.cast import actor


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["with-script", "plain"])
def test_mara_publishes_an_article_and_takes_a_change_back(
    transactional_db: Any, visit: Visit, mara: Person, script: bool
) -> None:
    page = visit(mara, width=PHONE, script=script)
    page.goto(reverse("tech:new-article"))
    page.get_by_label("Title").fill("Labels come out empty")
    page.get_by_label("Text").fill("Turn the **roll**.")
    page.locator("main").get_by_role("button", name="Save draft").click()
    page.get_by_role("link", name="Write").click()
    expect(page.get_by_role("strong").filter(has_text="roll")).to_be_visible()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.goto(reverse("tech:article-text", args=[Article.objects.get().ref, "en"]))
    page.get_by_label("Text").fill("Buy a new printer.")
    if script:
        expect(page.locator("#preview")).to_contain_text("Buy a new printer.")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_label("What changed").fill("Shorter")
    page.get_by_role("button", name="Publish", exact=True).click()
    page.goto(reverse("tech:article-version", args=[Article.objects.get().ref, "en", 1]))
    page.get_by_role("button", name="Restore this version").click()
    expect(page.get_by_label("Text")).to_have_value("Turn the **roll**.")


@pytest.mark.axe
def test_the_pages_of_the_knowledge_base_are_accessible(transactional_db: Any, visit: Visit, mara: Person) -> None:
    article = published(en=PRINTER, de=DRUCKER)
    english = article.texts.get(language="en")
    save_draft(english, Words("Set up any printer", "", "Open the settings first."), by=actor(mara))
    publish(english, by=actor(mara))
    page = visit(mara)
    page.goto(reverse("tech:article", args=[article.ref]))
    look_from_all_sides(page)
    for path in (
        reverse("tech:article-text", args=[article.ref, "de"]),
        reverse("tech:articles"),
        reverse("tech:new-article"),
        reverse("tech:article-versions", args=[article.ref, "en"]),
        reverse("tech:article-version", args=[article.ref, "en", 1]),
        reverse("tech:article-categories"),
        reverse("tech:article-feedback"),
        reverse("tech:missed-searches"),
    ):
        page.goto(path)
        look_closely(page)
