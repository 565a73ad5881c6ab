"""What a tag may be called."""

from __future__ import annotations

from candor.helpdesk.rules.texts import clean_line

LONGEST = 40
MOST_AT_ONCE = 10


def tag_names(text: str) -> list[str]:
    """The names in what somebody typed, commas between them, each once. Raises TextTooLong for a name too long."""
    names = [clean_line(part, most=LONGEST) for part in text.split(",")]
    return list({key_of(name): name for name in reversed(names) if name}.values())[::-1]


def key_of(name: str) -> str:
    """What two spellings of one tag share."""
    return name.casefold()
