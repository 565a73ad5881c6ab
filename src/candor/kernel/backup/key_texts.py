"""Keys as text: recovery keys as people write them down, and the own key of a single archive."""

from __future__ import annotations

from candor.kernel.backup.recovery import private_of, text_of
from candor.kernel.backup.sealing import Key, OwnKey

OWN = "own key of one backup: "
"""So the key of a single archive begins where a recovery key could stand: restores on trial are given it."""


def text_of_key(key: Key) -> str:
    """A key as `key_of` reads it."""
    return f"{OWN}{key.key.hex()}" if isinstance(key, OwnKey) else text_of(key)


def key_of(text: str) -> Key:
    """The key that stands there. Raises BadKey, which is a ValueError."""
    return OwnKey(bytes.fromhex(text.removeprefix(OWN))) if text.startswith(OWN) else private_of(text)
