"""Reading an archive: through, to see whether it is whole, or into an empty instance."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from candor.kernel.backup import snapshots
from candor.kernel.backup.making import Tell
from candor.kernel.backup.packing import Tally, Thing, unpacked
from candor.kernel.backup.recovery import number_of
from candor.kernel.backup.sealing import Damaged, Key, opened, read_header

SETTINGS = re.compile(r"settings/candor\.toml|keys/[a-z][a-z0-9.-]{0,60}\.key|packs/[A-Za-z0-9_.-]{1,60}\.toml")
STORED = re.compile(r"files/[0-9a-z]{2}/[0-9a-z]{2,64}")


@dataclass(frozen=True, slots=True)
class Cover:
    """What everybody can read of an archive without its key."""

    made_at: str
    instance: str
    key: str
    size: int


@dataclass(slots=True)
class Found:
    """What an archive holds: its own words, how much of it, and how many things by kind."""

    about: dict[str, Any] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    kinds: Counter[str] = field(default_factory=Counter)


def cover_of(path: Path) -> Cover:
    """Raises NotAnArchive and OSError."""
    with path.open("rb") as file:
        header, _line = read_header(file)
    key = number_of(bytes.fromhex(header["recipient"]))
    return Cover(str(header.get("made_at", "")), str(header.get("instance", "")), key, path.stat().st_size)


@contextmanager
def things_in(path: Path, key: Key, found: Found) -> Iterator[Iterator[Thing]]:
    """The things of an archive, the first of which is read into `found.about`. Raises as `sealing` and `packing` do."""
    with path.open("rb") as file:
        things = unpacked(opened(file, key), found.tally)
        first = next(things, None)
        if first is None or first.name != "about":
            raise Damaged("This backup does not begin with what it is.")
        found.about = json.loads(b"".join(first.content))
        yield _counted(things, found)


def verify(path: Path, key: Key, tell: Tell = lambda _: None) -> Found:
    """Read everything and hold it against its hashes. Raises NotAnArchive, WrongKey, Damaged and OSError."""
    found = Found()
    with things_in(path, key, found) as things:
        for thing in things:
            for piece in thing.content:
                tell(len(piece))
    return found


def put_settings(path: Path, key: Key, home: Path) -> Found:
    """Put settings and keys in place; they stand first in an archive. A `candor.toml` that stands there stays."""
    found = Found()
    with things_in(path, key, found) as things:
        for thing in things:
            if thing.name.startswith("database/"):
                break
            if not SETTINGS.fullmatch(thing.name):
                raise Damaged(f"{thing.name} has no place in a backup.")
            folder, _slash, name = thing.name.partition("/")
            place = home / "packs" / name if folder == "packs" else home / name
            if name == "candor.toml" and place.exists():
                continue
            _write(place, b"".join(thing.content))
    return found


def put_in_place(path: Path, key: Key, home: Path, tell: Tell = lambda _: None) -> Found:
    """Put database and files in place. May be done again after a kill. Raises as `verify`, and CannotPut."""
    found = Found()
    with things_in(path, key, found) as things, ExitStack() as tables:
        put = None
        for thing in things:
            content = _heard(thing.content, tell)
            if thing.name == snapshots.SQLITE:
                snapshots.put_sqlite(content)
            elif thing.name.startswith(snapshots.TABLE):
                if put is None:
                    snapshots.make_tables(found.about["steps"])
                    put = tables.enter_context(snapshots.filling_tables())
                put(thing.name.removeprefix(snapshots.TABLE), thing.notes["columns"], content)
            elif thing.name == snapshots.SEQUENCES:
                snapshots.set_sequences(content)
            elif STORED.fullmatch(thing.name):
                _write_stored(home / thing.name, content)
            elif not SETTINGS.fullmatch(thing.name):
                raise Damaged(f"{thing.name} has no place in a backup.")
    return found


def _counted(things: Iterator[Thing], found: Found) -> Iterator[Thing]:
    for thing in things:
        found.kinds[thing.name.partition("/")[0]] += 1
        yield thing


def _heard(content: Iterator[bytes], tell: Tell) -> Iterator[bytes]:
    for piece in content:
        tell(len(piece))
        yield piece


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = place.with_name(f"{place.name}.new")
    with fresh.open("wb") as file:
        fresh.chmod(0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(place)


def _write_stored(place: Path, content: Iterator[bytes]) -> None:
    """The whole restore is repeated after a crash, so that one sync at its end will do."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with place.open("wb") as file:
        place.chmod(0o600)
        for piece in content:
            file.write(piece)
