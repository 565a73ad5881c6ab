"""How far an upgrade is: a file beside the database. While it stands nobody enters, whatever the version.

It stands outside the database, which is being changed. Its form is a promise between versions: the one before has to
understand what a later one wrote, to stay closed and to put things back.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings

from candor.kernel.durable import remove_durably, write_durably
from candor.kernel.version import Served

FILE_NAME = "upgrade.json"


class Phase(StrEnum):
    """What may have happened when an upgrade was cut off in this phase."""

    HOLDING = "holding"
    """Nothing: service is held and the database copied aside; a copy that was cut off is worth nothing."""
    CHANGING = "changing"
    """The copy is whole, and the database may be in any state."""
    PUTTING_BACK = "putting-back"
    """The copy is whole, and is being put in place of whatever there is."""
    DONE = "done"
    """The new version has been found good. From here there is only forward."""


@dataclass(frozen=True, slots=True)
class Journal:
    """An upgrade under way. `before` is None where nobody noted which version served."""

    phase: Phase
    to: Served
    before: Served | None = field(default=None)


def standing() -> Journal | None:
    """The upgrade under way; None while there is none."""
    try:
        said: dict[str, Any] = json.loads(path().read_text("utf-8"))
    except FileNotFoundError:
        return None
    before = Served(**said["before"]) if said["before"] else None
    return Journal(Phase(said["phase"]), Served(**said["to"]), before)


def stands() -> bool:
    """One look at the disk, for every request."""
    return path().exists()


def write(journal: Journal) -> None:
    write_durably(path(), json.dumps(asdict(journal)))


def close() -> None:
    """Let everybody in again."""
    remove_durably(path())


def why_closed(journal: Journal) -> str:
    """A sentence for probes and commands."""
    return (
        f"An upgrade to {journal.to.version} is under way. If nobody is at it, run: {journal.to.root}/candor upgrade"
        " (or, to go back to the version before: candor upgrade --back)"
    )


def path() -> Path:
    return Path(settings.INSTANCE.home) / FILE_NAME
