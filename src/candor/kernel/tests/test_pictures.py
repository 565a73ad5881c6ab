"""Pictures from elsewhere: fetched by the one way out, only where they are pictures, never too many."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait

import pytest

from candor.kernel.http import client, pictures
from candor.kernel.http.client import Answer, NoAnswer, NotAllowed
from candor.kernel.http.pictures import fetch_pictures, type_of_picture

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were asked for; what they answer stands in their path."""
    asked: list[str] = []
    answers = {
        "png": Answer(200, {}, PNG),
        "svg": Answer(200, {"content-type": "image/png"}, SVG),
        "page": Answer(200, {"content-type": "image/png"}, b"<!doctype html><script>alert(1)</script>"),
        "moved": Answer(302, {"location": "https://b.example/png"}, PNG),
        "gone": Answer(404, {}, PNG),
    }

    def fetch(url: str, *, most_bytes: int, seconds: float) -> Answer:
        asked.append(url)
        assert 0 < seconds <= pictures.SECONDS
        assert most_bytes == pictures.MOST_BYTES
        last = url.rsplit("/", 1)[-1].partition("?")[0]
        if last == "slow":
            raise NoAnswer("out of time")
        if last == "inside":
            raise NotAllowed("not an address of the public internet")
        return answers[last]

    monkeypatch.setattr(client, "fetch", fetch)
    monkeypatch.setattr(pictures, "SECONDS", 600.0)
    return asked


def test_only_pictures_come_back_whatever_they_call_themselves(asked: list[str]) -> None:
    names = ("png", "svg", "page", "moved", "gone", "slow", "inside")
    found = fetch_pictures(f"https://a.example/{name}" for name in names)
    assert list(found) == ["https://a.example/png"]
    assert found["https://a.example/png"].startswith("data:image/png;base64,")
    assert len(asked) == len(names)


def test_addresses_are_written_as_a_request_needs_them(asked: list[str]) -> None:
    fetch_pictures(["HTTPS://bücher.example/ä b/png?a=ü&b=%20", "https://[half/png", "https://a.example\r\nX: y/png"])
    assert sorted(asked) == ["https://a.exampleX:y/png", "https://xn--bcher-kva.example/%C3%A4b/png?a=%C3%BC&b=%20"]


def test_never_too_many_and_never_too_much_together(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_TOGETHER", 3 * len(PNG))
    found = fetch_pictures([f"https://a.example/png?{number}" for number in range(100)] * 2)
    assert len(asked) == pictures.MOST_PICTURES
    assert len(found) == 3


def test_one_that_hangs_costs_the_others_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()

    def fetch(url: str, *, most_bytes: int, seconds: float) -> Answer:
        if "hang" in url:
            let_go.wait(30)
        return Answer(200, {}, PNG)

    def patient(futures: Iterable[Future[bytes]], timeout: float) -> object:
        """As long as the first needs, on a machine however busy; the one that hangs is not waited for."""
        return wait(futures, return_when=FIRST_COMPLETED)

    monkeypatch.setattr(client, "fetch", fetch)
    monkeypatch.setattr(pictures, "wait", patient)
    try:
        assert list(fetch_pictures(["https://a.example/hang", "https://a.example/png"])) == ["https://a.example/png"]
    finally:
        let_go.set()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a...", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", ""),
        (SVG, ""),
        (b" GIF89a", ""),
        (b"%PDF-1.7", ""),
        (b"", ""),
    ],
)
def test_what_a_picture_is_its_first_bytes_say(content: bytes, kind: str) -> None:
    assert type_of_picture(content) == kind
