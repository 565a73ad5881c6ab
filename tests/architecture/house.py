"""The house as the import contract draws it; one truth for all tests of the architecture."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import candor

PACKAGE = Path(candor.__file__).parent
CONTRACT = PACKAGE.parents[1] / ".importlinter"

FREELY_IMPORTED = {"kernel", "ui"}
WIRING = "config"


def floors() -> list[set[str]]:
    """The slices from the top floor to the ground; slices on one floor do not know each other."""
    contract = configparser.ConfigParser()
    contract.read(CONTRACT)
    lines = contract["importlinter:contract:layers"]["layers"].split("\n")
    return [set(re.findall(r"\w+", line)) for line in lines if line.strip()]


def height(slice_name: str) -> int:
    """How high up a slice lives; the ground floor is 0."""
    for level, names in enumerate(reversed(floors())):
        if slice_name in names:
            return level
    raise LookupError(f"{slice_name} is on no floor of {CONTRACT.name}")
