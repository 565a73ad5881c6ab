"""Bounces that follow no standard: what Exim, qmail, Notes, Gmail, Yahoo and many others write as prose.

A notice is read only when a machine wrote the message (daemon as sender, null return path, failed recipients
named in a header) *and* it says that something was not delivered. A person who writes about a bounce makes
none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from candor.mail.parsing.addresses import parse_addresses
from candor.mail.parsing.diagnosis import is_dead, status_of
from candor.mail.parsing.headers import Headers
from candor.mail.parsing.mime import Part
from candor.mail.parsing.model import Bounce, ParsedMessage
from candor.mail.parsing.phrases import alternatives, wordings
from candor.mail.parsing.senders import has_report_subject, is_machine, is_mail_system

_FAILED = wordings("failed")
_COPY_BEGINS = re.compile(rf"^[\s>|*-]*{alternatives('copy_begins')}", re.I)
_VERDICT_BELOW = re.compile(r"[^\n]*\n\s*([45]\d\d[ -][^\n]{0,300})")
_OPENING = re.compile(rf"\W*{alternatives('notice_openings')}", re.I)
_SMTP = re.compile(r"(?<!\d)[45]\d\d[ -]|(?<![\d.])[45]\.\d\.\d|rcpt to|smtp|mailbox|recipient", re.I)
_PASSED_ON = re.compile(r"\s*\S{1,12}\s*[:：]", re.I)
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)*", re.ASCII)
_LEADING = re.compile(r"^[\s<\[(\"'*•|>-]{0,40}(?:\w{2,12}\s?:\s?|to\s|user\s|for\s){0,2}<?$", re.I)
_NAMING = re.compile(
    r"(?:recipients?|address(?:es)?|rcpt\s+to|deliver\w*\s+(?:\w+\s+){0,3}to|mail\s+(?:\w+\s+){0,2}(?:to|for)|sent\s+to"
    r"|to|mailbox|user|account)\s*(?:is|was|of|at|for)?[\s:;=<(\"'\[]{1,6}$",
    re.I,
)
_SENDER = re.compile(r"(?:mail\s+from|from|sender|reply-to|contact|postmaster|help|by)\s*[:=<\s]{1,4}$", re.I)
_HELPERS = ("postmaster@", "mailer-daemon@", "abuse@", "support@", "helpdesk@")
_SES = re.compile(r'\{\s*"notificationType"\s*:\s*"Bounce"')
_MAX_TEXT = 40_000
_MAX_LINE = 1_000
_MAX_RECIPIENTS = 100


def read_notice(root: Part, message: ParsedMessage, text: str, original: Headers | None) -> tuple[Bounce, ...]:
    """The failed recipients that a notice names in prose; empty for everything that is not one."""
    text = text[:_MAX_TEXT]
    named = _failed_recipients(root.headers)
    if message.from_ is not None and is_machine(message.from_) and (bounces := _from_ses(text)):
        return bounces
    if not (named or is_from_mail_system(root, message, text) or opens_like_notice(message, text)):
        return ()
    notice, copy = _without_copy(text)
    if not (named or _FAILED.search(message.subject) or _FAILED.search(notice)):
        return ()
    recipients = named or _recipients(notice, message) or _original_recipients(original, copy)
    return tuple(_bounce(recipient, notice, recipients, message) for recipient in recipients[:_MAX_RECIPIENTS] or [""])


def is_from_mail_system(root: Part, message: ParsedMessage, text: str) -> bool:
    """Did a mail server write this?

    Automatic answers of people have a null return path too, but another subject; a receipt (RFC 8098) is no bounce.
    """
    if any(part.content_type == "message/disposition-notification" for part in root.walk()):
        return False
    boxes = [*parse_addresses(root.headers.raws("from")), *([message.sender] if message.sender else [])]
    if any(is_mail_system(box) for box in boxes) or root.content_type == "multipart/report":
        return True
    if "x-mlserver" in root.headers or (has_report_subject(message.subject) and _SMTP.search(text)):
        return True
    if (message.return_path == "" or message.auto_submitted) and _FAILED.search(message.subject):
        return True
    returns_mail = any(part.content_type in ("message/rfc822", "text/rfc822-headers") for part in root.walk())
    return returns_mail and any(is_machine(box) for box in boxes)


def opens_like_notice(message: ParsedMessage, text: str) -> bool:
    """Does the text begin as mail servers begin? A person who passes such a text on changes the subject."""
    return bool(_OPENING.match(text[:_MAX_LINE])) and not _PASSED_ON.match(message.subject)


def _failed_recipients(headers: Headers) -> list[str]:
    return [box.address for box in parse_addresses(headers.raws("x-failed-recipients")) if "@" in box.address]


def _without_copy(text: str) -> tuple[str, str]:
    """The notice, and the copy of our mail that follows it."""
    position = 0
    seen_text = False
    for line in text.split("\n"):
        if seen_text and len(line) < _MAX_LINE and _COPY_BEGINS.match(line):
            copy = text[position:]
            verdict = _VERDICT_BELOW.match(copy)  # some write the server's answer below the line
            return text[:position] + (verdict[1] if verdict else ""), copy
        seen_text = seen_text or bool(line.strip())
        position += len(line) + 1
    return text, ""


def _recipients(notice: str, message: ParsedMessage) -> list[str]:
    """The addresses a notice is about: those that begin a line, else those a phrase names, else any but our own."""
    own = {box.address for box in (*message.to, *message.cc, message.from_) if box}
    leading: dict[str, None] = {}
    naming: dict[str, None] = {}
    others: dict[str, None] = {}
    for line in notice.split("\n"):
        for match in _ADDRESS.finditer(line[:_MAX_LINE]):
            address, before = match[0].lower().rstrip("."), line[: match.start()]
            if _SENDER.search(before[-40:]) or address.startswith(_HELPERS):
                continue
            if _LEADING.match(before):
                leading[address] = None
            elif _NAMING.search(before[-60:]):
                naming[address] = None
            else:
                others[address] = None
    for found in (leading, naming, others):
        if strangers := [address for address in found if address not in own]:
            return strangers
    return [*leading, *naming]


def _original_recipients(original: Headers | None, copy: str) -> list[str]:
    """The addresses to which our mail went, from its returned headers or from the copy in the text."""
    fields = list(original.raws("to")) if original else []
    if not fields:
        fields = re.findall(r"^[ >]*(?:rcpt )?to:[ \t]*(\S.{0,500})$", copy, re.I | re.M)[:1]
    return [box.address for box in parse_addresses(fields) if "@" in box.address]


def _bounce(recipient: str, notice: str, recipients: list[str], message: ParsedMessage) -> Bounce:
    words = words_about(recipient, notice, recipients)
    if not re.search(r"[a-z]{4}|\d{3}", words, re.I):
        words = f"{message.subject} {notice}"
    status = status_of("", words)
    if status.endswith(".0.0"):
        status = status_of("", f"{words} {notice}")
    return Bounce(recipient, status, is_dead(status, words), " ".join(words.split())[:1_000])


def words_about(recipient: str, notice: str, recipients: list[str]) -> str:
    """The lines that speak of one recipient: from each line that names it to the next that names another."""
    if not recipient or len(recipients) < 2:
        return notice
    others = [address for address in recipients if address != recipient]
    kept: list[str] = []
    speaking = False
    for line in notice.split("\n"):
        lowered = line.lower()
        if recipient in lowered:
            speaking = True
        elif any(address in lowered for address in others):
            speaking = False
        if speaking:
            kept.append(line)
    return "\n".join(kept).replace(recipient, "") or notice


def _from_ses(text: str) -> tuple[Bounce, ...]:
    """The JSON that Amazon SES sends by way of SNS."""
    match = _SES.search(text)
    if not match:
        return ()
    try:
        report, _ = json.JSONDecoder(strict=False).raw_decode(text, match.start())
        return tuple(_ses_bounces(report))
    except (ValueError, LookupError, RecursionError, AttributeError, TypeError):
        return ()


def _ses_bounces(report: dict[str, dict[str, list[dict[str, str]]]]) -> Iterator[Bounce]:
    for row in report["bounce"]["bouncedRecipients"]:
        words = str(row.get("diagnosticCode", ""))
        status = status_of(str(row.get("status", "")), words)
        yield Bounce(str(row["emailAddress"]).lower(), status, is_dead(status, words), words[:1_000])
