"""Text as people may write it, without what could deceive or break: control characters and hidden directions."""

from __future__ import annotations

import unicodedata

# Marks that turn the direction of all that follows; joiners inside emoji and Indic words are of another kind and stay.
DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str) -> str:
    """One line in NFC: names, labels, cities. Runs of white space become one space."""
    return " ".join(_visible(text, keep="").split())


def several_lines(text: str) -> str:
    """Lines as written, line ends as `\\n`: notes, addresses."""
    return _visible(text.replace("\r\n", "\n").replace("\r", "\n"), keep="\n\t").strip()


def _visible(text: str, *, keep: str) -> str:
    return "".join(
        character if character in keep or _is_visible(character) else " "
        for character in unicodedata.normalize("NFC", text)
        if character not in DIRECTION_OVERRIDES
    )


def _is_visible(character: str) -> bool:
    """Not a control character and not half of a pair that cannot be stored (a lone surrogate)."""
    return unicodedata.category(character) not in {"Cc", "Cs"}
