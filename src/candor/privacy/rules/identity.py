"""Who somebody is, by what we know of them already (privacy.md, section 3). Pure questions about words and numbers.

More is never asked for than is needed (Art. 12(6), Art. 5(1)(c) GDPR), and never a scan of an identity card.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Collection
from datetime import timedelta

LINK_LIVES = timedelta(days=14)
CODE_LIVES = timedelta(days=30)
"""A letter takes its time, and may lie in a box over a holiday."""

UNANSWERED = timedelta(days=30)
"""A request whose sender we cannot tell, and who has not answered our question for so long, is closed."""

SHORTEST = 5
"""A second identifier of fewer characters is guessed."""


def one_holder(holders: Collection[int]) -> int | None:
    """Whom an address on file points to: the one who has it, nobody where it is shared or unknown."""
    return next(iter(holders)) if len(holders) == 1 else None


def plain(identifier: str) -> str:
    """An identifier as it is compared: capital letters and digits, nothing between them."""
    folded = unicodedata.normalize("NFKC", identifier).upper()
    return "".join(letter for letter in folded if letter.isalnum())


def is_same(typed: str, on_file: str) -> bool:
    """Whether somebody named it exactly. Part of it, or something near it, is not enough."""
    first, second = plain(typed).encode(), plain(on_file).encode()
    return len(first) >= SHORTEST and hmac.compare_digest(first, second)
