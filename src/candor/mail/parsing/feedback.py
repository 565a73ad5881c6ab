"""Feedback reports: somebody marked a mail of ours as spam, and their provider says so (RFC 5965)."""

from __future__ import annotations

import re

from candor.mail.parsing.addresses import parse_addresses
from candor.mail.parsing.fieldgroups import groups_of, original_headers
from candor.mail.parsing.headers import Headers
from candor.mail.parsing.mime import Part
from candor.mail.parsing.model import ParsedMessage

_MAX_RECIPIENTS = 100
_MAX_TEXT = 40_000
_CONTAINERS = ("multipart/report", "multipart/mixed", "message/feedback-report")
_HIDDEN_RECIPIENT = "x-hmxmroriginalrecipient"  # Microsoft's Junk Mail Reporting Program returns the mail alone
_SES = re.compile(r'\{\s*"notificationType"\s*:\s*"Complaint"')
_ABUSE = re.compile(r"\s*this is an? (?:e-?mail )?(?:abuse|spam|feedback|opt-?out) (?:report|complaint)", re.I)


def is_feedback(root: Part, parts: list[Part], message: ParsedMessage, text: str) -> bool:
    """Is this a feedback report? Besides the standard: Microsoft's older programme and Amazon's notifications."""
    kinds = {part.content_type for part in parts}
    if root.content_type in _CONTAINERS and "message/feedback-report" in kinds:
        return True
    if root.parameters.get("report-type", "").lower() == "feedback-report" or _SES.search(text[:_MAX_TEXT]):
        return True
    original = original_headers(parts)
    if original is None or message.from_ is None:
        return False
    is_microsoft = message.from_.address == "staff@hotmail.com" and message.subject.startswith("complaint about")
    return is_microsoft or _HIDDEN_RECIPIENT in original or bool(_ABUSE.match(text))


def complained(parts: list[Part], original: Headers | None) -> tuple[str, ...]:
    """Who marked our mail as spam (RFC 5965, 3.2). Most providers hide it, and only the returned mail's To is left."""
    reports = [part for part in parts if part.content_type == "message/feedback-report"]
    named = ("original-rcpt-to", "removal-recipient")
    found = [value for part in reports for group in groups_of(part) for name in named for value in group.raws(name)]
    if not found and original is not None:
        found = [*original.raws(_HIDDEN_RECIPIENT), *original.raws("to")][:1]
    boxes = parse_addresses(value.partition(";")[2] or value for value in found[:_MAX_RECIPIENTS])
    return tuple(dict.fromkeys(box.address for box in boxes if "@" in box.address))
