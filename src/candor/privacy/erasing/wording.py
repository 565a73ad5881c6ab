"""The words by which texts speak of a person, and a text without them."""

from __future__ import annotations

import re

from candor.kernel.registries.personal_data import Subject

Variants = re.Pattern[str]
REDACTED = "[…]"


def variants_of(subject: Subject) -> Variants:
    """All forms of the person's names, addresses and numbers, compiled once."""
    known = sorted({text for text in (*subject.addresses, *subject.words) if text.strip()}, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, known)) + r")(?!\w)" if known else r"(?!)", re.IGNORECASE)


def redacted(text: str, variants: Variants) -> str:
    """The text without them; the same object where none stood in it."""
    return variants.sub(REDACTED, text)


def speaks_of(text: str, variants: Variants) -> bool:
    """Whether any of them stands in the text."""
    return variants.search(text) is not None
