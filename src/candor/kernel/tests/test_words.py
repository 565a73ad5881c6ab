"""What counts as a word."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.kernel.search.words import LONGEST_WORD, MOST_WORDS_SOUGHT, plain, words_in, words_sought


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ärger in ŁÓDŹ", ["arger", "in", "lodz"]),
        ("STRASSE straße", ["strasse", "strasse"]),
        ("kim@nordlicht.example", ["kim", "nordlicht", "example"]),
        ("snake_case-2026", ["snake", "case", "2026"]),
        ("ﬁne 𝕊 İ", ["fine", "s", "i"]),
        ("…", []),
    ],
)
def test_words_are_plain(text: str, words: list[str]) -> None:
    assert words_in(text) == words


@given(st.text(max_size=200))
def test_words_hold_letters_and_digits_alone(text: str) -> None:
    assert all(word.isalnum() and len(word) <= LONGEST_WORD for word in words_in(text))


@given(st.text(max_size=200))
def test_no_accent_is_left(text: str) -> None:
    assert not any(unicodedata.category(character) == "Mn" for character in plain(text))


@given(st.text(max_size=200))
def test_what_was_written_is_found_by_its_own_words(text: str) -> None:
    assert set(words_sought(text)) <= set(words_in(text))


def test_a_long_text_is_sought_by_its_first_words() -> None:
    assert len(words_sought(" ".join(f"word{number}" for number in range(100)))) == MOST_WORDS_SOUGHT
