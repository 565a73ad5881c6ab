"""A person is found in a text however they are written there, and nobody else is."""

from __future__ import annotations

import html
from time import process_time
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from candor.kernel.registries.personal_data import Subject
from candor.privacy.redacting import PLACEHOLDER, redacted, speaks_of, times_in, variants_of, variants_of_span

PATIENCE = 20
"""Seconds of the processor: what a text needs, two hundred times over."""

ADDRESSES = ("kim@nordlicht.example", "Kim@Nordlicht.example", "kim@xn--bcher-kva.de", "+4930123456", "030 123456")
KIM = variants_of(Subject(1, addresses=ADDRESSES, words=("Kim Nielsen", "Dr. Kim A. Müller-Nielsen")))


@pytest.mark.parametrize(
    "written",
    [
        "Kim Nielsen",
        "KIM NIELSEN",
        "Nielsen, Kim",
        "Kim A. Müller-Nielsen",
        "Kim Mueller Nielsen",
        "Muller-Nielsen",
        "Mu\u0308ller-Nielsen",
        "K. Nielsen",
        "Nielsen K.",
        "k.nielsen",
        "kimnielsen",
        "Nielsen",
        "Nielsens",
        "Kim Nielsen’s",
        "Kim\xa0Nielsen",
        "Kim\n> > Nielsen",
        "Ki\u00adm Niel\u200bsen",
        "K&#105;m&nbsp;Nielsen",
        "M&uuml;ller-Nielsen",
        "Kim%20Nielsen",
        "\uff2b\uff49\uff4d Nielsen",
        "kim@nordlicht.example",
        "KIM@NORDLICHT.EXAMPLE",
        "kim%40nordlicht%2Eexample",
        "kim&#x40;nordlicht.example",
        "kim+shop@nordlicht.example",
        "kim@bücher.de",
        "kim@b%C3%BCcher.de",
        "kim (at) nordlicht.example",
        "kim at nordlicht dot example",
        "kim=nordlicht.example",
        "+49 30 123456",
        "+49 (0)30 / 123-456",
        "0049 30 12 34 56",
        "030.123456",
        "030 123\xa0456",
        "030–123456",
    ],
)
def test_however_it_is_written_it_goes(written: str) -> None:
    text = f"Sagte {written}, und dann: {written}."
    assert redacted(text, KIM) == f"Sagte {PLACEHOLDER}, und dann: {PLACEHOLDER}."


@pytest.mark.parametrize(
    "text",
    [
        "aakim@nordlicht.example, x.kim@nordlicht.example, x-kim@nordlicht.example",
        "kim@nordlicht.example.org, kim@nordlicht.example-shop.de",
        "kim@nordlicht.exampleb",
        "030 1234567, 99030123456, 030 123456-12, +1 030 12345",
        "Nielsenberg, Kimono, Vonnielsen",
        "a.nielsen@hafen.example, nielsen@hafen.example, https://nielsen.example/kim",
        "Kim-Modell, das Kim",
        "Kimberly Hansen",
    ],
)
def test_t22_who_looks_alike_is_left_alone(text: str) -> None:
    assert redacted(text, KIM) == text
    assert not speaks_of(text, KIM)


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Anna Klein", "Das Klein ist zu klein. Frau Klein auch.", f"Das Klein ist zu klein. Frau {PLACEHOLDER} auch."),
        ("Kim Li", "Li und Kim. Hallo Kim! Dear Mr. Li,", f"Li und Kim. Hallo {PLACEHOLDER}! Dear Mr. {PLACEHOLDER},"),
        ("Will Young", "Will you? Thanks, Will", f"Will you? Thanks, {PLACEHOLDER}"),
        ("Nordlicht Support", "Der Support von Nordlicht", "Der Support von Nordlicht"),
        ("Karl von der Tann", "Herr von der Tann; Karl Tann", f"Herr von der {PLACEHOLDER}; {PLACEHOLDER}"),
        ("Sinéad O'Connor", "Sinead OConnor, O’Connor", f"{PLACEHOLDER}, {PLACEHOLDER}"),
        ("Søren Åberg", "Soeren Aaberg, Sören Åberg", f"{PLACEHOLDER}, {PLACEHOLDER}"),
        ("Jörg Groß", "Joerg Gross; JÖRG GROẞ", f"{PLACEHOLDER}; {PLACEHOLDER}"),
        ("Ольга Петрова", "пишет ОЛЬГА ПЕТРОВА.", f"пишет {PLACEHOLDER}."),
        ("田中 太郎", "田中太郎様", f"{PLACEHOLDER}様"),
    ],
)
def test_names_alone_where_they_are_no_common_words(name: str, text: str, left: str) -> None:
    assert redacted(text, variants_of(Subject(1, words=(name,)))) == left


def test_html_stays_as_it_is_around_the_person() -> None:
    link = '<a href="mailto:kim@nordlicht.example?subject=a" title="Kim Nielsen">K<b>im</b><br>Nielsen</a>'
    left = f'<a href="mailto:{PLACEHOLDER}?subject=a" title="{PLACEHOLDER}">{PLACEHOLDER}<b></b><br></a>'
    assert redacted(f'<p class="kim">{link}</p>', KIM) == f'<p class="kim">{left}</p>'


def test_what_looks_like_a_tag_is_text_too() -> None:
    assert redacted("Kim Nielsen <kim@nordlicht.example> <Kim Nielsen>", KIM) == (
        f"{PLACEHOLDER} <{PLACEHOLDER}> <{PLACEHOLDER}>"
    )


