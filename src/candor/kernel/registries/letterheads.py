"""The mark at the head of our letters. The slice that keeps it says here how it is read."""

from __future__ import annotations

from collections.abc import Callable

Mark = tuple[str, bytes]
"""The kind of picture as typst calls it, and its bytes."""

NONE: Mark = ("", b"")
_read: list[Callable[[], Mark]] = []


def register_mark(read: Callable[[], Mark]) -> None:
    """Say how the mark is read; `NONE` where the house has none."""
    _read[:] = [read]


def mark() -> Mark:
    """The mark that the house has now, `NONE` without one."""
    return _read[0]() if _read else NONE
