"""What a failed delivery means: its RFC 3463 status, and whether the address itself is dead.

Servers abuse codes (a full mailbox as 5.1.1, a spam verdict as 550), so their words count before their numbers.
"""

from __future__ import annotations

import re

from candor.mail.parsing.phrases import alternatives, wordings

_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.,/-])(?<!\d:)([45]\d\d)(?=[ \-:;,.)#\]]|$)(?!\.\d)")

_FULL = wordings("mailbox_full")
_REFUSED = wordings("refused")
_DELAYED = wordings("delayed")
_GIVEN_UP = wordings("given_up")
_NOBODY = wordings("nobody")
_NOWHERE = wordings("nowhere")
_MOVED = re.compile(
    r"has\s+moved|address\s+(?:has\s+)?changed|new\s+(?:e-?mail\s+)?address\s+is|no\s+longer\s+(?:with|at|works|employed)",
    re.I,
)
_REFUSED_STATUS = re.compile(r"5\.(?:7\.\d+|1\.[789]|3\.\d|5\.[1-9]|6\.\d|4\.[67])$")
_CERTAINLY_NOBODY = re.compile(
    r"recipient\s+address\s+rejected:\s+access\s+denied|account\s+or\s+domain\s+may\s+not\s+exist", re.I
)
_OTHER_STAGE = re.compile(
    r"(?:after|in\s+reply\s+to|like\s+our)\s+mail\s+from|\[mail_from\]|after\s+end\s+of\s+data|\[data\]", re.I
)
_UNCERTAIN = re.compile(rf"may\s+not\s+(?:exist|have\s+permission)|{alternatives('suspended')}", re.I)
_DEAD_STATUS = re.compile(r"5\.1\.(?:1|2|3|4|6|10)$|5\.4\.4$|5\.1\.351$")


def status_of(declared: str, words: str) -> str:
    """The RFC 3463 status: as declared unless it says nothing, else from the diagnosis, else only its class."""
    match = _ENHANCED.search(declared)
    known = match[1] if match else ""
    found = _ENHANCED.search(words)
    if known and not known.endswith(".0.0"):
        return known
    if found and (not known or found[1][0] == known[0]):
        return found[1]
    return known or _class_of(words)


def _class_of(words: str) -> str:
    """A status from words without one: the class of an SMTP reply, else whether the server still tries."""
    if reply := _REPLY.search(words):
        return f"{reply[1][0]}.0.0"
    if _GIVEN_UP.search(words):
        return "5.4.7"
    return "4.0.0" if _DELAYED.search(words) and not _NOBODY.search(words) else "5.0.0"


def is_dead(status: str, words: str) -> bool:
    """Is the address itself dead, so that nothing should be sent there again?

    A server that knew the recipient and says "unknown user" only after the message itself (DATA) has a filter, and one
    that refuses the sender (MAIL FROM) says nothing about the recipient.
    """
    if status.startswith("4") or _FULL.search(words) or _OTHER_STAGE.search(words):
        return False
    if _CERTAINLY_NOBODY.search(words) or _MOVED.search(words):
        return True
    is_refusal = status.startswith("5.7.") or (_REFUSED_STATUS.match(status) and _REFUSED.search(words))
    if is_refusal or (_UNCERTAIN.search(words) and not _NOWHERE.search(words)):
        return False
    if _NOWHERE.search(words) or _NOBODY.search(words):
        return True
    return bool(_DEAD_STATUS.match(status)) and not (_REFUSED.search(words) or _DELAYED.search(words))
