"""The right to advertise: each mail that is advertising has one check, asked at the door where mail leaves.

The slice that sends it registers the check in its `guards.py`, by the mail's key. A consent may have been taken back,
or a sale objected to, between the moment that the mail was written and the one in which it leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Set

Right = Callable[[Collection[int]], Set[int]]
"""For which of them the right stands at this moment, by the numbers of the rows that the mails are about."""

_rights: dict[str, Right] = {}


def register(key: str, right: Right) -> None:
    """Let the mail of this key be sent where `right` says so."""
    _rights[key] = right


def checked() -> set[str]:
    """The keys of the mails that have a check."""
    return set(_rights)


def stands(key: str, about_id: int) -> bool:
    """Whether this mail may leave. One that nobody registered may not."""
    return about_id in standing(key, [about_id])


def standing(key: str, about_ids: Collection[int]) -> Set[int]:
    """Of several mails of one key those that may leave."""
    right = _rights.get(key)
    return right(about_ids) if right is not None else set()
