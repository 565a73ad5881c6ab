"""Writing an archive: the database as it is at one moment, then the files, all in one encrypted stream.

The file store is added to under random names and never written over, so that every file that the database knows of is
there when its turn comes, unless somebody has removed it meanwhile for good. Nothing is held in memory or copied to the
disk on the way. An archive has its name only when it is whole and on the disk: one that was cut off never counts.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from candor.kernel import clock, version
from candor.kernel.backup.packing import Packer, Tally
from candor.kernel.backup.recovery import PublicHalf, public_half
from candor.kernel.backup.sealing import OwnKey, Sealer
from candor.kernel.backup.snapshots import snapshot

FORM = 1
ENDING, UNFINISHED = ".candor-backup", ".unfinished"
BUNDLE = ".candor-keys"
"""How the bundle of keys ends: it is no archive."""

NAME = re.compile(rf"(candor-[a-z0-9-]+)-(\d{{8}}T\d{{6}}Z)(?:-(\d+))?{re.escape(ENDING)}")
"""What archives are called: the instance, the moment in UTC, and a number where there were several within a second."""

READ_AT_ONCE = 1 << 20

Tell = Callable[[int], None]
"""Hears of the bytes that were taken in since it was called last."""


class Busy(RuntimeError):
    """Another backup of this instance is being made."""


@dataclass(frozen=True, slots=True)
class Made:
    """An archive that is whole: where it stands, what it holds, and for which key it was sealed."""

    path: Path
    made_at: datetime
    size: int
    tally: Tally
    key: str
    own_key: OwnKey


def folder() -> Path:
    """Where archives of this instance stand."""
    return Path(settings.INSTANCE.backup_folder or settings.INSTANCE.home / "backups")


def moment_of(name: str) -> datetime | None:
    """When the archive of this instance that is called so was made; None where it is no name of ours."""
    match = NAME.fullmatch(name)
    if match is None or match[1] != f"candor-{settings.INSTANCE.name}":
        return None
    return datetime.strptime(match[2], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def make_archive(
    about: Callable[[], Mapping[str, object]], *, to: Path | None = None, tell: Tell = lambda _: None
) -> Made:
    """Make an archive in the folder `to`. `about` is asked before the snapshot, for what has to be older than that.

    Raises NoKey, Busy and OSError, and leaves nothing then. Call it outside a transaction.
    """
    home, place = Path(settings.INSTANCE.home), to or folder()
    half, made_at = public_half(home), clock.now()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(home):
        _forget_unfinished(place)
        path = _free_name(place, made_at)
        unfinished = path.with_name(f"{path.name}{UNFINISHED}")
        try:
            tally, own_key = _written(unfinished, half, dict(about()), made_at, tell)
            unfinished.rename(path)
            _sync(place)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
    return Made(path, made_at, path.stat().st_size, tally, half.number, own_key)


def make_bundle() -> Path:
    """Settings and keys alone, sealed in the same way, under one name: whoever lost the machine and has an old archive
    needs the keys that were made since. Raises NoKey and OSError.
    """
    home, place = Path(settings.INSTANCE.home), folder()
    half, made_at = public_half(home), clock.now()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = place / f"candor-{settings.INSTANCE.name}{BUNDLE}"
    unfinished = path.with_name(f"{path.name}.unfinished")
    said = {"made_at": made_at.isoformat(), "instance": settings.INSTANCE.name, "form": FORM}
    with unfinished.open("wb") as file:
        unfinished.chmod(0o600)
        sealer = Sealer(file, half.public, said)
        packer = Packer(sealer)
        packer.add("about", [json.dumps({**said, "version": version.here(), "database": ""}).encode("ascii")])
        for name, kept in settings_and_keys(home):
            packer.add(name, [kept.read_bytes()])
        packer.close()
        sealer.close()
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    return path


def _written(
    path: Path, half: PublicHalf, about: dict[str, object], made_at: datetime, tell: Tell
) -> tuple[Tally, OwnKey]:
    home = Path(settings.INSTANCE.home)
    said = {"made_at": made_at.isoformat(), "instance": settings.INSTANCE.name, "form": FORM}
    with path.open("xb", buffering=READ_AT_ONCE) as file, snapshot() as database:
        path.chmod(0o600)
        sealer = Sealer(file, half.public, said)
        packer = Packer(sealer, tell)
        about |= {**said, "version": version.here(), "database": database.vendor, "steps": database.migrations}
        packer.add("about", [json.dumps(about).encode("ascii")])
        for name, kept in settings_and_keys(home):
            packer.add(name, [kept.read_bytes()])
        for part in database.parts():
            packer.add(part.name, part.content, **part.notes)
        for name, stored in _files(home / "files"):
            with suppress(FileNotFoundError), stored.open("rb") as content:
                packer.add(name, iter(lambda read=content.read: read(READ_AT_ONCE), b""))  # type: ignore[misc] # bytes
        packer.close()
        sealer.close()
        file.flush()
        os.fsync(file.fileno())
    return packer.tally, sealer.own_key


def settings_and_keys(home: Path) -> Iterator[tuple[str, Path]]:
    """What stands in the home beside database and files and has to be there again, by its name in archives."""
    if (home / "candor.toml").exists():
        yield "settings/candor.toml", home / "candor.toml"
    for key in sorted(home.glob("*.key")):
        yield f"keys/{key.name}", key
    for pack in sorted((home / "packs").glob("*.toml")):
        yield f"packs/{pack.name}", pack


def _files(store: Path) -> Iterator[tuple[str, Path]]:
    """Every stored file, folder by folder, in flat memory."""
    if not store.is_dir():
        return
    for drawer in sorted(store.iterdir()):
        with os.scandir(drawer) as found:
            for entry in found:
                if entry.is_file(follow_symlinks=False):
                    yield f"files/{drawer.name}/{entry.name}", Path(entry.path)


def size_of_all() -> int:
    """About how many bytes there are to take in, for a bar of progress."""
    home = Path(settings.INSTANCE.home)
    stored = sum(path.stat().st_size for _name, path in _files(home / "files"))
    database = Path(str(connection.settings_dict["NAME"]))
    return stored + (database.stat().st_size if connection.vendor == "sqlite" and database.exists() else 0)


def _free_name(place: Path, made_at: datetime) -> Path:
    stem = f"candor-{settings.INSTANCE.name}-{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    names = (place / f"{stem}{more}{ENDING}" for more in ("", *(f"-{number}" for number in range(2, 100))))
    return next(path for path in names if not path.exists())


def _forget_unfinished(place: Path) -> None:
    """What a process that was killed left behind: we are the only one at it."""
    for path in place.glob(f"candor-{settings.INSTANCE.name}-*{ENDING}{UNFINISHED}"):
        path.unlink(missing_ok=True)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    (home / "run").mkdir(mode=0o700, exist_ok=True)
    with (home / "run" / "backup.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("A backup is being made already.") from None
        yield


def _sync(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
