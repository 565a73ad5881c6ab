"""How a parsed message travels from a parsing child to its parent: one JSON object, then the bytes of each
attachment.

JSON and not pickle, so that even a child taken over by a hostile message can only hand over values.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from candor.mail.parsing.model import Attachment, Bounce, Mailbox, ParsedMessage

_MAILBOX_LISTS = ("authors", "reply_to", "to", "cc")
_TEXT_LISTS = ("in_reply_to", "references", "delivered", "complained", "defects", "recipients", "delivered_to")


def pack(message: ParsedMessage) -> tuple[bytes, list[bytes]]:
    """The JSON form of `message` and the contents of its attachments, in order."""
    fields = {field.name: getattr(message, field.name) for field in dataclasses.fields(message)}
    fields["date"] = message.date.isoformat() if message.date else None
    fields["attachments"] = [file.to_json() for file in message.attachments]
    packed = json.dumps(fields, default=dataclasses.asdict, separators=(",", ":"))
    return packed.encode("ascii"), [file.content for file in message.attachments]


def unpack(packed: bytes, read: Callable[[int], bytes]) -> ParsedMessage:
    """Build the message again; `read` gives the next so many bytes of attachments. Raises on anything malformed."""
    fields: dict[str, Any] = json.loads(packed)
    for name in _MAILBOX_LISTS:
        fields[name] = tuple(Mailbox(**box) for box in fields[name])
    for name in ("from_", "sender"):
        fields[name] = Mailbox(**fields[name]) if fields[name] else None
    for name in (*_TEXT_LISTS, "authentication_results"):
        fields[name] = tuple(fields[name])
    fields["list_headers"] = tuple((name, value) for name, value in fields["list_headers"])
    fields["bounces"] = tuple(Bounce(**bounce) for bounce in fields["bounces"])
    fields["date"] = datetime.fromisoformat(fields["date"]) if fields["date"] else None
    fields["attachments"] = tuple(Attachment(**file, content=read(file["size"])) for file in fields["attachments"])
    return ParsedMessage(**fields)
