"""What a browser loads: few, small, for ever."""

from __future__ import annotations

import gzip
import re

import pytest

from candor.ui import assets
from candor.ui.marks import icon

CSS_BUDGET = 35_000
VISIT_BUDGET = 80_000
REQUEST_BUDGET = 8


def test_all_styles_stay_within_their_budget():
    size = len(assets.asset("candor.css").gzipped)
    assert size < CSS_BUDGET, f"{size} bytes of CSS"


@pytest.mark.parametrize("page", ["/ui/", "/ui/pages/welcome/", "/ui/pages/case/"])
def test_a_first_visit_is_small(client, page):
    html = client.get(page).content
    addresses = set(re.findall(r"/static/[\w./-]+", html.decode()))
    loaded = [client.get(address, headers={"accept-encoding": "gzip"}) for address in addresses]
    assert all(response.status_code == 200 for response in loaded)
    size = len(gzip.compress(html)) + sum(len(response.content) for response in loaded)
    assert size <= VISIT_BUDGET, f"{size} bytes"
    assert len(loaded) + 1 <= REQUEST_BUDGET, addresses


def test_a_browser_keeps_an_asset_for_ever(client):
    response = client.get(assets.asset_url("candor.css"))
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert not response.cookies


def test_a_page_of_the_release_before_gets_the_present_file_but_may_not_keep_it(client):
    response = client.get("/static/0000000000000000/candor.css")
    assert response.content == assets.asset("candor.css").body
    assert response["Cache-Control"] == "no-cache"


def test_an_asset_travels_compressed_where_the_browser_can(client):
    packed = client.get(assets.asset_url("icons.svg"), headers={"accept-encoding": "br, gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == client.get(assets.asset_url("icons.svg")).content


def test_a_known_asset_is_not_sent_twice(client):
    known = assets.asset("candor.js").etag
    assert client.get(assets.asset_url("candor.js"), headers={"if-none-match": known}).status_code == 304


@pytest.mark.parametrize("name", ["nothing.css", "../views.py", "%2e%2e/views.py"])
def test_nothing_else_is_served(client, name):
    assert client.get(f"/static/0000000000000000/{name}").status_code == 404


def test_an_icon_that_does_not_exist_fails_at_once():
    with pytest.raises(KeyError, match="no icon"):
        icon("no-such-icon")


def test_no_style_or_script_reaches_outside_or_evaluates():
    for name in ("candor.css", "candor.js"):
        text = assets.asset(name).body.decode()
        assert not re.search(r"https?://|//[a-z]+\.|@import|url\(|\beval\(|new Function|innerHTML", text), name
