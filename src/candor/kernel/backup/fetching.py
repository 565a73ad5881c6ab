"""Bringing a backup from a bucket to a machine that has nothing yet but the bucket's key and the recovery key.

With it come the ledger and the bundle of keys of the same instance, as the newest they are. What is whole already is
not fetched again after a kill, but for those two, which may have grown.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from candor.kernel.backup.making import BUNDLE, ENDING, NAME
from candor.kernel.backup.s3.bucket import Bucket
from candor.kernel.backup.sealing import LONGEST_HEADER, Key, own_key_in, read_header

FOLDER = "fetched"
ROOM = 2.5
"""Free space that is asked for, in sizes of the archive: it lies beside what comes out of it."""

Tell = Callable[[int], None]


class CannotFetch(RuntimeError):
    """Nothing was fetched; the text says why and what to do."""


def parted(url: str) -> tuple[str, str]:
    """The bucket's address, and the archive that it ends with, "" where it names none."""
    path, mark, query = url.partition("?")
    place, _slash, last = path.rstrip("/").rpartition("/")
    return (f"{place}{mark}{query}", last) if last.endswith(ENDING) else (url, "")


def newest_in(bucket: Bucket) -> str:
    """The name of the newest archive. Raises CannotFetch and S3Trouble."""
    found = [match for name in bucket.names("candor-") if (match := NAME.fullmatch(name))]
    if not found:
        raise CannotFetch("There is no backup in this place. Is the folder part of the address?")
    if len(instances := sorted({match[1] for match in found})) > 1:
        raise CannotFetch(
            f"Backups of several instances are in this place ({', '.join(instances)}). Name one, behind the folder."
        )
    return max(found, key=lambda match: (match[2], int(match[3] or 1)))[0]


def fetch(bucket: Bucket, name: str, key: Key, home: Path, tell: Tell = lambda _: None) -> Path:
    """The archive, with ledger and keys beside it, in a folder of the home.

    Raises WrongKey and NotAnArchive before anything large is fetched, CannotFetch, S3Trouble and OSError.
    """
    match = NAME.fullmatch(name)
    if match is None:
        raise CannotFetch(f"{name} is not what a backup of Candor is called.")
    header, _line = read_header(BytesIO(bucket.beginning_of(name, LONGEST_HEADER)))
    own_key_in(header, key)
    place = home / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    size, archive = bucket.size_of(name), place / name
    if not archive.exists() or archive.stat().st_size != size:
        _look_for_room(place, size)
        _bring(bucket, name, archive, tell)
    beside = {f"{match[1]}-ledger.jsonl", f"{match[1]}{BUNDLE}"}
    for other in sorted(beside & set(bucket.names(match[1]))):
        _bring(bucket, other, place / other)
    return archive


def forget_fetched(home: Path) -> None:
    """Remove what was fetched: it stands in the bucket."""
    shutil.rmtree(home / FOLDER, ignore_errors=True)


def _bring(bucket: Bucket, name: str, into: Path, tell: Tell = lambda _: None) -> None:
    unfinished = into.with_name(f"{name}.unfinished")
    unfinished.unlink(missing_ok=True)
    bucket.get(name, unfinished, tell)
    unfinished.replace(into)


def _look_for_room(place: Path, size: int) -> None:
    free, wanted = shutil.disk_usage(place).free, int(size * ROOM)
    if free < wanted:
        raise CannotFetch(
            f"There is no room for it: about {wanted // 1_000_000} MB are needed, {free // 1_000_000} MB are free."
        )
