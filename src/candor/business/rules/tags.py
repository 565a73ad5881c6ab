"""What a tag of sales may be called."""

from __future__ import annotations

LONGEST = 40
MOST = 20


def tag_names(typed: str) -> list[str]:
    """The names in what somebody typed, commas between them, each once, as first written."""
    names = [" ".join(part.split()) for part in typed.split(",")]
    return list({key_of(name): name for name in reversed(names) if name}.values())[::-1]


def key_of(name: str) -> str:
    """What two spellings of one tag share."""
    return name.casefold()
