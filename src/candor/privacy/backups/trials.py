"""Restoring a backup on trial: whole, in a home that is thrown away, with the ledger of today done again on it.

The home is a folder of its own beside the database, with settings that let nothing leave it: no mail, no copies, no
second place of the ledger. Whatever happens it is overwritten and removed, at the latest before the next trial. A
backup of PostgreSQL goes into a database that is thrown away with it.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from candor.kernel.backup import copying, reading, throwaway
from candor.kernel.backup.key_texts import text_of_key
from candor.kernel.backup.making import Busy
from candor.kernel.backup.reading import Found
from candor.kernel.backup.sealing import Damaged, Key, NotAnArchive, WrongKey
from candor.kernel.backup.throwaway import NoDatabase
from candor.privacy import ledger

ROOM = 1.3
"""Free space that is asked for, in sizes of the content: the database's log and the index come on top."""

SILENCED = (
    "LEDGER_COPY", "BACKUP_COPY", "BACKUP_COMMAND", "BACKUP_S3", "BACKUP_FOLDER", "BACKUP_TRIAL_DATABASE",
    "SMTP", "ALARM_SMTP", "MAIL_LISTENER",
)  # fmt: skip
"""Settings that lead out of a home: empty in that of a trial, whatever its own candor.toml says."""

Tell = Callable[[str], None]


class TrialFailed(RuntimeError):
    """A backup could not be restored; the text says what is wrong with it or with this machine."""


@dataclass(slots=True)
class Tried:
    """What a trial found. `place` is where the copy came from, "" for the one that stands on this machine."""

    place: str = ""
    seconds: int = 0
    about: dict[str, Any] = field(default_factory=dict)
    restored: dict[str, Any] = field(default_factory=dict)
    examined: dict[str, Any] = field(default_factory=dict)


def try_archive(path: Path, key: Key, *, tell: Tell = lambda _: None, is_brought: bool = False) -> Tried:
    """Restore the archive on trial: a copy from off the machine where there is one, unless `path` was brought itself.

    Raises TrialFailed, Busy, NoDatabase, WrongKey, NotAnArchive, Damaged and OSError.
    """
    began, tried = time.monotonic(), Tried()
    with _throw_away_home() as place:
        path, tried.place = _brought(path, place, tell, is_brought=is_brought)
        tried.about = _about(path, key)
        _look_for_room(place, path)
        ours = place / "ledger.jsonl"
        ours.write_bytes(b"".join(ledger.our_files().lines()))
        with _database_for(tried.about["database"]) as database:
            child = _Child(place / "home", key, database)
            tell("Restoring it into a home that is thrown away ...")
            words = ("restore", str(path), "--key-file", "/dev/stdin", "--ledger", str(ours), "--json")
            tried.restored = child.said(*words)
            tell("Looking through what was restored ...")
            tried.examined = child.said("restore", "examine", "--json")
    tried.seconds = round(time.monotonic() - began)
    if tried.examined["findings"]:
        raise TrialFailed("; ".join(tried.examined["findings"]))
    return tried


@contextmanager
def copy_to_read(path: Path, *, tell: Tell, is_brought: bool) -> Iterator[tuple[Path, str]]:
    """The copy to be read and where it came from, as a trial takes it. Raises Busy and OSError."""
    with _throw_away_home() as place:
        yield _brought(path, place, tell, is_brought=is_brought)


def _brought(path: Path, place: Path, tell: Tell, *, is_brought: bool) -> tuple[Path, str]:
    if is_brought or not copying.can_bring():
        return path, ""
    tell("Bringing a copy from off the machine ...")
    copy = place / path.name
    return copy, copying.bring(path.name, copy)


def forget_trial() -> None:
    """Overwrite and remove what a killed trial left. Does nothing while one goes on."""
    if not _place().exists():
        return
    with suppress(Busy, NoDatabase), _alone():
        throwaway.forget()
        _wipe(_place())


class _Child:
    """Runs commands in the home of the trial. Nothing of our own settings reaches it but the machine's."""

    def __init__(self, home: Path, key: Key, database: str) -> None:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("CANDOR_")}
        silenced = {f"CANDOR_{name}": "" for name in SILENCED}
        home.mkdir(mode=0o700)
        self._environment = ours | silenced | {"CANDOR_HOME": str(home), "CANDOR_DATABASE": database}
        self._key = text_of_key(key)

    def said(self, *words: str) -> dict[str, Any]:
        """The one line of JSON. Raises TrialFailed with the last sentence of what went wrong."""
        done = subprocess.run(
            [sys.executable, "-m", "candor", *words],
            env=self._environment, input=self._key, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise TrialFailed(" ".join(done.stderr.strip().splitlines()[-2:]) or f"it ended with {done.returncode}")
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return found


def _database_for(vendor: str) -> AbstractContextManager[str]:
    """Its address for a backup of PostgreSQL; that of SQLite stands in the home."""
    return throwaway.throw_away_database() if vendor == "postgresql" else nullcontext("")


def _about(path: Path, key: Key) -> dict[str, Any]:
    found = Found()
    with reading.things_in(path, key, found):
        return found.about


def _look_for_room(place: Path, path: Path) -> None:
    """An archive is at most as large as its content; how much that shrank is not known before."""
    free, wanted = shutil.disk_usage(place).free, int(path.stat().st_size * ROOM)
    if free < wanted:
        raise TrialFailed(
            f"there is no room to restore it: {wanted // 1_000_000} MB are needed, {free // 1_000_000} free"
        )


@contextmanager
def _throw_away_home() -> Iterator[Path]:
    place = _place()
    with _alone():
        _wipe(place)
        place.mkdir(mode=0o700)
        try:
            yield place
        finally:
            _wipe(place)


@contextmanager
def _alone() -> Iterator[None]:
    run = Path(settings.INSTANCE.home) / "run"
    run.mkdir(mode=0o700, exist_ok=True)
    with (run / "trial.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("A backup is being restored on trial already.") from None
        yield


def _place() -> Path:
    return Path(settings.INSTANCE.home) / "trial"


def _wipe(place: Path) -> None:
    """Overwrite what was restored: people are in it who have been erased since."""
    if not place.exists():
        return
    for path in place.rglob("*"):
        if path.is_file() and not path.is_symlink():
            _overwrite(path)
    shutil.rmtree(place)


def _overwrite(path: Path) -> None:
    left, block = path.stat().st_size, bytes(1 << 20)
    with path.open("r+b", buffering=0) as file:
        while left > 0:
            left -= file.write(block[: min(left, len(block))]) or 0
        os.fsync(file.fileno())


TROUBLES = (TrialFailed, NoDatabase, WrongKey, NotAnArchive, Damaged, OSError)
"""What can be wrong with a trial, beside that another one goes on."""
