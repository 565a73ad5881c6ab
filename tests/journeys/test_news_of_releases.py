"""News of releases in a browser without scripts: a scanner looks and ends nothing, Kim stops and takes it back."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from candor.catalogue.actions import news
from candor.catalogue.models import ReleaseSubscription
from candor.catalogue.tests.stories_releases import released
from candor.kernel.actor import SYSTEM
from candor.people.models import Person
from tests.browser import Visit, look_closely
from tests.cast import actor

pytestmark = pytest.mark.journey


def test_a_scanner_ends_no_news_and_a_press_is_taken_back(visit: Visit, site: str, clara: Person, kim: Person) -> None:
    wanted = news.subscribe(released(by=actor(clara)).product, kim, "en", by=SYSTEM)
    way = site + reverse("public:release-news-stop", args=[news.signed(wanted.ref)])
    scanner = visit(None)
    scanner.request.head(way)
    scanner.request.get(way, headers={"Sec-Purpose": "prefetch", "Purpose": "prefetch"})
    scanner.goto(way)
    scanner.wait_for_load_state("networkidle")
    scanner.mouse.wheel(0, 2_000)
    assert ReleaseSubscription.objects.standing().count() == 1
    page = visit(None, script=False)
    page.goto(way)
    page.get_by_role("button", name="Stop the news").click()
    expect(page.get_by_text("gets no more news of this product")).to_be_visible()
    assert not ReleaseSubscription.objects.standing().exists()
    scanner.goto(page.url)
    scanner.wait_for_load_state("networkidle")
    look_closely(scanner)
    assert not ReleaseSubscription.objects.standing().exists()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("button", name="Stop the news")).to_be_visible()
    assert ReleaseSubscription.objects.standing().count() == 1
