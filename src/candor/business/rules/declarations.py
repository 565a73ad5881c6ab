"""Which contract a cancellation names: by the number that we gave it, and never by a guess."""

from __future__ import annotations

import re

NUMBER = re.compile(r"(?<![A-Z0-9-])S\d{4}-\d{4,14}(?![A-Z0-9-])")
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def the_one_number_in(text: str) -> str:
    """The number of a subscription that the words name, however it is written; "" where they name none, or several."""
    found = set(NUMBER.findall(text.translate(DASHES).upper()))
    return found.pop() if len(found) == 1 else ""
