"""Whether an answer to a newsletter asks us to stop."""

from __future__ import annotations

import re

LONGEST = 200
"""Whoever writes more has something else to say as well: a person reads it."""

_STOP = re.compile(
    r"\b(unsubscribe|opt[ -]?out|stop|remove me|abmelden|abbestellen|austragen|abmeldung|keine (werbung|newsletter))\b",
    re.IGNORECASE,
)


def asks_to_stop(subject: str, text: str) -> bool:
    """A short answer with one of the usual words, in the text or, where there is none, in the subject."""
    said = " ".join(text.split())
    if not said:
        return bool(_STOP.search(subject))
    return len(said) <= LONGEST and bool(_STOP.search(said))
