"""What a parsed message gives: plain, frozen values that any layer may read.

Everything textual is NFC, without NUL and control characters. Nothing here knows Django, a database or the network.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class Mailbox:
    """A display name and an address (RFC 5322 `mailbox`). Either may be empty, never both."""

    name: str
    address: str

    def to_json(self) -> dict[str, str]:
        return {"name": self.name, "address": self.address}


@dataclasses.dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is kept as a file. `size` is in bytes, `sha256` in hexadecimal, both of the decoded `content`.

    `content_id` is without its angle brackets; `inline` means that the message shows it within its text.
    """

    name: str
    content_type: str
    size: int
    sha256: str
    content_id: str | None
    inline: bool
    content: bytes = dataclasses.field(repr=False)

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "content_type": self.content_type,
            "size": self.size,
            "sha256": self.sha256,
            "content_id": self.content_id,
            "inline": self.inline,
        }


@dataclasses.dataclass(frozen=True, slots=True)
class Bounce:
    """One recipient whom a message of ours did not reach, or not yet.

    `status` is an RFC 3463 code such as `5.1.1`, taken from the report or worked out from its words. `permanent`
    means that the address itself is dead (no such user, no such host, moved away), so that nothing should be sent
    there again; a full mailbox, a refused content or an expired queue is not permanent whatever its code.
    """

    recipient: str
    status: str
    permanent: bool
    diagnosis: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "recipient": self.recipient,
            "status": self.status,
            "permanent": self.permanent,
        }


@dataclasses.dataclass(frozen=True, slots=True)
class ParsedMessage:
    """Everything that intake needs to know about one message.

    A message that cannot be parsed has `error` set and whatever else could still be read; it may never be answered.
    `text` is plain (made from HTML where there is only HTML), `html` is sanitised or None. `visible_reply` is what the
    person wrote now and `quoted` the folded rest of `text`.
    """

    error: str | None = None

    # Who, to whom, about what
    from_: Mailbox | None = None  # Reply-To or Sender where From is missing or empty
    authors: tuple[Mailbox, ...] = ()  # those of From alone, every From field of them; one is the rule
    sender: Mailbox | None = None  # the Sender header
    reply_to: tuple[Mailbox, ...] = ()
    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    subject: str = ""
    date: datetime | None = None  # always with an offset

    # Threading; identifiers are without angle brackets, which are not part of them (RFC 5322, 3.6.4)
    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()

    # What it says
    text: str = ""
    html: str | None = None
    visible_reply: str = ""
    quoted: str = ""
    attachments: tuple[Attachment, ...] = ()

    # What it is
    auto_submitted: bool = False
    silence_reason: str | None = None  # why no automatic answer may be sent; None when one may
    bounces: tuple[Bounce, ...] = ()
    delivered: tuple[str, ...] = ()  # recipients whom a delivery report says were reached
    feedback_report: bool = False
    complained: tuple[str, ...] = ()  # recipients who marked a mail of ours as spam, from feedback reports
    original_message_id: str | None = None  # of our mail, as a bounce or feedback report returns it
    spam_hint: bool = False  # a filter on the way marked it as spam
    defects: tuple[str, ...] = ()

    # Trace and trust
    recipients: tuple[str, ...] = ()  # lower-case addresses of To, Cc, Delivered-To, X-Original-To, Envelope-To ...
    delivered_to: tuple[str, ...] = ()  # of those, the ones that a mail server (not the sender) wrote
    return_path: str | None = None  # None when there is no such header, "" when it is null (`<>`)
    authentication_results: tuple[str, ...] = ()  # RFC 8601, topmost first, each unfolded, not decoded
    list_headers: tuple[tuple[str, str], ...] = ()  # lower-case name and value: List-Id, List-Unsubscribe ...
    content_hash: str = ""  # beside the Message-ID the duplicate's key; of the raw bytes where there is an error

    @property
    def may_autoreply(self) -> bool:
        """May an automatic answer be sent, as far as the message itself tells?"""
        return self.error is None and self.silence_reason is None

    @property
    def null_return_path(self) -> bool:
        """Was it sent with an empty envelope sender, as bounces and automatic answers are (RFC 3834, RFC 5321)?"""
        return self.return_path == ""


def to_json(parsed: ParsedMessage, file: str) -> dict[str, Any]:
    """The public form, printed by `candor mail parse`. Its keys are part of the product's interface."""
    return {
        "file": file,
        "error": parsed.error,
        "from": parsed.from_.to_json() if parsed.from_ else None,
        "reply_to": [mailbox.to_json() for mailbox in parsed.reply_to],
        "to": [mailbox.to_json() for mailbox in parsed.to],
        "cc": [mailbox.to_json() for mailbox in parsed.cc],
        "subject": parsed.subject,
        "date": parsed.date.isoformat() if parsed.date else None,
        "message_id": parsed.message_id,
        "in_reply_to": list(parsed.in_reply_to),
        "references": list(parsed.references),
        "text": parsed.text,
        "html": parsed.html,
        "visible_reply": parsed.visible_reply,
        "quoted": parsed.quoted,
        "attachments": [attachment.to_json() for attachment in parsed.attachments],
        "auto_submitted": parsed.auto_submitted,
        "may_autoreply": parsed.may_autoreply,
        "bounces": [bounce.to_json() for bounce in parsed.bounces],
        "feedback_report": parsed.feedback_report,
        "spam_hint": parsed.spam_hint,
        "defects": list(parsed.defects),
    }
