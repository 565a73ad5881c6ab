"""Bounces, delivery reports and feedback reports (RFC 3464, RFC 6522, RFC 5965), and the notices older servers write."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator

from candor.mail.parsing.addresses import parse_addresses
from candor.mail.parsing.charsets import decode_text, tidy
from candor.mail.parsing.diagnosis import is_dead, status_of
from candor.mail.parsing.headers import Headers, read_headers
from candor.mail.parsing.limits import LimitExceeded
from candor.mail.parsing.mime import Part
from candor.mail.parsing.model import Bounce, ParsedMessage
from candor.mail.parsing.notices import is_from_machine, read_notice

_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_ORIGINAL_TYPES = (
    "message/rfc822",
    "text/rfc822-headers",
    "message/global",
    "message/global-headers",
)
_REACHED = frozenset({"delivered", "relayed", "expanded", "deliverable"})
_BLANK_LINES = re.compile(r"\n[ \t]*\n")
_FINAL_RECIPIENT = re.compile(r"^final-recipient:", re.IGNORECASE | re.MULTILINE)
_IDENTIFIER = re.compile(r"<([^<>\s]+)>")
_MAX_RECIPIENTS = 1_000
_MAX_REPORT_BYTES = 1024 * 1024


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """What a message reports about one of ours; all empty for ordinary mail."""

    bounces: tuple[Bounce, ...] = ()
    delivered: tuple[str, ...] = ()
    is_feedback: bool = False
    complained: tuple[str, ...] = ()
    original_message_id: str | None = None


def read_report(root: Part, message: ParsedMessage, text: str) -> Report:
    """Read what `root` reports. A person who forwards or quotes a bounce reports nothing."""
    parts = list(root.walk())
    original = _original(parts)
    feedback = next((part for part in parts if part.content_type == "message/feedback-report"), None)
    if feedback is not None and _is_machine_made(root):
        return Report(
            is_feedback=True,
            complained=_complained(feedback, original),
            original_message_id=_identifier(original, text),
        )
    statuses = [part for part in parts if part.content_type in _STATUS_TYPES] if _is_machine_made(root) else []
    bounces, delivered = _read_groups((group for part in statuses for group in _groups(part)), text)
    if not bounces and not delivered and _FINAL_RECIPIENT.search(text) and is_from_machine(root, message):
        bounces, delivered = _read_groups((_fields(block.strip("\n")) for block in _status_blocks(text)), text)
    if not bounces and not delivered:
        bounces = read_notice(root, message, text, original)
    if not bounces and not delivered:
        return Report()
    return Report(
        bounces=bounces,
        delivered=delivered,
        original_message_id=_identifier(original, text),
    )


def _is_machine_made(root: Part) -> bool:
    return root.content_type in (
        "multipart/report",
        "multipart/mixed",
        "message/delivery-status",
        "multipart/alternative",
    )


def _read_groups(groups: Iterable[Headers], text: str) -> tuple[tuple[Bounce, ...], tuple[str, ...]]:
    """What the per-recipient groups of delivery-status parts say (RFC 3464, 2.3)."""
    bounces: dict[str, Bounce] = {}
    delivered: dict[str, None] = {}
    for group in groups:
        recipient = _recipient(group)
        action = group.raw("action").split("(")[0].split(";")[0].strip().lower()
        if not recipient or len(bounces) > _MAX_RECIPIENTS:
            continue
        if action in _REACHED or (not action and group.raw("status").startswith("2")):
            delivered[recipient] = None
        elif recipient not in bounces:
            bounces[recipient] = _bounce(recipient, action, group, text)
    return tuple(bounces.values()), tuple(delivered)


def _groups(part: Part) -> Iterator[Headers]:
    """The blocks of fields in a delivery-status part; some servers forget the blank line between them."""
    text = tidy(decode_text(part.content()[:_MAX_REPORT_BYTES], part.charset))
    for block in _BLANK_LINES.split(text):
        yield _fields(block.strip("\n"))


def _status_blocks(text: str) -> list[str]:
    """The blocks of a delivery status that a server wrote into the text instead of a part of its own."""
    return [block for block in _BLANK_LINES.split(text[:_MAX_REPORT_BYTES]) if _FINAL_RECIPIENT.search(block)][
        :_MAX_RECIPIENTS
    ]


def _fields(block: str) -> Headers:
    headers, _ = read_headers(block.encode("utf-8", "replace"), 0)
    return headers


def _recipient(group: Headers) -> str:
    """The address in a group; the original one where the final one is unusable or hidden (RFC 3464, 2.3.1)."""
    for name in ("final-recipient", "original-recipient", "x-actual-recipient"):
        value = group.text(name)
        if not value:
            continue
        kind, separator, address = value.partition(";")
        address = (address if separator else kind).strip().strip("<>").strip()
        boxes = parse_addresses([address]) if address else ()
        found = next((box.address for box in boxes if "@" in box.address), address)
        if found:
            return found.lower()
    return ""


def _bounce(recipient: str, action: str, group: Headers, text: str) -> Bounce:
    words = " ".join(group.texts("diagnostic-code"))
    status = status_of(group.raw("status"), words)
    if action == "delayed" and status.startswith("5"):
        status = "4" + status[1:]
    return Bounce(recipient, status, is_dead(status, words or text[:2_000]), words[:1_000])


def _original(parts: list[Part]) -> Headers | None:
    """The headers of our mail as the report returns it."""
    for part in parts:
        if part.content_type in _ORIGINAL_TYPES:
            try:
                return read_headers(part.content()[:_MAX_REPORT_BYTES].lstrip(), 0)[0]
            except LimitExceeded:
                return None
    return None


def _identifier(original: Headers | None, text: str) -> str | None:
    """The Message-ID of our mail, from the returned headers or from the copy in the text."""
    source = original.raw("message-id") if original else ""
    if not source:
        found = re.search(r"^[> ]*message-id:[ \t]*(<[^<>\s]{1,300}>)", text, re.IGNORECASE | re.MULTILINE)
        source = found[1] if found else ""
    match = _IDENTIFIER.search(source)
    return match[1] if match else None


def _complained(feedback: Part, original: Headers | None) -> tuple[str, ...]:
    """Who marked our mail as spam (RFC 5965, 3.2); most providers hide it and leave only the returned mail's To."""
    groups = list(_groups(feedback))
    found = [
        value for group in groups for name in ("original-rcpt-to", "removal-recipient") for value in group.raws(name)
    ]
    if not found and original is not None:
        found = list(original.raws("to"))
    boxes = parse_addresses(value.partition(";")[2] or value for value in found[: _MAX_RECIPIENTS // 10])
    return tuple(dict.fromkeys(box.address.lower() for box in boxes if "@" in box.address))
