"""The right to advertise: each mail that is advertising has one check, asked at the door where mail leaves.

The slice that sends it registers the check in its `guards.py`, by the mail's key. A consent may have been taken back,
or a sale objected to, between the moment that the mail was written and the one in which it leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

Right = Callable[[Collection[int]], set[int]]
"""Of the rows that mails are about, by their numbers, those whose right stands at this moment. One query."""

_rights: dict[str, Right] = {}


def register(key: str, right: Right) -> None:
    """Let the mails of this key be sent where `right` says so."""
    _rights[key] = right


def checked() -> set[str]:
    """The keys of the mails that have a check."""
    return set(_rights)


def standing(key: str, about_ids: Collection[int]) -> set[int]:
    """About which of these rows mails of the key may leave; none where nobody registered the key."""
    right = _rights.get(key)
    return set() if right is None else right(about_ids)


def stands(key: str, about_id: int) -> bool:
    """Whether this one mail may leave."""
    return about_id in standing(key, [about_id])
