"""Whatever is typed, sent or left out, wherever people write: never an error of ours, and words that help.

The places and their forms are those of `tests.faults.writes`.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote_plus

import pytest

from candor.helpdesk.models import Message, Ticket
from candor.mail.actions.intake import receive
from candor.mail.models import RawState, Way
from candor.people.models import Person
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

LIKELY_TAKEN = ("script", "template", "SQL", "override", "300 letters", "emoji", "right to left")

FINE = {200, 204, 302, 303, 400, 401, 404, 405, 409, 413, 422, 429}
"""What bad input may be answered with. 403 would mean that the test lost its session."""

REFUSED = {409, 422}
FEW, SOME, ALONE = 2, 6, 3
ERROR = re.compile(r'class="(?:error|error-summary|notice|composer-error)[ "]')
HIDDEN = {"key", "version", "stamp", "next", "typed"}
"""What forms carry without anybody typing it; they may come back renewed."""


@pytest.fixture
def _no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of forms come from one network here."""
    for place in ("candor.helpdesk.views.public.allow", "candor.people.limits.allow"):
        monkeypatch.setattr(place, lambda *_: True)


@pytest.mark.usefixtures("_no_limits")
@pytest.mark.parametrize("name", WRITES)
def test_no_value_in_any_field_breaks_anything(site: Site, name: str) -> None:
    place, wrong = site.place(name), []
    for typed in [*one_by_one(place), *all_at_once(place)]:
        with undone(site.browser(place.write.who)):
            answer = site.post(place, encoded({**place.write.form, **values_of(typed)}), content_type=FORM)
        wrong += [f"{name}, {typed}: {problem}" for problem in problems(place, answer, values_of(typed))]
    assert not wrong, "\n".join(wrong)


Typed = Mapping[str, str]
"""What stands in which field, by its name in HOSTILE."""


def one_by_one(place: Place) -> Iterator[Typed]:
    """Words that a form may well take, so that they reach what it does and the pages after it: three of them, each
    alone. The next forms have the others: hundreds meet each.

    Where there is one field, it meets them alone in `all_at_once`.
    """
    fields, first = place.write.typed, list(WRITES).index(place.name) * ALONE
    for number in range(first, first + ALONE if len(fields) > 1 else first):
        yield {fields[number % len(fields)]: LIKELY_TAKEN[number % len(LIKELY_TAKEN)]}


def all_at_once(place: Place) -> Iterator[Typed]:
    """Every field has another value each time. Few fields meet every second value, many meet six: the next form has
    the others, so that hundreds of fields meet each.
    """
    fields, first, names = place.write.typed, list(WRITES).index(place.name), list(HOSTILE)
    step = 2 if len(fields) <= FEW else len(names) // SOME
    for begin in range(first, first + len(names) if fields else first, step):
        yield {field: names[(begin + 7 * number) % len(names)] for number, field in enumerate(fields)}


def values_of(typed: Typed) -> Form:
    return {field: HOSTILE[told] for field, told in typed.items()}


def encoded(form: Form) -> bytes:
    """The form as bytes on the wire: half a surrogate pair can be sent, though no text has one."""
    return "&".join(f"{name}={quoted(str(value))}" for name, value in form.items()).encode()


@cache
def quoted(value: str) -> str:
    """A value as it stands on the wire; the longest ones take a tenth of a second."""
    return quote_plus(value.encode("utf-8", "surrogatepass"))


def problems(place: Place, answer: Any, typed: Form) -> Iterator[str]:
    """What is wrong with an answer to bad input in these fields."""
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
        if other not in SECRETS | HIDDEN | typed.keys() and str(place.write.form.get(other, "")) not in page
    ]
    if lost:
        yield f"what stood in {lost} is lost"
    if any(len(value) > 5 and value in page for field, value in typed.items() if field in SECRETS):
        yield "a secret is shown"


def reason(answer: Any) -> str:
    error = getattr(answer, "exc_info", None)
    return f" ({error[0].__name__}: {error[1]})"[:300] if error else ""


