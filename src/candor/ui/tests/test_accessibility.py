"""axe finds nothing, on wide and narrow screens, in light and dark; nothing reaches beyond the screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from candor.ui.samples import PAGES
from tests.browser import DESKTOP, LOOKS, PHONE, look_from_all_sides

pytestmark = pytest.mark.axe

ALL_LOOKS = [(width, scheme) for width in (DESKTOP, PHONE) for scheme in ("light", "dark")]
# The gallery in all four looks; the sample pages, made of the same components, in the two that differ most.
VISITS = [("/ui/", ALL_LOOKS), *((f"/ui/pages/{name}/", LOOKS) for name in PAGES)]


@pytest.mark.parametrize(("address", "looks"), VISITS)
def test_axe_finds_nothing_and_nothing_overflows(
    chromium: Browser, site: str, address: str, looks: list[tuple[int, str]]
) -> None:
    context = chromium.new_context(base_url=site)
    page = context.new_page()
    page.goto(address)
    look_from_all_sides(page, looks)
    context.close()
