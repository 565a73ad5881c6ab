"""Feedback reports: somebody marked a mail of ours as spam, and their provider says so (RFC 5965)."""

from __future__ import annotations

from candor.mail.parsing.addresses import parse_addresses
from candor.mail.parsing.fieldgroups import groups_of
from candor.mail.parsing.headers import Headers
from candor.mail.parsing.mime import Part
from candor.mail.parsing.model import ParsedMessage

_MAX_RECIPIENTS = 100
_CONTAINERS = ("multipart/report", "multipart/mixed", "message/feedback-report")
_HIDDEN_RECIPIENT = "x-hmxmroriginalrecipient"  # Microsoft's Junk Mail Reporting Program sends the mail alone


def is_feedback(root: Part, parts: list[Part], message: ParsedMessage, original: Headers | None) -> bool:
    """Is this a feedback report? Microsoft's older programme sends our mail alone, under a fixed sender and subject."""
    if root.content_type in _CONTAINERS and any(part.content_type == "message/feedback-report" for part in parts):
        return True
    if original is None or message.from_ is None:
        return False
    is_microsoft = message.from_.address == "staff@hotmail.com" and message.subject.startswith(
        "complaint about message"
    )
    return is_microsoft or _HIDDEN_RECIPIENT in original


def complained(parts: list[Part], original: Headers | None) -> tuple[str, ...]:
    """Who marked our mail as spam (RFC 5965, 3.2). Most providers hide it, and only the returned mail's To is left."""
    reports = [part for part in parts if part.content_type == "message/feedback-report"]
    named = ("original-rcpt-to", "removal-recipient")
    found = [value for part in reports for group in groups_of(part) for name in named for value in group.raws(name)]
    if not found and original is not None:
        found = [*original.raws(_HIDDEN_RECIPIENT), *original.raws("to")][:1]
    boxes = parse_addresses(value.partition(";")[2] or value for value in found[:_MAX_RECIPIENTS])
    return tuple(dict.fromkeys(box.address for box in boxes if "@" in box.address))
