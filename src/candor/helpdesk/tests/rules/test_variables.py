"""Variables in prepared words: filled once, never read again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.helpdesk.rules.variables import NAMES, fill, first_name_of, unknown_in

VALUES = {"first_name": "Kim", "name": "Kim Jansen", "number": "1024", "my_name": "Anna Berg"}

HOSTILE = [
    "{my_name}",
    "{{my_name}}",
    "{number|x}",
    "{{ 7*7 }}",
    "{% include '/etc/passwd' %}",
    "{{ ''.__class__.__mro__ }}",
    "${7*7}",
    "#{7*7}",
    "{0.__class__}",
    "%(number)s",
    "<script>alert(1)</script>",
    "{first_name|{my_name}}",
    "\u202e{eman}",
    "{" * 2_000,
    "}{" * 1_000,
]


@pytest.mark.parametrize("value", HOSTILE)
def test_what_a_value_holds_is_never_read_again(value):
    filled = fill("Hello {name}, case {number}", {**VALUES, "name": value})

    assert filled == f"Hello {' '.join(value.split())}, case 1024"


@pytest.mark.parametrize(
    "text", [text for text in HOSTILE if "{my_name}" not in text and "|" not in text and "my_name" not in text]
)
def test_what_is_no_variable_stays_as_it_is_written(text):
    assert fill(text, VALUES) == text


@given(st.text(max_size=200), st.text(max_size=60))
def test_a_filled_text_holds_nothing_but_its_words_and_values(text, value):
    assert fill(f"{{name}}{text.replace('{', '')}", {"name": value}).startswith(" ".join(value.split()))


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hello {first_name},", "Hello Kim,"),
        ("Hello {organisation},", "Hello,"),
        ("At {organisation|your company}", "At your company"),
        ("Write {{number}} to get the number", "Write {number} to get the number"),
        ('{"a": {"b": 1}} and {}', '{"a": {"b": 1}} and {}'),
        ("{nonsense}", "{nonsense}"),
    ],
)
def test_values_fallbacks_and_literal_braces(text, filled):
    assert fill(text, VALUES) == filled


def test_unknown_names_are_told_once_each():
    assert unknown_in("{nonsense} {first_name} {{literal}} {other|x} {nonsense}") == ["nonsense", "other"]
    assert not unknown_in(" ".join(f"{{{name}}}" for name in NAMES))


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Kim Jansen", "Kim"),
        ("Dr. Kim Jansen", "Kim"),
        ("Prof. Dr.-Ing. Kim Jansen", "Kim"),
        ("Frau Kim Jansen", "Kim"),
        ("Jansen, Kim", "Kim"),
        ("José María Ñuño", "José"),
        ("Kim", ""),
        ("K. Jansen", ""),
        ("Nordlicht GmbH", ""),
        ("Support Team", ""),
        ("kim@nordlicht.example", ""),
        ("4711 Kiel", ""),
        ("", ""),
    ],
)
def test_better_no_first_name_than_a_wrong_one(name, first):
    assert first_name_of(name) == first
