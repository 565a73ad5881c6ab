"""axe finds nothing, on wide and narrow screens, in light and dark; nothing reaches beyond the screen."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from candor.ui.samples import PAGES

pytestmark = pytest.mark.axe

WIDE, NARROW = 1440, 360
# High enough that nothing sticks over anything: what a bar covers can be scrolled free, axe does not scroll.
HIGH = 12_000
# The gallery in all four looks; the sample pages, made of the same components, in the two that differ most.
VISITS = [
    *((width, scheme, "/ui/") for width in (WIDE, NARROW) for scheme in ("light", "dark")),
    *((width, scheme, f"/ui/pages/{name}/") for name in PAGES for width, scheme in ((WIDE, "light"), (NARROW, "dark"))),
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize(("width", "scheme", "address"), VISITS)
def test_axe_finds_nothing_and_nothing_overflows(chromium, site, width, scheme, address):
    viewport = {"width": width, "height": HIGH}
    context = chromium.new_context(viewport=viewport, color_scheme=scheme, is_mobile=width == NARROW)
    page = context.new_page()
    page.goto(site + address)
    violations = Axe().run(page, options=RULES).response["violations"]
    too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()
    assert not violations, "\n".join(told(violation) for violation in violations)
    assert not too_wide, "wider than the screen"


def told(violation):
    nodes = "\n  ".join(node["html"][:160] + " " + node["failureSummary"][:300] for node in violation["nodes"][:5])
    return f"{violation['id']}: {violation['help']} ({len(violation['nodes'])})\n  {nodes}"