def test_a_person_without_anything_is_found_nowhere() -> None:
    nobody = variants_of(Subject(1, addresses=("",), words=("", "Dr.", "…", "[redacted]")))
    assert redacted("Dr. … [redacted]", nobody) == "Dr. … [redacted]"
    assert not speaks_of("Dr. … [redacted]", nobody)


@pytest.mark.parametrize(
    ("span", "text", "left"),
    [
        ("hunter-2 x", "pw: Hunter-2\nx!", f"pw: {PLACEHOLDER}!"),
        ("4111 1111 1111 1111", "4111-1111-1111-1111, 4111111111111111", f"{PLACEHOLDER}, {PLACEHOLDER}"),
        ("1234", "51234 1234", f"51234 {PLACEHOLDER}"),
        ("s<e&c\"ret", "<p>s&lt;e&amp;c&quot;ret</p>", f"<p>{PLACEHOLDER}</p>"),
        ("(.*)+$", "x(.*)+$", f"x{PLACEHOLDER}"),
        (PLACEHOLDER, f"a {PLACEHOLDER}", f"a {PLACEHOLDER}"),
        ("   ", "a   b", "a   b"),
    ],
)  # fmt: skip
def test_a_marked_span_goes_however_it_is_parted(span: str, text: str, left: str) -> None:
    assert redacted(text, variants_of_span(span)) == left


BITS = st.sampled_from(
    ["Kim", "Nielsen", "kim@nordlicht.example", "Müller", "+49 30 123456", "030123456", PLACEHOLDER, "Hallo ", "Frau",
     "K", "@", ".", "-", "+", " ", "\n> ", ",", "s", "<b>", "</b>", "<br>", '<a href="', '">', "<", "&", "&nbsp;",
     "%20", "%", "=", "0", "49", "ü", "ß", "\u0301", "\u200b", "nordlicht", ".de", ".pdf", "_", "'", "/", "(", ")",
     "at", "dot"]
)  # fmt: skip
TEXTS = st.lists(BITS | st.text(max_size=3), max_size=30).map("".join)
NAMES = st.lists(st.text(max_size=8) | BITS, max_size=3).map(" ".join)
SUBJECTS = st.builds(
    lambda words, address: Subject(1, (), (address,), tuple(words)), st.lists(NAMES, max_size=3), st.just("") | TEXTS
)


@settings(max_examples=120)
@given(TEXTS)
def test_afterwards_nothing_speaks_of_them_and_doing_it_again_changes_nothing(text: str) -> None:
    left = redacted(text, KIM)
    assert not speaks_of(left, KIM)
    assert redacted(left, KIM) == left
    assert (left != text) == speaks_of(text, KIM) == bool(times_in(text, KIM))


@settings(max_examples=120)
@given(SUBJECTS, TEXTS)
def test_so_it_is_for_whatever_people_are_called(subject: Subject, text: str) -> None:
    variants = variants_of(subject)
    left = redacted(f"{text} {' '.join(subject.words)}", variants)
    assert not speaks_of(left, variants)
    assert redacted(left, variants) == left


@settings(max_examples=100)
@given(st.text(min_size=1, max_size=12), TEXTS)
def test_so_it_is_for_whatever_is_marked(span: str, text: str) -> None:
    variants = variants_of_span(span)
    left = redacted(f"{text}{span}{text}", variants)
    assert not speaks_of(left, variants)
    assert redacted(left, variants) == left


@given(st.text(alphabet=st.characters(exclude_characters="kKnNmM0349@"), max_size=200))
def test_texts_of_others_stay_as_they_are(text: str) -> None:
    assert redacted(text, KIM) == text


@given(st.sampled_from(["kim@nordlicht.example", "Kim Nielsen"]), st.sampled_from([html.escape, quote, str.upper]))
def test_what_is_written_for_machines_is_found(written: str, way: object) -> None:
    assert speaks_of(f"x={way(written)}&y" if way is quote else f"<i>{way(written)}</i>", KIM)  # type: ignore[operator] # one of three functions


@pytest.mark.parametrize(
    "part",
    ["Kim Nielsen schrieb an kim@nordlicht.example. ", "ü", "kim ", "<a ", '<a b="', "<a b='\"", "&", "%41", "0", "-",
     "kim nielse ", "a.-+", "\n> ", "030 12345 ", "hallo ", " ", "kim-", "4 9 ", "[redacted", "\u0301", "ßt"],
)  # fmt: skip
def test_time_grows_with_the_length_alone(part: str) -> None:
    """100 KB take a tenth of a second of the processor; what looked at every pair of places would take minutes."""
    text = part * (100_000 // len(part))
    before = process_time()
    left = redacted(text, KIM)
    assert process_time() - before < PATIENCE
    assert not speaks_of(left, KIM)


def test_a_megabyte_is_no_trouble() -> None:
    text = "Hallo Kim, Frau Nielsen schreibt an <b>kim</b>@nordlicht.example. " * 16_000
    before = process_time()
    assert redacted(text, KIM) == f"Hallo {PLACEHOLDER}, Frau {PLACEHOLDER} schreibt an {PLACEHOLDER}. ".replace(
        f"an {PLACEHOLDER}", f"an <b>{PLACEHOLDER}</b>") * 16_000  # fmt: skip
    assert process_time() - before < PATIENCE
