"""Taking what was made off the machine: into a folder (of another machine, mounted here), or by a command."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

LONGEST = 6 * 3600
"""Seconds that a command may take for one file."""

MOST_SAID = 200


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of one copy. `trouble` is empty when it is there."""

    place: str
    trouble: str = ""


def places() -> list[str]:
    """Where copies go, as people read it."""
    instance = settings.INSTANCE
    return [place for place in (instance.backup_copy, instance.backup_command) if place]


def send(path: Path, *, name: str | None = None) -> list[Copied]:
    """Copy one file to every place, under its own name or another one. What fails is told, not raised."""
    instance, called, found = settings.INSTANCE, name or path.name, []
    if instance.backup_copy:
        found.append(Copied(instance.backup_copy, _into(Path(instance.backup_copy), path, called)))
    if instance.backup_command:
        found.append(Copied(instance.backup_command, _by(instance.backup_command, path, called)))
    return found


def forget(name: str) -> None:
    """Remove an archive from the folder of copies. What a command took away is the owner's to remove."""
    if settings.INSTANCE.backup_copy:
        (Path(settings.INSTANCE.backup_copy) / name).unlink(missing_ok=True)


def words_of(template: str, path: Path, name: str) -> list[str]:
    """The command's words: `{file}` is the file's path, `{name}` its name. No shell sees any of it."""
    return [word.replace("{file}", str(path)).replace("{name}", name) for word in shlex.split(template)]


def _into(place: Path, path: Path, name: str) -> str:
    unfinished = place / f"{name}.unfinished"
    try:
        with path.open("rb") as source, unfinished.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
            target.flush()
            os.fsync(target.fileno())
        unfinished.replace(place / name)
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""


def _by(template: str, path: Path, name: str) -> str:
    try:
        done = subprocess.run(
            words_of(template, path, name), stdin=subprocess.DEVNULL, capture_output=True, timeout=LONGEST, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{type(error).__name__}"
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return "" if done.returncode == 0 else f"exit {done.returncode}: {' '.join(said[-1:])}"[:MOST_SAID]
