"""The right to advertise: each mail that is advertising has one check, asked at the door where mail leaves.

The slice that sends it registers the check in its `guards.py`, by the mail's key. A consent may have been taken back,
or a sale objected to, between the moment that the mail was written and the one in which it leaves.
"""

from __future__ import annotations

from collections.abc import Callable

Right = Callable[[int], bool]
"""Whether the right stands at this moment, by the number of the row that the mail is about."""

_rights: dict[str, Right] = {}


def register(key: str, right: Right) -> None:
    """Let the mail of this key be sent where `right` says so."""
    _rights[key] = right


def checked() -> set[str]:
    """The keys of the mails that have a check."""
    return set(_rights)


def stands(key: str, about_id: int) -> bool:
    """Whether this mail may leave. One that nobody registered may not."""
    right = _rights.get(key)
    return right is not None and right(about_id)
