"""Which version of Candor this is, and which one served an instance last.

The number stands in pyproject.toml alone; everything that shows it asks here. An instance keeps in `version.json` which
version serves it and from which folder, so that another one does not open it by mistake.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from candor.kernel.durable import write_durably

DISTRIBUTION = "candordesk"
OLDEST_TO_COME_FROM = "0.1.0.dev1"
"""From this version on an instance can be upgraded to ours in one step; CONTRIBUTING says when it is raised."""

FILE_NAME = "version.json"


@dataclass(frozen=True, slots=True)
class Served:
    """A version, and the folder in which its program stands."""

    version: str
    root: str


@cache
def here() -> str:
    """The version of the program that runs."""
    return metadata.version(DISTRIBUTION)


def root() -> Path:
    """Where this program stands: the checkout or unpacked release, else the environment it was installed in."""
    checkout = Path(__file__).resolve().parents[3]
    return checkout if (checkout / "candor").is_file() else Path(sys.prefix)


def ours() -> Served:
    return Served(here(), str(root()))


def order(version: str) -> tuple[tuple[int, ...], bool]:
    """For comparing: the numbers, and whether it is finished ("1.2.0rc1" comes before "1.2.0")."""
    numbers = re.match(r"\d+(?:\.\d+)*", version)
    if numbers is None:
        raise ValueError(f"{version!r} is no version")
    return tuple(map(int, numbers[0].split("."))), numbers[0] == version


def last_served(home: Path) -> Served | None:
    """Which version opened this instance last; None for one that no version with such a note has opened."""
    try:
        said = json.loads((home / FILE_NAME).read_text("utf-8"))
    except FileNotFoundError:
        return None
    return Served(str(said["version"]), str(said["root"]))


def note_serving(home: Path, served: Served) -> None:
    """Note it; nothing is written where it stands so already."""
    if last_served(home) != served:
        write_durably(home / FILE_NAME, json.dumps(asdict(served)))
