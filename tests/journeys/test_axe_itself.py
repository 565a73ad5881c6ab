"""What the scans may leave out, and what they may not: a text that looks like no other before is always measured."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests import axe
from tests.browser import Visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.axe]

PAGE = '<html lang="en"><title>Page</title><main><h1>Words</h1>{}</main></html>'
GREY = "color: #595959; background: #fff"
RAISED = '<p style="color: #595959; position: relative; z-index: 1">Faint</p>'


def unreadable(page: Page, body: str) -> list[str]:
    """The texts that axe calls unreadable."""
    page.set_content(PAGE.format(body))
    axe.bring(page)
    found, _is_too_wide = axe.findings(page)
    assert {each["id"] for each in found} <= {"color-contrast"}
    return [node["html"].partition(">")[2].partition("<")[0] for each in found for node in each["nodes"]]


def test_only_what_looks_like_a_readable_text_is_not_measured_again(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(axe, "_readable", set())
    page = visit(forgives=("",))
    assert unreadable(page, f'<p style="{GREY}">Good</p>') == []
    learned = set(axe._readable)
    assert unreadable(page, f'<p style="{GREY}">Good</p><p style="{GREY}">Good, too</p>') == []
    assert axe._readable == learned, "there was nothing new to be seen"
    for faint in (
        '<p style="color: #aaa; background: #fff">Faint</p>',
        f'<div style="background: #888"><p style="{GREY.partition(";")[0]}">Faint</p></div>',
        f'<p style="{GREY}; opacity: 0.5">Faint</p>',
        f'<div style="opacity: 0.5"><p style="{GREY}">Faint</p></div>',
        f'<div style="position: relative"><i style="position: absolute; inset: 0; background: #888"></i>{RAISED}</div>',
    ):
        for _twice in range(2):
            assert unreadable(page, f'<p style="{GREY}">Good</p>{faint}') == ["Faint"], "and it is not remembered"
