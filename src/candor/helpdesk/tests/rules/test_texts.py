from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.helpdesk.rules.texts import TextTooLong, clean_line, clean_text, shortened_line, subject_from


def test_emoji_and_right_to_left_text_stay_as_they_are():
    family, arabic = "👩‍👩‍👧‍👦 done 🏳️‍🌈", "التصدير يتوقف \u200fعند 80%"

    assert clean_line(family) == family
    assert clean_text(arabic) == arabic


def test_control_characters_go_and_words_stay_apart():
    assert clean_line("one\ntwo\x00\tthree\x07") == "one two three"
    assert clean_text("one\r\ntwo\x00\x1b[31m\rthree\t.") == "one\ntwo[31m\nthree\t."


def test_nothing_in_a_line_turns_the_direction_of_writing():
    assert clean_line("invoice_\u202efdp.exe \u2066x\u2069") == shortened_line("invoice_fdp.exe x")


def test_a_composed_letter_is_one_letter():
    assert clean_line("Mu\u0308ller") == "Müller"


def test_too_long_a_text_is_refused_with_its_limit():
    with pytest.raises(TextTooLong) as refusal:
        clean_line("x" * 251)

    assert refusal.value.most == 250


def test_a_subject_from_mail_is_shortened_instead():
    shortened = shortened_line("word " * 100)

    assert len(shortened) <= 250
    assert shortened.endswith("…")


def test_a_missing_subject_comes_from_the_first_line_with_words():
    assert subject_from("\n \nThe printer is on fire\nand so on") == "The printer is on fire"
    assert subject_from(" \n") == ""


@given(st.text(alphabet=st.characters(), max_size=300))
def test_whatever_comes_in_what_is_kept_is_clean_and_stable(text):
    clean = clean_text(text)

    assert clean_text(clean) == clean
    assert all(character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs"} for character in clean)
    clean.encode()
