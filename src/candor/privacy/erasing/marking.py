"""Words that the officer marked in others' texts beside names and addresses: a nickname, a car's number, an address.

They stand with what the erasure seeks (`Erasure.sought`), belong to the plan's hash, and go with the rest of it as soon
as all is verified.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from candor.privacy.erasing.freezing import subject_of_erasure
from candor.privacy.erasing.steps import Mark, Whom
from candor.privacy.models import Erasure

MOST = 100
"""Marks of one plan: each is looked for in every text."""


def marks_of(erasure: Erasure) -> list[Mark]:
    """The marks in the order in which they were made."""
    return [Mark(*one) for one in (erasure.sought or {}).get("marks", ())]


def with_marks(sought: dict[str, Any], marks: Sequence[Mark]) -> dict[str, Any]:
    """What is sought, with these marks and no others."""
    return {**sought, "marks": [list(astuple(mark)) for mark in marks]}


def hash_with_marks(pieces: str, marks: Sequence[Mark]) -> str:
    """The plan's hash, from that of its pieces: the same as that where nothing was marked."""
    if not marks:
        return pieces
    told = json.dumps([pieces, [astuple(mark) for mark in marks]], separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def whom_of(erasure: Erasure) -> Whom:
    """Whose erasure it is, with the row that takes their place and all that is to go from texts."""
    return Whom(subject_of_erasure(erasure), erasure.tombstone or 0, tuple(marks_of(erasure)))
