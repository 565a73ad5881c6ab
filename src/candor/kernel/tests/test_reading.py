"""Reading what somebody typed: every text is a question, and nothing of it is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.kernel.search.marking import marked, pattern_of, snippet
from candor.kernel.search.reading import LONGEST_QUESTION, MOST_PARTS, read, written
from candor.kernel.search.sought import Sought, Term, holds, sought_from, sought_in
from candor.kernel.search.spelling import distance, slips
from candor.kernel.search.words import words_in

NAMES = frozenset({"status", "from"})
QUESTIONS = st.text(max_size=120) | st.lists(
    st.sampled_from(['"', "-", ":", "status:", "from:", '"a b"', "-paper", "word*", "http://x", " ", "ß", "\x00"]),
    max_size=12,
).map("".join)
LETTERS = st.text(alphabet="abcdeß", min_size=1, max_size=8)


def without_space(text: str) -> str:
    return "".join(text.split())


@given(QUESTIONS)
def test_what_was_typed_comes_back(text: str) -> None:
    parts = read(text, NAMES)
    if len(parts) < MOST_PARTS:
        assert without_space(written(parts)) == without_space(text)
    assert [part.raw for part in read(written(parts), NAMES)] == [part.raw for part in parts]


@given(QUESTIONS, st.text(max_size=200))
def test_every_text_is_a_question_and_can_be_marked(question: str, text: str) -> None:
    sought = sought_from(read(question, NAMES))
    if sought is None:
        return
    pattern = pattern_of(sought)
    assert "".join(piece.text for piece in marked(text, pattern)) == text
    assert isinstance(snippet([text], pattern), list)
    assert holds(sought, text) in {True, False}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("status:open", [("status", "open", False, False)]),
        ("STATUS:Open", [("status", "Open", False, False)]),
        ('-from:"Kim Jansen"', [("from", "Kim Jansen", True, True)]),
        ("status:", [("status", "", False, False)]),
        ("https://x.example", [("", "https://x.example", False, False)]),
        ("e-mail -paper", [("", "e-mail", False, False), ("", "paper", True, False)]),
        ('"paper jam', [("", '"paper jam', False, True)]),
        ("-", [("", "-", False, False)]),
    ],
)
def test_parts_are_told_apart(text: str, parts: list[tuple[str, str, bool, bool]]) -> None:
    found = read(text, NAMES)
    assert [(part.name, part.value, part.is_negated, part.is_quoted) for part in found] == parts


def test_a_long_question_is_cut() -> None:
    assert len(written(read("word " * 1000))) <= LONGEST_QUESTION


def test_words_begin_longer_ones_and_phrases_do_not() -> None:
    assert sought_in('print "paper jam" -old') == Sought(
        all_of=((Term(("print",), begins=True),), (Term(("paper", "jam")),)), none_of=(Term(("old",)),)
    )
    assert sought_in("-old") is None
    assert sought_in("ab* ab") == Sought(((Term(("ab",), begins=True),), (Term(("ab",)),)))


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ("drucker", True), ("druck", True), ("ck", False), ("kein papier", True), ('"kein papier"', True),
        ('"papier kein"', False), ("drucker -papier", False), ("drucker -tinte", True), ("-tinte drucker", True),
        ('"der drucker"', True), ("ärger", True), ("aerger", False), ('"drucker findet kein pap"', False),
    ],
)  # fmt: skip
def test_a_text_is_held_against_the_question(question: str, fits: bool) -> None:
    sought = sought_in(question)
    assert sought is not None
    assert holds(sought, "Ärger: Der Drucker findet kein Papier.") is fits


@pytest.mark.parametrize(
    ("question", "text", "hits"),
    [
        ("strasse", "In der Straße 5, STRASSE", ["Straße", "STRASSE"]),
        ("prufung", "Prüfungen und Überprüfung", ["Prüfungen"]),
        ('"paper jam"', "A paper  jam, paper jams", ["paper  jam"]),
        ("x", "x-ray X", ["x", "X"]),
    ],
)
def test_hits_are_marked_as_they_were_written(question: str, text: str, hits: list[str]) -> None:
    sought = sought_in(question)
    assert sought is not None
    assert [piece.text for piece in marked(text, pattern_of(sought)) if piece.is_hit] == hits


def test_a_snippet_is_the_neighbourhood_of_the_first_hit() -> None:
    sought = sought_in("needle")
    assert sought is not None
    pieces = snippet(["nothing here", "hay " * 100 + "a Needle in it " + "hay " * 100], pattern_of(sought))
    shown = "".join(piece.text for piece in pieces)
    assert "… hay" in shown
    assert [piece.text for piece in pieces if piece.is_hit] == ["Needle"]
    assert len(shown) < 200
    assert snippet(["only hay"], pattern_of(sought)) == []


@given(LETTERS)
def test_every_slip_is_one_away(word: str) -> None:
    plain = "".join(words_in(word))
    assert all(distance(plain, other) == 1 for other in slips(plain))


@given(LETTERS, LETTERS)
def test_distance_is_the_same_both_ways(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)


@pytest.mark.parametrize(
    ("one", "other", "away"),
    [
        ("printer", "pritner", 1), ("rechnung", "rehcnugn", 2), ("invoice", "invoices", 1), ("abc", "xyz", 3),
        ("a", "abcde", 3),
    ],
)  # fmt: skip
def test_how_far_words_are(one: str, other: str, away: int) -> None:
    assert distance(one, other) == away
