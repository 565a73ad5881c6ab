"""Limits that hold before and while a message is taken apart; whatever exceeds one is kept, unparsed, with the reason."""

from __future__ import annotations

MAX_MESSAGE_BYTES = 50 * 1024 * 1024
MAX_HEADER_BYTES = 1024 * 1024
MAX_LEVELS = 100
MAX_PARTS = 1_000
MAX_ADDRESSES = 500
MAX_HTML_CHARACTERS = 2 * 1024 * 1024
"""More HTML than this is shown as text only: no person wrote it, and sanitising it costs seconds."""


class LimitExceeded(Exception):
    """The message is too big or too deep to be parsed. The text says which limit, in words for a person."""
