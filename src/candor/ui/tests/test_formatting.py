"""Dates, numbers and plain text, as an English and a German person read them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_datetime
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from candor.ui import formatting
from candor.ui.formatting import locale_of

NOW = datetime(2026, 3, 12, 13, 2, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
ENGLISH, GERMAN = locale_of("en"), locale_of("de")


@pytest.mark.parametrize(
    ("ago", "english", "german"),
    [
        (timedelta(seconds=5), "just now", "gerade eben"),
        (timedelta(seconds=-5), "just now", "gerade eben"),
        (timedelta(minutes=5), "5 min ago", "vor 5 Min."),
        (timedelta(hours=3), "3 h ago", "vor 3 Std."),
        (timedelta(hours=13), "13 h ago", "vor 13 Std."),
        (timedelta(hours=15), "yesterday", "gestern"),
        (timedelta(days=3), "3 days ago", "vor 3 Tagen"),
        (timedelta(days=8), "4 Mar", "4. März"),
        (timedelta(days=90), "12 Dec 2025", "12. Dez. 2025"),
        (timedelta(hours=-2), "in 2 h", "in 2 Std."),
        (timedelta(days=-1), "tomorrow", "morgen"),
    ],
)
def test_a_moment_is_told_by_its_distance(ago, english, german):
    assert said("en", lambda: formatting.relative_time(NOW - ago, NOW, ENGLISH, BERLIN)) == english
    assert said("de", lambda: formatting.relative_time(NOW - ago, NOW, GERMAN, BERLIN)) == german


@pytest.mark.parametrize(
    ("ahead", "english", "german", "tone"),
    [
        (timedelta(minutes=25), "due in 25 min", "fällig in 25 Min.", "soon"),
        (timedelta(hours=5), "due today 19:02", "fällig heute 19:02", "soon"),
        (timedelta(days=1), "due tomorrow", "fällig morgen", "later"),
        (timedelta(days=5), "due 17 Mar", "fällig 17. März", "later"),
        (timedelta(hours=-2), "2 h late", "2 Std. überfällig", "late"),
        (timedelta(days=-3), "3 days late", "3 Tage überfällig", "late"),
    ],
)
def test_a_due_moment_is_told_by_what_it_asks_of_us(ahead, english, german, tone):
    due = said("en", lambda: formatting.due_in_words(NOW + ahead, NOW, ENGLISH, BERLIN))
    assert (due.text, due.tone) == (english, tone)
    assert said("de", lambda: formatting.due_in_words(NOW + ahead, NOW, GERMAN, BERLIN)).text == german


@given(
    st.integers(0, 2**31 - 1),
    st.sampled_from(["Europe/Berlin", "Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca"]),
    st.sampled_from(["en", "de", "fr"]),
)
def test_the_exact_moment_is_told_as_babel_tells_it(seconds, zone, language):
    moment, locale = datetime.fromtimestamp(seconds, UTC), locale_of(language)
    day = "EEE, d. MMM yyyy" if language == "de" else "EEE d MMM yyyy"
    told = format_datetime(moment, f"{day}, HH:mm zzz", tzinfo=ZoneInfo(zone), locale=locale)
    assert formatting.exact_time(moment, locale, ZoneInfo(zone)) == told


def test_the_exact_moment_names_its_zone():
    assert formatting.exact_time(NOW, ENGLISH, BERLIN) == "Thu 12 Mar 2026, 14:02 CET"
    assert formatting.exact_time(NOW, GERMAN, BERLIN) == "Do., 12. März 2026, 14:02 MEZ"


@pytest.mark.parametrize(
    ("size", "english", "german"),
    [
        (0, "0 bytes", "0 Byte"),
        (1, "1 byte", "1 Byte"),
        (18_204, "18 kB", "18 kB"),
        (1_402_331, "1.4 MB", "1,4 MB"),
        (999_999, "1 MB", "1 MB"),
        (25_000_000_000, "25 GB", "25 GB"),
    ],
)
def test_file_sizes_are_said_in_the_unit_that_fits(size, english, german):
    assert said("en", lambda: formatting.file_size(size, ENGLISH)).replace("\xa0", " ") == english
    assert said("de", lambda: formatting.file_size(size, GERMAN)).replace("\xa0", " ") == german


def test_figures_wear_the_separators_of_the_language():
    assert formatting.number(1234567, ENGLISH) == "1,234,567"
    assert formatting.number(1234567, GERMAN) == "1.234.567"
    assert formatting.money(Decimal("1249.50"), "EUR", ENGLISH) == "€1,249.50"
    assert formatting.money(Decimal("1249.50"), "EUR", GERMAN) == "1.249,50\xa0€"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Kim Jansen", "KJ"),
        ("Anna Maria Berg", "AB"),
        ("Anna Berg, Lindwurm", "AB"),
        ("sam@hafen.example", "SE"),
        ("", "?"),
        ("…", "?"),
        ("李", "李"),
    ],
)
def test_initials_stand_for_a_person(name, letters):
    assert formatting.initials(name) == letters


def test_plain_text_keeps_its_paragraphs_and_lines():
    html = formatting.paragraphs("Hello,\r\n\r\nfirst line\nsecond line\n\n\n\nBye")
    assert html == '<p dir="auto">Hello,</p>\n<p dir="auto">first line<br>\nsecond line</p>\n<p dir="auto">Bye</p>'


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://a.example/b.", "https://a.example/b"),
        ("(https://a.example/b)", "https://a.example/b"),
        ("https://a.example/b_(c)", "https://a.example/b_(c)"),
        ("<https://a.example/?a=1&b=2>", "https://a.example/?a=1&amp;b=2"),
    ],
)
def test_web_addresses_become_links_without_the_sentence_around_them(text, address):
    assert (
        f'<a href="{address}" rel="noopener nofollow noreferrer" target="_blank">{address}</a>'
        in formatting.paragraphs(text)
    )


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "javascript:alert(1)", 'https://a.example/"onmouseover="x']
)
def test_nothing_in_plain_text_becomes_markup(text):
    html = formatting.paragraphs(text)
    assert "<script" not in html
    assert "javascript:" not in html.replace("javascript:alert(1)</p>", "")
    assert '"onmouseover' not in html


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_no_text_can_open_a_tag_of_its_own(text):
    html = str(formatting.paragraphs(text))
    for ours in ('<p dir="auto">', "</p>", "<br>", "</a>"):
        html = html.replace(ours, "")
    assert all(part.startswith('a href="http') for part in html.split("<")[1:])


def said(language, question):
    with translation.override(language):
        return question()
