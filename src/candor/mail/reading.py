"""From stored bytes to a parsed message."""

from __future__ import annotations

import atexit
import functools

from candor.kernel.files import read_chunks
from candor.mail.models import RawMessage
from candor.mail.parsing import ParsedMessage
from candor.mail.parsing.pool import ParserPool

CHILDREN = 2
"""As many as a small machine has cores: parsing is the part of intake that costs processor time."""


def read_message(raw: RawMessage) -> ParsedMessage:
    """Parse the message's bytes. Never raises for what is in them: a message that cannot be parsed has `error` set."""
    if raw.file is None:
        return ParsedMessage(error="The message was not kept.")
    return _pool().parse(b"".join(read_chunks(raw.file)))


@functools.cache
def _pool() -> ParserPool:
    """The children of this process that parse, started with the first message."""
    pool = ParserPool(size=CHILDREN)
    atexit.register(pool.close)
    return pool
