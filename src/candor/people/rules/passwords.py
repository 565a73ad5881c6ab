"""Which passwords are good enough: long, and not what everybody tries first. No rules about kinds of characters.

Source: NIST SP 800-63B section 3.1.1.2 (15 characters where the password is the only factor, 8 beside another one, a
list of common ones, no composition rules). Our own list is small because length does the work: what is 15 characters
long and still guessed early is made of well-known words, runs and repetitions, and those are taken apart here. Short
ones are compared with the 20,000 most common passwords, too, which Django brings along.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHORTEST = 15
SHORTEST_BESIDE = 8
"""Beside a second factor."""

LONGEST = 1_000
LEAST_OF_ONES_OWN = 6
"""So many characters have to remain when well-known words and runs are taken away."""

YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
LOOKALIKES = str.maketrans("013457$@!", "oieastsai")
ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm", "1234567890")


def weakness(password: str, about: Iterable[str] = ()) -> Promise | None:
    """Why the password is not good enough to stand alone, as a sentence, or None.

    `about` holds the person's names and addresses.
    """
    if is_short(password):
        return _("Use at least 15 characters. Several words in a row are easy to remember and hard to guess.")
    return weakness_beside(password, about)


def weakness_beside(password: str, about: Iterable[str] = ()) -> Promise | None:
    """As `weakness`, for a password that stands beside a second factor."""
    text = unicodedata.normalize("NFKC", password)
    if len(text) < SHORTEST_BESIDE:
        return _("Use at least 8 characters. Several words in a row are easy to remember and hard to guess.")
    if len(text) > LONGEST:
        return _("This password is too long: 1,000 characters are the most.")
    if len(text) < SHORTEST and text.casefold() in common_passwords():
        return _("This password is made of words that everybody tries first. Use words of your own.")
    return _monotony(text) or _well_known_part(text, about)


def is_short(password: str) -> bool:
    """Whether it is too short to be the only factor."""
    return len(unicodedata.normalize("NFKC", password)) < SHORTEST


def _monotony(text: str) -> Promise | None:
    if text.isdigit():
        return _("Use more than digits. Several words in a row are easy to remember and hard to guess.")
    if len(set(text.casefold())) < 5 or _repeats_itself(text.casefold()):
        return _("This password repeats itself. Use different words.")
    return None


def _well_known_part(text: str, about: Iterable[str]) -> Promise | None:
    if len(_without(text, common_words())) < LEAST_OF_ONES_OWN:
        return _("This password is made of words that everybody tries first. Use words of your own.")
    if len(_without(text, _words_about(about))) < LEAST_OF_ONES_OWN:
        return _("Leave your name, your address and the organisation's name out of the password.")
    return None


@lru_cache(maxsize=1)
def common_words() -> tuple[str, ...]:
    """The well-known parts of passwords, longest first."""
    lines = Path(__file__).with_name("common_words.txt").read_text("utf-8").split()
    return tuple(sorted(set(lines), key=len, reverse=True))


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """The 20,000 most common passwords in lower case (Royce Williams's list, as Django ships it)."""
    return frozenset(CommonPasswordValidator().passwords)


def _repeats_itself(text: str) -> bool:
    """True for `abcabcabcabc`: a shorter text written twice or more, perhaps broken off."""
    return any(text == (text[:size] * (len(text) // size + 1))[: len(text)] for size in range(1, len(text) // 2 + 1))


def _words_about(about: Iterable[str]) -> tuple[str, ...]:
    """The words of names and the parts of addresses, longest first; two letters say nothing."""
    words = {_plain(word) for text in about for word in re.findall(r"\w+", text) if len(word) > 2}
    return tuple(sorted(words, key=len, reverse=True))


def _without(text: str, words: Iterable[str]) -> str:
    """The letters that are the person's own: without the words, runs like `1234` and `qwert`, years and signs."""
    rest = YEAR.sub(" ", _plain(text))
    for word in words:
        rest = rest.replace(word, " ")
    for row in ROWS:
        rest = _without_runs(rest, row)
    return "".join(re.findall(r"[^\W_]", re.sub(r"(.)\1{2,}", r"\1", rest)))


def _without_runs(text: str, row: str) -> str:
    """Take away four or more neighbours of a keyboard's or the alphabet's row, forwards and backwards."""
    for line in (row, row[::-1]):
        for size in range(len(line), 3, -1):
            for start in range(len(line) - size + 1):
                text = text.replace(line[start : start + size], " ")
    return text


def _plain(text: str) -> str:
    """Lower case with letters for the digits and signs that stand in for them: `P4$$w0rd` → `password`.

    Runs of digits stay digits, else `1234` would become letters that belong to nobody.
    """
    lowered = text.casefold()
    return re.sub(r"\d{3,}|.", lambda part: _as_letters(part.group()), lowered, flags=re.DOTALL)


def _as_letters(part: str) -> str:
    return part if len(part) > 2 else part.translate(LOOKALIKES)