def test_a_form_of_ten_thousand_fields_is_refused_in_words(site: Site) -> None:
    flood = {f"field{number}": "x" for number in range(10_000)}
    before = Ticket.objects.count()
    for name in ("public:contact", "customer:new-case", "tech:ticket-reply", "customer:sign-in"):
        place = site.place(name)
        answer = site.post(place, {**place.write.form, **flood})
        assert answer.status_code == 400, name
        assert "Nothing was changed" in html.unescape(answer.content.decode()), name
    assert Ticket.objects.count() == before


def test_a_form_without_its_fields_says_what_is_missing(site: Site) -> None:
    for name, write in WRITES.items():
        for missing in write.form:
            place = site.place(name)
            some = {field: value for field, value in place.write.form.items() if field != missing}
            with undone(site.browser(write.who)):
                answer = site.post(place, {"csrfmiddlewaretoken": "x", **some})
            assert not list(problems(place, answer, {missing: ""})), f"{name} without {missing}"


@pytest.mark.parametrize("person", ["kim", "stranger"])
def test_what_is_wrong_is_said_in_the_readers_own_language(site: Site, person: str) -> None:
    address = "/customer/cases/new/" if person == "kim" else "/contact/"
    told = []
    for language in ("en", "de"):
        Person.objects.update(language=language)
        answer = site.browser(person).post(address, {}, headers={"Accept-Language": language})
        told.append(set(re.findall(r"<li>(?:<a[^>]*>)?([^<]+)", html.unescape(answer.content.decode()))))
    english, german = told
    assert any("Write your message" in text for text in english)
    assert not {text for text in english & german if "your" in text}
    assert any("Nachricht" in text for text in german)


def test_honest_words_of_every_script_are_kept_letter_by_letter(site: Site) -> None:
    words = f"{HOSTILE['emoji']}\n{HOSTILE['right to left']}\n日本語 ไทย हिन्दी"
    place = site.place("customer:new-case")
    site.post(place, {**place.write.form, "subject": "👩‍👩‍👧‍👦 שלום", "body": f"\x00{words}\x07"})
    message = Message.objects.latest("pk")
    assert message.text == unicodedata.normalize("NFC", words)
    assert message.ticket.subject == "👩‍👩‍👧‍👦 שלום"
    page = html.unescape(site.browser("anna").get(f"/tech/cases/{message.ticket.ref}/").content.decode())
    assert message.ticket.subject in page
    assert "日本語 ไทย हिन्दी" in page


@pytest.mark.parametrize(
    "ref", ["x" * 300, "..%2f..%2fetc", "%00", "%ff", "-1", "🦄", "%0d%0aSet-Cookie:a=b", "' OR 1=1 --"]
)
def test_a_reference_that_is_none_is_not_found(site: Site, ref: str) -> None:
    for who, address in (("anna", "/tech/cases/{}/"), ("anna", "/tech/people/{}/"), ("kim", "/customer/cases/{}/")):
        answer = site.browser(who).get(address.format(ref))
        assert answer.status_code in {400, 404}, f"{address} {ref}: {answer.status_code}{reason(answer)}"


@pytest.mark.parametrize("told", HOSTILE)
def test_no_question_breaks_a_search_box(site: Site, told: str) -> None:
    question = quote_plus(HOSTILE[told].encode("utf-8", "surrogatepass")[:2_000])
    for address in ("/tech/search/?q=", "/tech/people/?q=", "/tech/cases/new/callers/?caller=", "/tech/cases/?after="):
        answer = site.browser("anna").get(f"{address}{question}")
        assert answer.status_code in {200, 400}, f"{address} {told}: {answer.status_code}{reason(answer)}"


@pytest.mark.parametrize("told", HOSTILE)
def test_no_words_in_a_mail_break_its_way_in(site: Site, told: str) -> None:
    words = HOSTILE[told].encode("utf-8", "surrogatepass")
    raw = b"From: %s <kim@nordlicht.example>\r\nSubject: %s\r\nMessage-ID: <%s>\r\n\r\n%s" % (
        words,
        words,
        words,
        words,
    )
    received = receive(raw, Way.PIPE)
    assert received.state in {RawState.HANDLED, RawState.QUARANTINED}
