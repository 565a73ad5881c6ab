"""What is sent to an operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

BYTES = b"%PDF-1.7 a letter"


@dataclass(frozen=True)
class Call:
    """What is sent to an operation by default; `who` may do it to an object that is Kim's (or nobody's)."""

    content: Any = None
    who: str = "anna"
    query: str = ""
    needs_match: bool = False
