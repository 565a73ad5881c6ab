"""How long being at a case counts, and the word for what a page shows of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

COUNTS_FOR = timedelta(seconds=30)
NOTED_EVERY = timedelta(seconds=15)
"""A page asks every ten seconds; its row is written every second time, which is often enough to stay present."""


def state_word(present: Iterable[tuple[int, bool]], messages: int) -> str:
    """What the notice on a page shows, (person, is writing) and messages, in one word that the page sends along."""
    people = "-".join(f"{person}{'w' if is_writing else ''}" for person, is_writing in present)
    return f"{messages}.{people}"[:250]
