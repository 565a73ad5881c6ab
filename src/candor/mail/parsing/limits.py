"""Limits that hold before and while a message is taken apart; whatever exceeds one is kept, unparsed, with the
reason.
"""

from __future__ import annotations

MAX_MESSAGE_BYTES = 50 * 1024 * 1024
MAX_HEADER_BYTES = 1024 * 1024
MAX_LEVELS = 100
MAX_PARTS = 1_000
MAX_ADDRESSES = 500
MAX_FIELD_CHARACTERS = 100_000
"""What is read of one header field; one of addresses that is longer counts as an attack."""

MAX_BODY_BYTES = 2 * 1024 * 1024
"""A longer text or HTML part is kept as a file: no person wrote it, and nobody reads it in a case."""

MAX_OPEN_FORMATS = 200
MAX_OPEN_BLOCKS = 1_000
"""HTML nested deeper costs quadratic time to clean, and no mail program writes it; it is shown as text only."""


class LimitExceeded(Exception):
    """The message is too big or too deep to be parsed. The text says which limit, in words for a person."""
