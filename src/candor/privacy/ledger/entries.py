"""The form of a ledger entry: random ids, enums, counts and moments, chained by hashes. Pure.

A line is canonical JSON (sorted keys, no spaces, ASCII) with its own hash last computed: SHA-256 over the line without
`hash`. `before` is the hash of the line before, so that no line can be changed, removed or slipped in unseen.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

BEGINNING = "0" * 64
REF = re.compile(r"[0-9a-z]{16}")
HASH = re.compile(r"[0-9a-f]{64}")
COUNTED = re.compile(r"[a-z][a-z0-9._-]{0,59}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Deed(StrEnum):
    """What the entry is about."""

    ERASURE = "erasure"
    OBJECTION = "objection"
    NO_ADVERTISING = "objection-to-advertising"
    WITHDRAWAL = "withdrawal"
    REDACTION = "redaction"
    RETENTION = "retention"
    RECTIFICATION = "rectification"
    HOLD = "hold"
    LOCK = "lock"
    SUPPRESSION = "suppression"
    LEAVING = "leaving"


class State(StrEnum):
    """How far it is. A deed is begun before its first destructive step and done when every operation is verified."""

    BEGUN = "begun"
    DONE = "done"


class NotAnEntry(ValueError):
    """Something that a ledger must not hold: the text says what."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `deed_id` joins beginning and end; `subject` is the random reference of whom or what it concerns.

    `plan` is the SHA-256 of the plan in hex, or "" where there is none; `counts` say how much, by kinds.
    """

    number: int
    at: str
    deed: Deed
    state: State
    deed_id: str
    subject: str
    plan: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    before: str = BEGINNING

    @property
    def hash(self) -> str:
        return hashlib.sha256(canonical(asdict(self))).hexdigest()

    @property
    def line(self) -> bytes:
        """With its hash and the line's end, as it stands in the file."""
        return canonical({**asdict(self), "hash": self.hash}) + b"\n"


def canonical(value: Mapping[str, object]) -> bytes:
    """The one way to write a value as JSON."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode("ascii")


def moment_text(moment: datetime) -> str:
    """An aware moment in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def checked(entry: Entry) -> Entry:
    """The entry, if it holds nothing but ids, enums, counts and moments. Raises NotAnEntry."""
    fits = {
        "deed_id": REF.fullmatch(entry.deed_id),
        "subject": REF.fullmatch(entry.subject),
        "plan": not entry.plan or HASH.fullmatch(entry.plan),
        "before": HASH.fullmatch(entry.before),
        "at": MOMENT.fullmatch(entry.at),
        "number": entry.number > 0,
        "counts": all(COUNTED.fullmatch(name) and _is_count(count) for name, count in entry.counts.items()),
    }
    if wrong := [name for name, is_fit in fits.items() if not is_fit]:
        raise NotAnEntry(f"a ledger entry holds ids, enums and counts only; not fit: {', '.join(wrong)}")
    return entry


def read_line(line: bytes) -> Entry:
    """The entry on a line with its end. Raises NotAnEntry unless writing it again gives the very same bytes."""
    try:
        found = json.loads(line)
        del found["hash"]
        entry = Entry(**{**found, "deed": Deed(found["deed"]), "state": State(found["state"])})
        if checked(entry).line == line:
            return entry
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    raise NotAnEntry("the line was changed or is no entry")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What walking a ledger found. `head` is the hash of the last line that fits the chain."""

    entries: int
    head: str
    breaks: tuple[str, ...] = ()
    torn: bool = False
    """The last line has no end: an append was cut off. Nobody was told that it stood; the next append repairs it."""

    @property
    def is_intact(self) -> bool:
        return not self.breaks


def walk(lines: Iterable[bytes]) -> Verdict:
    """Walk the lines of a ledger as a stream, and stop at the first break: what follows proves nothing any more."""
    number, head = 0, BEGINNING
    for line in lines:
        if not line.endswith(b"\n"):
            return Verdict(number, head, torn=True)
        try:
            entry = read_line(line)
        except NotAnEntry as error:
            return Verdict(number, head, (f"Line {number + 1}: {error}.",))
        if (entry.number, entry.before) != (number + 1, head):
            return Verdict(number, head, (f"Line {number + 1} does not follow the line before.",))
        number, head = entry.number, entry.hash
    return Verdict(number, head)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
