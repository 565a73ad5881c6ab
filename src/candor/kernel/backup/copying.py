"""Taking what was made off the machine, and back: a folder (of another machine, mounted here), a bucket, a command."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from candor.kernel import clock
from candor.kernel.backup.s3 import place as s3

LONGEST = 6 * 3600
"""Seconds that a command may take for one file."""

MOST_SAID = 200

UNFINISHED, STALE = ".unfinished", 24 * 3600
"""How a copy is called until it is whole, and the seconds after which nobody can be at it any more."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of one copy. `trouble` is empty when it is there."""

    place: str
    trouble: str = ""


def places() -> list[str]:
    """Where copies go, as people read it."""
    instance = settings.INSTANCE
    return [place for place in (instance.backup_copy, s3.address(), instance.backup_command) if place]


def outside() -> list[str]:
    """The same for whoever need not know how a command is called: its first word alone."""
    instance = settings.INSTANCE
    command = Path(shlex.split(instance.backup_command)[0]).name if instance.backup_command else ""
    return [place for place in (instance.backup_copy, s3.address(), command) if place]


def send(path: Path, *, name: str | None = None) -> list[Copied]:
    """Copy one file to every place, under its own name or another one. What fails is told, not raised."""
    instance, called, found = settings.INSTANCE, name or path.name, []
    if instance.backup_copy:
        found.append(Copied(instance.backup_copy, _into(Path(instance.backup_copy), path, called)))
    if instance.backup_s3:
        found.append(Copied(s3.address(), _into_bucket(path, called)))
    if instance.backup_command:
        found.append(Copied(instance.backup_command, _by(instance.backup_command, path, called)))
    return found


def can_bring() -> bool:
    """Whether there is a place from which copies come back by themselves. Those of a command do not."""
    return bool(settings.INSTANCE.backup_copy or settings.INSTANCE.backup_s3)


def bring(name: str, into: Path, tell: Callable[[int], None] = lambda _: None) -> str:
    """Fetch a copy from off the machine into this file, which must not exist; from where. Raises OSError."""
    folder = settings.INSTANCE.backup_copy
    if folder and (Path(folder) / name).exists():
        with (Path(folder) / name).open("rb") as source, into.open("xb") as target:
            into.chmod(0o600)
            while piece := source.read(1 << 20):
                target.write(piece)
                tell(len(piece))
        return folder
    if (bucket := s3.bucket()) is None:
        raise FileNotFoundError(2, f"no copy of {name} is in {folder or 'any place'}")
    bucket.get(name, into, tell)
    return s3.address()


def names() -> set[str]:
    """What this instance has sent to places that can be looked into. Raises OSError."""
    beginning, folder, found = f"candor-{settings.INSTANCE.name}-", settings.INSTANCE.backup_copy, set[str]()
    if folder:
        found |= {path.name for path in Path(folder).glob(f"{beginning}*")}
    if (bucket := s3.bucket()) is not None:
        found |= set(bucket.names(beginning))
    return found


def forget(name: str) -> None:
    """Remove an archive from where copies are. What a command took away is the owner's to remove. Raises OSError."""
    if settings.INSTANCE.backup_copy:
        (Path(settings.INSTANCE.backup_copy) / name).unlink(missing_ok=True)
    if (bucket := s3.bucket()) is not None:
        bucket.remove(name)


def words_of(template: str, path: Path, name: str) -> list[str]:
    """The command's words: `{file}` is the file's path, `{name}` its name. No shell sees any of it."""
    return [word.replace("{file}", str(path)).replace("{name}", name) for word in shlex.split(template)]


def _into(place: Path, path: Path, name: str) -> str:
    unfinished = place / f"{name}{UNFINISHED}"
    try:
        _forget_stale(place)
        with path.open("rb") as source, unfinished.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
            target.flush()
            os.fsync(target.fileno())
        unfinished.replace(place / name)
    except OSError as error:
        return error.strerror or type(error).__name__
    return ""


def _forget_stale(place: Path) -> None:
    """What a process that was killed left half copied."""
    for path in place.glob(f"candor-{settings.INSTANCE.name}*{UNFINISHED}"):
        if path.stat().st_mtime < time.time() - STALE:
            path.unlink(missing_ok=True)


def _into_bucket(path: Path, name: str) -> str:
    try:
        bucket = s3.bucket()
        if bucket is not None:
            bucket.forget_unfinished(f"candor-{settings.INSTANCE.name}", before=clock.now() - timedelta(seconds=STALE))
            bucket.put(path, name)
    except OSError as error:
        return (error.strerror or type(error).__name__)[:MOST_SAID]
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
