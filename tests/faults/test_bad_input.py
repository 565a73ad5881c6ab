"""Whatever is typed, sent or left out, wherever people write: never an error of ours, and words that help.

The places and their forms are those of `tests.faults.writes`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

import pytest

from tests.faults.writes import SECRETS, WRITES, Form, Place, Site, undone

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FORM = "application/x-www-form-urlencoded"

HOSTILE = {
    "nothing": "",
    "blanks": " \t\u3000\n ",
    "NUL": "\x00\x00a\x00",
    "controls": "a" + "".join(map(chr, range(1, 32))) + "\x7f\x85b",
    "header lines": "a\r\nBcc: spy@evil.example\r\n\r\nhello",
    "path": "../../../../etc/passwd\x00.png",
    "script": "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(2)>",
    "template": "{{ 7 * 7 }}{% include 'x' %}${7*7}%(name)s %s {0}",
    "SQL": "'; DROP TABLE people_person; -- \\' %",
    "override": "gnp.\u202eexe\u202c",
    "300 letters": "é" * 300,
    "one long word": "W" * 6_000,
    "very long": "ä" * 600_001,
    "half a pair": "\ud800 \udfff",
    "huge number": "9" * 400,
    "large number": "9223372036854775808",
    "negative": "-1",
    "not a number": "NaN",
    "other digits": "٣",
    "power": "1e999",
    "object": '{"$ne": null, "path": "/customer/", "fields": [[1]]}',
    "deep": "[" * 20_000,
    "address of a site": "//evil.example/\\@x.example",
    "far day": "9999-12-31T23:59",
    "no day": "0000-00-00T99:99",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 e\u0301",
    "right to left": "مرحبا بالعالم، שלום",
    "address": "a@b@c.example, <x@y.example>",
    "odd address": '"a b"@[127.0.0.1]',
    "wide address": "kïm@nördlicht.example",
}

FINE = {200, 204, 302, 303, 400, 401, 404, 405, 409, 413, 422, 429}
"""What bad input may be answered with. 403 would mean that the test lost its session."""

REFUSED = {409, 422}
ERROR = re.compile(r'class="(?:error|notice|composer-error)[ "]')


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def _no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of forms come from one network here."""
    for place in ("candor.helpdesk.views.public.allow", "candor.people.limits.allow"):
        monkeypatch.setattr(place, lambda *_: True)


@pytest.mark.usefixtures("_no_limits")
@pytest.mark.parametrize("name", WRITES)
def test_no_value_in_any_field_breaks_anything(site: Site, name: str) -> None:
    place, wrong = site.place(name), []
    for field, (told, value) in ((field, case) for field in place.write.typed for case in HOSTILE.items()):
        with undone(site.browser(place.write.who)):
            answer = site.post(place, encoded({**place.write.form, field: value}), content_type=FORM)
        wrong += [f"{name}, {field} = {told}: {problem}" for problem in problems(place, answer, field, value)]
    assert not wrong, "\n".join(wrong)


def encoded(form: Form) -> bytes:
    """The form as bytes on the wire: half a surrogate pair can be sent, though no text has one."""
    pairs = (f"{name}={quote_plus(str(value).encode('utf-8', 'surrogatepass'))}" for name, value in form.items())
    return "&".join(pairs).encode()


def problems(place: Place, answer: Any, field: str, value: str) -> Iterator[str]:
    """What is wrong with an answer to bad input."""
    if answer.status_code not in FINE:
        yield f"{answer.status_code}{reason(answer)}"
    if answer.status_code not in REFUSED or not answer.content:
        return
    page = html.unescape(answer.content.decode())
    if not ERROR.search(page):
        yield "refused without a word"
    lost = [
        other
        for other in place.write.typed
        if other not in SECRETS | {field} and str(place.write.form.get(other, "")) not in page
    ]
    if lost:
        yield f"what stood in {lost} is lost"
    if field in SECRETS and len(value) > 5 and value in page:
        yield "a secret is shown"


def reason(answer: Any) -> str:
    error = getattr(answer, "exc_info", None)
    return f" ({error[0].__name__}: {error[1]})"[:300] if error else ""
