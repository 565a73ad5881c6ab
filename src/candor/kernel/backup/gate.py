"""The gate of a restored house: a file beside the database that says why nobody may enter yet.

It is written before the first byte of a backup is put in place and removed when everything that was erased since is
erased again. It stands outside the database, which is another one then, and is looked at with every request.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

from django.conf import settings

FILE_NAME = "restore.json"
KEEPERS = ("instance.configure", "privacy.office")
"""Who may enter while matters are open: administrators and the privacy office."""


class Phase(StrEnum):
    """How far a restore is."""

    PUTTING = "putting"
    """Database and files are being put in place: nothing here may be read."""
    REPLAYING = "replaying"
    """What was erased, held and locked since the backup is being done again."""
    OPEN_MATTERS = "open-matters"
    """Done, but for matters that a person has to settle: only administrators and the privacy office may enter."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that a person has to settle before everybody may enter: its id, and a sentence of why."""

    id: str
    says: str


@dataclass(frozen=True, slots=True)
class Gate:
    """A closed gate. `archive` is the backup's name, `entries` and `head` how far the ledger was when it was made."""

    phase: Phase
    archive: str
    entries: int
    head: str
    ledger_missing: bool = False
    matters: tuple[Matter, ...] = field(default=())


def standing() -> Gate | None:
    """The closed gate; None while the house is open. One look at the disk."""
    try:
        said = json.loads(_path().read_text("utf-8"))
    except FileNotFoundError:
        return None
    matters = tuple(Matter(**matter) for matter in said.pop("matters"))
    return Gate(**{**said, "phase": Phase(said["phase"])}, matters=matters)


def is_closed() -> bool:
    return _path().exists()


def close(gate: Gate) -> None:
    """Close it, or say something else at it; on the disk when this returns."""
    fresh = _path().with_name(f"{FILE_NAME}.new")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(asdict(gate), file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(_path())


def open_to_all() -> None:
    _path().unlink(missing_ok=True)


def why_closed() -> str:
    """A few words for probes and commands; "" while the house is open."""
    gate = standing()
    if gate is None:
        return ""
    return {
        Phase.PUTTING: "a backup is being put in place; if nobody is at it, run candor restore again",
        Phase.REPLAYING: "what was erased since the backup is being erased again; run candor restore to go on",
        Phase.OPEN_MATTERS: "restored, and open to administrators only: see candor restore settle",
    }[gate.phase]


def _path() -> Path:
    return Path(settings.INSTANCE.home) / FILE_NAME
