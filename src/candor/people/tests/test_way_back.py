"""Where signing in may lead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.people.rules.devices import device_of
from candor.people.rules.way_back import way_back


@pytest.mark.parametrize("wanted", ["/tech/people/", "/tech/people/?q=kim%20j", "/tech/", "/business/board/"])
def test_a_page_of_the_face_is_gone_back_to(wanted: str) -> None:
    assert way_back("tech", wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "/",
        "/customer/me/",
        "/business/../customer/",
        "/businesses/",
        "https://evil.example/tech/",
        "//evil.example/tech/",
        "/\\evil.example/tech/",
        "/tech/\\..\\evil",
        "/tech//evil.example",
        "/tech/../customer/",
        "/tech/%2e%2e/customer/",
        "/tech/..",
        "/tech/people/\r\nSet-Cookie: a=b",
        "/tech/%0d%0aSet-Cookie:a=b",
        "javascript:alert(1)",
        "/tech/sign-in/",
        "/tech/sign-out/",
        "/tech/" + "a" * 3_000,
    ],
)
def test_everything_else_leads_to_the_start(wanted: str) -> None:
    assert way_back("tech", wanted) == "/tech/"


@given(st.text(max_size=60))
def test_whatever_is_wanted_stays_inside_the_face(wanted: str) -> None:
    assert way_back("tech", wanted).startswith(("/tech/", "/business/"))
    assert way_back("tech", f"/tech/{wanted}").startswith("/tech/")
    assert way_back("tech", f"/business/{wanted}").startswith(("/tech/", "/business/"))
    assert way_back("customer", f"/business/{wanted}").startswith("/customer/")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_coarsely(agent: str, words: str) -> None:
    assert device_of(agent) == words
