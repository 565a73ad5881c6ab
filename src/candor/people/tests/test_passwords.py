"""Which passwords are good enough."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candor.people.rules.passwords import weakness

KIM = ["Kim Jansen", "kim.jansen@nordlicht.example"]


@pytest.mark.parametrize(
    "password",
    [
        "correct-horse-battery",
        "sieben gelbe lampen brennen",
        "vierzehn und eins macht fünfzehn",
        "日本語の長いパスワードを使います",
        "x7#kQ!9vLm2@pR4z",
        "        spaces count as well",
    ],
)
def test_long_words_of_ones_own_are_good_without_rules_about_characters(password: str) -> None:
    assert weakness(password, KIM) is None


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "at least 15"),
        ("fourteen chars", "at least 15"),
        ("x" * 1_001, "too long"),
        ("aaaaaaaaaaaaaaaa", "repeats itself"),
        ("abcabcabcabcabcabc", "repeats itself"),
        ("lampionlampionlampion", "repeats itself"),
        ("123456789012345678", "more than digits"),
        ("password123456789", "everybody tries first"),
        ("P4$$w0rdP4$$w0rd2026", "everybody tries first"),
        ("qwertyuiop1234567", "everybody tries first"),
        ("Sommer2026!Sommer!", "everybody tries first"),
        ("iloveyou-monkey-123", "everybody tries first"),
        ("CorrectHorseBatteryStaple", "everybody tries first"),
        ("kim jansen nordlicht", "Leave your name"),
        ("Kim.Jansen@Nordlicht.example", "Leave your name"),
    ],
)
def test_weak_ones_are_refused_with_the_reason(password: str, reason: str) -> None:
    assert reason in str(weakness(password, KIM))


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(password: str) -> None:
    assert weakness(password, KIM) is None or str(weakness(password, KIM)).endswith(".")
