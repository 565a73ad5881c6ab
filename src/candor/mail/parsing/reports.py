"""Bounces, delivery reports and feedback reports: what a message tells about one of ours (RFC 3464, RFC 6522)."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

from candor.mail.parsing.addresses import parse_addresses
from candor.mail.parsing.diagnosis import is_dead, status_of
from candor.mail.parsing.feedback import complained, is_feedback
from candor.mail.parsing.fieldgroups import groups_in_text, groups_of, original_headers
from candor.mail.parsing.headers import Headers
from candor.mail.parsing.mime import Part
from candor.mail.parsing.model import Bounce, ParsedMessage
from candor.mail.parsing.notices import is_from_mail_system, read_notice, words_about

_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_REACHED = frozenset({"delivered", "relayed", "expanded", "deliverable"})
_STAGE = re.compile(r"after end of data|after MAIL FROM", re.I)
_IDENTIFIER = re.compile(r"<([^<>\s]+)>")
_IDENTIFIER_LINE = re.compile(r"^[> ]*message-id:[ \t]*(<[^<>\s]{1,300}>)", re.I | re.M)
_MAX_RECIPIENTS = 1_000


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
    original = original_headers(parts)
    if is_feedback(root, parts, message, text):
        complaints = complained(parts, original)
        return Report(is_feedback=True, complained=complaints, original_message_id=_identifier(original, text))
    bounces, delivered = _read_status(root, parts, message, text)
    if not bounces and not delivered:
        bounces = read_notice(root, message, text, original)
    if not bounces and not delivered:
        return Report()
    return Report(bounces=bounces, delivered=delivered, original_message_id=_identifier(original, text))


Status = tuple[tuple[Bounce, ...], tuple[str, ...]]


def _read_status(root: Part, parts: list[Part], message: ParsedMessage, text: str) -> Status:
    """The bounces and the deliveries of a standard report, from its own part or from the text.

    Outside `multipart/report` a server has to be the sender: a person may attach a report, too.
    """
    if root.content_type != "multipart/report" and not is_from_mail_system(root, message, text):
        return (), ()
    groups = (group for part in parts if part.content_type in _STATUS_TYPES for group in groups_of(part))
    bounces, delivered = _read_groups(groups, text)
    return (bounces, delivered) if bounces or delivered else _read_groups(groups_in_text(text), text)


def _read_groups(groups: Iterable[Headers], text: str) -> Status:
    """What the per-recipient groups say (RFC 3464, 2.3)."""
    failed: dict[str, Headers] = {}
    delivered: dict[str, None] = {}
    for group in groups:
        recipient = _recipient(group)
        if not recipient or len(failed) > _MAX_RECIPIENTS:
            continue
        if _action(group) in _REACHED or (not _action(group) and group.raw("status").startswith("2")):
            delivered[recipient] = None
        else:
            failed.setdefault(recipient, group)
    everyone = list(failed)[:_MAX_RECIPIENTS]
    bounces = [_bounce(address, group, words_about(address, text, everyone)) for address, group in failed.items()]
    return tuple(bounces), tuple(delivered)


def _action(group: Headers) -> str:
    return group.raw("action").split("(")[0].split(";")[0].strip().lower()


def _recipient(group: Headers) -> str:
    """The address in a group; the original one where the final one is unusable or hidden (RFC 3464, 2.3.1)."""
    for name in ("final-recipient", "original-recipient", "x-actual-recipient"):
        kind, separator, address = group.text(name).partition(";")
        address = (address if separator else kind).strip().strip("<>").strip()
        if address:
            boxes = parse_addresses([address])
            return next((box.address for box in boxes if "@" in box.address), address).lower()
    return ""


def _bounce(recipient: str, group: Headers, about: str) -> Bounce:
    """`about` is what the report's text says of this recipient: servers often say more there than in the fields."""
    words = " ".join(group.texts("diagnostic-code"))
    status = status_of(group.raw("status"), words or about)
    if _action(group) == "delayed" and status.startswith("5"):
        status = "4" + status[1:]
    stage = _STAGE.search(about)
    evidence = f"{words} {stage[0]}" if stage and words else words or about
    return Bounce(recipient, status, is_dead(status, evidence), words[:1_000])


def _identifier(original: Headers | None, text: str) -> str | None:
    """The Message-ID of our mail, from the returned headers or from the copy in the text."""
    source = original.raw("message-id") if original else ""
    if not source and (line := _IDENTIFIER_LINE.search(text)):
        source = line[1]
    match = _IDENTIFIER.search(source)
    return match[1] if match else None
