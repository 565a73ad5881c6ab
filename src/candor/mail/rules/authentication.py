"""What a mail server that we trust found out about a message: SPF, DKIM and DMARC (RFC 7208, 6376, 7489), as it wrote
them into Authentication-Results (RFC 8601).

Anybody can write such a header. Only the topmost one counts, and only where it bears the name of the server that we
trust: every server adds its own above what was there. A server that names itself there is trusted to write one on every
message.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

METHODS = ("spf", "dkim", "dmarc")
WORST_FIRST = ("fail", "permerror", "temperror", "softfail", "policy", "neutral", "none", "pass")
"""The results of RFC 8601, 2.7."""

_VALUE = r"=(?:\"[^\"]*\"(?:@[^\s\"]+)?|[^\s\"]*)"
_SECTION = re.compile(rf"^\s*([a-z0-9-]+)(?:\s*/\s*\d+)?\s*=\s*([a-z]+)((?:\s+[a-z0-9.-]+{_VALUE})*)\s*$", re.I)
_PROPERTY = re.compile(r"([a-z0-9.-]+)=(?:\"([^\"]*)\"(?:@[^\s\"]+)?|([^\s\"]*))", re.I)
_NAME = re.compile(r"^\s*([a-z0-9.-]+)(?:\s+\d+)?\s*$", re.I)
NAMELESS = "-"
"""What stands for a server that writes the header without its name, as Microsoft 365 does."""

LONGEST = 20_000
"""Characters of a header that are read: a longer one counts for nothing."""


class Authorship(enum.StrEnum):
    """Whether the domain in From stands behind the message. Empty: nobody whom we trust has looked."""

    UNKNOWN = ""
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    REFUTED = "refuted"


@dataclass(frozen=True, slots=True)
class Checks:
    """The results by RFC 8601's words, "" where the server says nothing of a method, and what follows from them."""

    authorship: Authorship = Authorship.UNKNOWN
    spf: str = ""
    dkim: str = ""
    dmarc: str = ""


@dataclass(frozen=True, slots=True)
class _Result:
    method: str
    word: str
    properties: Mapping[str, str]


def checks_of(headers: Sequence[str], relays: Collection[str], author: str) -> Checks:
    """What the topmost header says, where one of the `relays` (authserv-ids) wrote it; `NAMELESS` is one without name.

    `author` is the one normalised address of From; "" where there is none or more than one, which nobody confirms.
    """
    found = _results(headers[0]) if headers and relays else None
    if found is None or found[0] not in {relay.lower() for relay in relays}:
        return Checks()
    results = found[1]
    words = {method: _word(results, method) for method in METHODS}
    return Checks(_authorship(results, words["dmarc"], author.rpartition("@")[2]), **words)


def _authorship(results: Sequence[_Result], dmarc: str, domain: str) -> Authorship:
    """DMARC decides where it has something to say. Else a signature of exactly the domain in From confirms."""
    if not domain:
        return Authorship.UNCONFIRMED
    judged = {_domain(each.properties.get("header.from", "")) for each in results if each.method == "dmarc"}
    if dmarc == "fail":
        return Authorship.REFUTED
    if dmarc == "pass":
        return Authorship.CONFIRMED if judged == {domain} else Authorship.UNCONFIRMED
    signers = {_signer(each) for each in results if each.method == "dkim" and each.word == "pass"}
    return Authorship.CONFIRMED if domain in signers else Authorship.UNCONFIRMED


def _word(results: Sequence[_Result], method: str) -> str:
    """The method's result. One good signature of several is enough (RFC 6376, 6.1); of all else the worst counts."""
    words = {each.word for each in results if each.method == method}
    if method == "dkim" and "pass" in words:
        return "pass"
    return next((word for word in WORST_FIRST if word in words), "")


def _signer(result: _Result) -> str:
    """The domain that signed: header.d, or that of header.i where the server writes nothing else."""
    return _domain(result.properties.get("header.d") or result.properties.get("header.i", ""))


def _domain(value: str) -> str:
    """In lower case and ASCII, as our normal addresses have it; "" where it is none."""
    name = value.rpartition("@")[2].strip().rstrip(".").lower()
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _results(header: str) -> tuple[str, list[_Result]] | None:
    """The name of the server and its results. None for what is not written as RFC 8601, 2.2 has it.

    A sender's words that the server quotes could break out of their place. So a header in which anything is out of
    place counts for nothing.
    """
    sections = _sections(header) if len(header) <= LONGEST else []
    if not sections:
        return None
    named = _NAME.match(sections[0])
    written = [section for section in sections[bool(named) :] if section.strip() and section.strip().lower() != "none"]
    results = [_result(section) for section in written]
    if any(each is None for each in results):
        return None
    return named[1].lower() if named else NAMELESS, [each for each in results if each is not None]


def _result(section: str) -> _Result | None:
    match = _SECTION.match(section)
    if match is None:
        return None
    pairs = [(name.lower(), quoted or plain) for name, quoted, plain in _PROPERTY.findall(match[3])]
    properties, method = dict(pairs), match[1].lower()
    is_of_headers = method in ("dkim", "dmarc")
    if len(properties) != len(pairs) or (is_of_headers and any(name.startswith("smtp.") for name in properties)):
        return None  # of another method: a sender's words have been taken for results
    return _Result(method, match[2].lower(), properties)


def _sections(header: str) -> list[str]:
    """What stands between the semicolons, without comments; quoted strings keep their quotes. [] if one is open."""
    sections, kept, depth, quoted, position = [], "", 0, False, 0
    while position < len(header):
        character = header[position]
        if character == "\\" and (quoted or depth):
            position += 2
            kept += "_" if quoted and not depth else ""
            continue
        if quoted:
            quoted = character != '"'
            kept += character
        elif depth or character == "(":
            depth += (character == "(") - (character == ")")
            kept += "" if depth else " "
        elif character == ";":
            sections.append(kept)
            kept = ""
        else:
            quoted = character == '"'
            kept += character
        position += 1
    return [] if depth or quoted else [*sections, kept]
