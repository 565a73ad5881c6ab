"""Whole issues that Candor brings along, to begin an issue with."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "issues.toml"


@lru_cache(maxsize=1)
def entries() -> tuple[dict[str, Any], ...]:
    """Each with `key`, and in both languages name, what it is about, subject and body."""
    told = tomllib.loads(FILE.read_text("utf-8"))
    return tuple({name: str(said).strip() for name, said in entry.items()} for entry in told["issue"])
