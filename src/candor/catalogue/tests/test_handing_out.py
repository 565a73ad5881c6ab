"""Files in parts: what a download that broke off gets, and that memory does not follow the file."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from candor.catalogue.rules.releases import NotThere, Part, part_asked_for
from candor.catalogue.serving import hand_out
from candor.catalogue.tests.stories_releases import CONTENT, file_of, released
from candor.kernel.files import make_file
from candor.people.models import Person
from tests.cast import actor

MB = 1_000_000


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-0", Part(0, 0)), ("bytes=5-", Part(5, 99)), ("bytes=-10", Part(90, 99)),
        ("bytes=90-500", Part(90, 99)), ("bytes=-500", Part(0, 99)), ("Bytes=1-2", Part(1, 2)), ("bytes=5-2", None),
        ("bytes=0-1,4-5", None), ("items=0-1", None), ("bytes=-", None), ("bytes=x-1", None), ("", None),
        ("bytes=\u0661-2", None),
    ],
)  # fmt: skip
def test_which_part_was_asked_for(header: str, part: Part | None):
    assert part_asked_for(header, 100) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_part_beyond_the_end_is_not_there(header: str):
    with pytest.raises(NotThere):
        part_asked_for(header, 100)


@given(size=st.integers(1, 10**10), first=st.integers(0, 10**10), last=st.integers(0, 10**10))
def test_a_part_lies_within_the_file(size: int, first: int, last: int):
    try:
        part = part_asked_for(f"bytes={first}-{last}", size)
    except NotThere:
        assert first >= size
        return
    if part is not None:
        assert first == part.first <= part.last == min(last, size - 1)


@pytest.mark.django_db
@pytest.mark.db
@pytest.mark.once
def test_a_download_that_broke_off_goes_on(clara: Person):
    held = file_of(released(by=actor(clara)))
    address, browser = reverse("public:download-file", args=[held.ref]), Client()
    head = browser.head(address)
    assert (head.status_code, head["Content-Length"], head["Accept-Ranges"]) == (200, str(len(CONTENT)), "bytes")
    tag = head["ETag"]

    def fetch(**headers: str) -> Any:
        answer = browser.get(address, headers=headers)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer, content

    whole, content = fetch()
    assert content == CONTENT
    assert whole["Content-Disposition"] == 'attachment; filename="archive-4.2.zip"'
    assert (whole["Content-Security-Policy"], whole["X-Content-Type-Options"]) == (
        "default-src 'none'; sandbox",
        "nosniff",
    )
    rest, content = fetch(Range="bytes=4000-", **{"If-Range": tag})
    assert (rest.status_code, rest["Content-Range"]) == (206, f"bytes 4000-{len(CONTENT) - 1}/{len(CONTENT)}")
    assert content == CONTENT[4000:]
    assert fetch(Range="bytes=4000-", **{"If-Range": whole["Last-Modified"]})[0].status_code == 206
    changed, content = fetch(Range="bytes=4000-", **{"If-Range": '"another"'})
    assert (changed.status_code, content) == (200, CONTENT)
    beyond, _ = fetch(Range=f"bytes={len(CONTENT)}-")
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")
    assert fetch(**{"If-None-Match": tag})[0].status_code == 304
    held.refresh_from_db()
    assert held.fetched == 2  # the whole one, and the one that had to begin anew


@pytest.mark.django_db
@pytest.mark.db
@pytest.mark.once
def test_memory_does_not_follow_the_file():
    """300 MB are read through in chunks of a quarter of a megabyte."""
    chunk = bytes(MB // 4)
    file = make_file("files", "large.iso", "application/octet-stream", (chunk for _ in range(1_200)))
    file.save()
    request = HttpRequest()
    request.method = "GET"
    tracemalloc.start()
    answer: Any = hand_out(file, request)
    read = sum(len(each) for each in answer.streaming_content)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    answer.close()
    assert read == file.size == 300 * MB
    assert peak < 2 * MB
