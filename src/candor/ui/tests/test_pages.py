"""How views answer: whole pages, blocks, and what surrounds them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from candor.kernel.actor import ANONYMOUS
from candor.ui import faces
from candor.ui.pages import answer, fragment, page, show_again
from candor.ui.public import Brand, NavigationItem, Shell
from tests.cast import signed_in

SAMPLE = "ui/error.html"
WORDS: dict[str, Any] = {"words": {"title": "Kept", "text": "as it is"}, "called": "", "code": 418}


def asking(path="/", *, htmx=False):
    request = RequestFactory().get(path, headers={"hx-request": "true"} if htmx else {})
    request.actor = ANONYMOUS  # type: ignore[attr-defined] # kernel.http.request.Request declares it
    return request


def test_a_page_is_whole_and_a_fragment_is_its_block():
    whole = page(asking(), SAMPLE, **WORDS).content.decode()
    block = fragment(asking(), f"{SAMPLE}#main", **WORDS).content.decode()
    assert whole.startswith("<!doctype html>")
    assert "<h1>Kept</h1>" in whole
    assert block.strip().startswith('<div class="stack">')
    assert "<!doctype" not in block


def test_an_answer_is_a_block_for_htmx_and_a_redirect_without_it():
    assert "<h1>Kept</h1>" in answer(asking(htmx=True), f"{SAMPLE}#main", to="/there/", **WORDS).content.decode()
    plain = answer(asking(), f"{SAMPLE}#main", to="/there/", **WORDS)
    assert (plain.status_code, plain["Location"]) == (303, "/there/")


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("status", [409, 422, 429])
def test_what_was_refused_is_shown_again_with_its_status(status, htmx):
    response = show_again(asking(htmx=htmx), f"{SAMPLE}#main", status=status, **WORDS)
    assert response.status_code == status
    assert ("<!doctype" in response.content.decode()) is not htmx


def test_a_missing_value_is_an_error_and_not_a_blank():
    with pytest.raises(Exception, match="code"):
        page(asking(), SAMPLE, words=WORDS["words"], called="")


def test_pages_and_blocks_of_one_address_are_kept_apart():
    assert page(asking(), SAMPLE, **WORDS)["Vary"] == "HX-Request"


def test_everything_is_escaped():
    words = {"title": "<script>alert(1)</script>", "text": '"><img src=x>'}
    html = page(asking(), SAMPLE, words=words, called="<script>alert(2)</script>", code=400).content.decode()
    assert "<script>alert" not in html
    assert "<img" not in html


def test_the_nearest_place_is_marked_as_the_current_one():
    shell = Shell(
        navigation=(
            NavigationItem("a", "Start", "/tech/", "house"),
            NavigationItem("b", "Cases", "/tech/cases/", "inbox"),
        )
    )
    faces.register_face("tech", lambda request: shell)
    try:
        marked = faces.shell_of(asking("/tech/cases/10482/"))
    finally:
        del faces._sources["tech"]
    assert [item.current for item in marked.navigation] == [False, True]


def test_a_page_that_stands_in_no_place_marks_none_and_the_start_marks_itself():
    items = (NavigationItem("a", "Start", "/tech/", "house"), NavigationItem("b", "Cases", "/tech/cases/", "inbox"))
    assert not any(item.current for item in faces._marked(items, "/tech/me/"))
    assert [item.current for item in faces._marked(items, "/tech/")] == [True, False]


@pytest.mark.parametrize(("hue", "step"), [(0, 0), (7, 0), (8, 15), (200, 195), (359, 0), (-10, 345)])
def test_an_organisations_hue_is_taken_to_the_nearest_proven_step(hue, step):
    assert Brand(hue=hue).hue_step == step


def test_a_visitor_gets_no_cookie_and_no_token(client):
    response = client.get("/ui/pages/contact/")
    assert not response.cookies
    assert b"csrfmiddlewaretoken" not in response.content


def test_somebody_signed_in_gets_a_token_in_every_form(anna):
    assert b"csrfmiddlewaretoken" in signed_in(anna).get("/ui/").content


@pytest.mark.parametrize(
    ("name", "value", "mark"),
    [
        ("scheme", "dark", b'data-scheme="dark"'),
        ("rail", "narrow", b'data-rail="narrow"'),
        ("keys", "off", b'data-keys="off"'),
    ],
)
def test_a_preference_is_remembered_and_taken_back(anna, name, value, mark):
    browser = signed_in(anna)
    response = browser.post("/ui/preference/", {"name": name, "value": value, "next": "/ui/#here"})
    assert (response.status_code, response["Location"]) == (303, "/ui/#here")
    assert mark in browser.get("/ui/").content
    browser.post("/ui/preference/", {"name": name, "value": "", "next": "/ui/"})
    assert mark not in browser.get("/ui/").content


@pytest.mark.parametrize(
    ("name", "value"), [("scheme", "red"), ("role", "administrator"), ("", ""), ("scheme", '"><script>')]
)
def test_no_other_preference_can_be_planted(anna, name, value):
    browser = signed_in(anna)
    before = browser.get("/ui/").content.split(b"<head>")[0]
    browser.post("/ui/preference/", {"name": name, "value": value, "next": "/ui/"})
    assert browser.get("/ui/").content.split(b"<head>")[0] == before


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "/\\elsewhere.example"]
)
def test_a_preference_leads_back_to_our_own_pages_only(anna, address):
    response = signed_in(anna).post("/ui/preference/", {"name": "rail", "value": "", "next": address})
    assert response["Location"] == "/"


def test_a_stranger_has_no_preferences(client):
    response = client.post("/ui/preference/", {"name": "rail", "value": "narrow"}, headers={"hx-request": "true"})
    assert response.status_code == 401
    assert not response.cookies


@pytest.mark.parametrize(
    "page_name", ["cases", "case", "my-cases", "my-case", "welcome", "contact", "sign-in", "print"]
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_sample_page_renders(client, page_name, language):
    html = client.get(f"/ui/pages/{page_name}/?language={language}").content.decode()
    assert f'<html lang="{language}" dir="ltr"' in html


def test_a_sample_that_does_not_exist_is_not_found(client):
    assert client.get("/ui/pages/nothing/").status_code == 404
