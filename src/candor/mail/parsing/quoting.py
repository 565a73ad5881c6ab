"""How mail programs announce what they quote, in the languages of Candor's customers, as patterns over single
lines.

Gathered from how Outlook, Gmail, Apple Mail, Thunderbird, Yahoo, GMX and telephones write: English, German,
French, Spanish, Italian, Dutch, Portuguese, Polish, Russian, Ukrainian, Swedish, Norwegian, Danish, and the
announcing verbs of some more.
"""

from __future__ import annotations

import re

from candor.mail.parsing.phrases import alternatives, wordings

HEADER_KINDS = ("from", "date", "to", "copy", "subject", "reply", "more")
_HEADER = re.compile(
    r"^[\s*_]*(?:"
    + "|".join(f"(?P<{kind}>{alternatives(f'header_{kind}')})" for kind in HEADER_KINDS)
    + r")[\s*_]*[:：](?P<rest>.*)$",
    re.I,
)

_ORIGINAL = wordings("original_message")
_RULED = re.compile(r"^[\s*_|>]*[-_=]{2,}\s*(?P<words>\S[^\n]{2,140}?)\s*[-_=]{2,}[\s*_]*$")
_FORWARD = re.compile(rf"^\s*{alternatives('forward_begins')}\s*[:：]?\s*$", re.I)
_REPLY_ABOVE = wordings("reply_above")
_VERB = wordings("wrote")
_DATE = re.compile(
    r"\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}|\d{4}[-./年]\s?\d{1,2}|\b(?:19|20)\d\d\b|\d{1,2}[:.h]\d\d\b"
)
_ANGLE_ADDRESS = re.compile(r"<\s*(?:mailto:)?[^<>\s]+@[^<>\s]+>|\[mailto:[^\]\s]+\]")
_ADDRESS = re.compile(r"[^\s<>()]+@[^\s<>()]+\.[^\s<>()]+")
_OWN_WORDS = re.compile(
    r"\b(?:I|[Ii]ch|[Ww]e|[Ww]ir|[Jj]e|[Nn]ous|[Yy]o|[Ii]k|[Ee]u|[Jj]ag|[Jj]eg|я|Я|мы|Мы)\b(?!\.)"
)  # a person's own sentence
_STARTER = re.compile(rf"^[\s*]*{alternatives('intro_begins')}", re.I)
_QUOTE_PREFIX = re.compile(r"^(?:\s?>)+\s?")
INTRO_LINES = 5
_INTRO_CHARACTERS = 500

_SENT_FROM = re.compile(rf"^[\s<(\[*_>.~-]*{alternatives('sent_from')}", re.I)
_FROM_DEVICE = re.compile(
    rf"^[\s<(\[*_-]*(?:\S+\s)?(?:from|via|von|de|da|van)\s+(?:my\s+|a\s+|the\s+|mein\w*\s+)?{alternatives('devices')}\b",
    re.I,
)
_DEVICE = re.compile(rf"(?<![a-z]){alternatives('devices')}(?![a-z])", re.I)


def header_kind(line: str) -> tuple[str, str] | None:
    """What a line like `*Gesendet:* Montag ...` names (`date`) and its rest, or None for any other line."""
    match = _HEADER.match(line) if len(line) < 2_000 else None
    if match is None:
        return None
    kind = next(name for name in HEADER_KINDS if match[name] is not None)
    return kind, match["rest"].strip(" *_")


def announces_original(line: str) -> bool:
    """`-----Original Message-----`, `Begin forwarded message:`, `Reply above this line` and their like."""
    if len(line) > 200:
        return False
    if _FORWARD.match(line):
        return True
    ruled = _RULED.match(line)
    if ruled and (_ORIGINAL.search(ruled["words"]) or announces_quote(ruled["words"] + ":", quote_follows=False)):
        return True
    return bool(_REPLY_ABOVE.search(line)) and len(line) < 120


def announces_quote(text: str, *, quote_follows: bool) -> bool:
    """Is this (several lines joined) `On Monday, 5 May 2025, Ada Lovelace <ada@example.org> wrote:`?

    Two of verb, date and address make one; a verb alone only directly above a quote.
    """
    text = text.strip().rstrip("*_ ")
    if not text.endswith((":", "：")) or len(text) > _INTRO_CHARACTERS:
        return False
    if _OWN_WORDS.search(text):
        return False
    verb, date, angle = (
        _VERB.search(text),
        _DATE.search(text),
        _ANGLE_ADDRESS.search(text),
    )
    if verb:
        return bool(date or angle or _ADDRESS.search(text) or (quote_follows and len(text) < 120))
    return bool(date and angle and text.rstrip(":： ").endswith((">", "]")))


def starts_intro(line: str) -> bool:
    return bool(_STARTER.match(line))


def without_quote_marks(line: str) -> str:
    return _QUOTE_PREFIX.sub("", line)


def is_quoted(line: str) -> bool:
    return line.lstrip(" ").startswith(">")


def is_device_signature(line: str) -> bool:
    """`Sent from my iPhone` and its like: a short line that names a device or a mail program."""
    line = line.strip()
    if not line or len(line) > 160:
        return False
    return bool(_SENT_FROM.match(line) and (_DEVICE.search(line) or len(line) < 40)) or bool(
        _FROM_DEVICE.match(line) and len(line) < 50
    )
