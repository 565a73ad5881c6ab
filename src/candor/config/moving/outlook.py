"""What a move would do, and what stands in its way. Nothing here changes anything."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from candor.config.moving import left, target
from candor.config.supervisor import CannotStart, only_one
from candor.config.upgrading.outlook import LEFT_OVER, MEGABYTE, has_recovery_key
from candor.kernel import moved, version
from candor.kernel.backup import gate
from candor.kernel.backup.making import folder
from candor.kernel.backup.making import size_of_all as size_of_backup
from candor.kernel.db import migrations
from candor.kernel.upgrading import house, journal

GROWS = 3
"""So many times the room of SQLite's file is asked for: tables, indexes and search index of 20,000 cases took 2.3 times
as much."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What whoever runs it asks for and takes upon themselves."""

    address: str
    without_backup: bool = False
    mends: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a move would find. `remains` is what an earlier one left in the other database, "" for nothing."""

    to: str
    size: int
    remains: str
    obstacles: tuple[str, ...]
    notes: tuple[str, ...]


def look_ahead(wanted: Wanted) -> Outlook:
    """What stands in the way, without the rows themselves: those are `left.look_through`'s."""
    size = database().stat().st_size if database().exists() else 0
    here = [*_of_the_instance(), *_who_is_in(), *_of_the_home(wanted)]
    try:
        with target.opened(wanted.address) as there:
            found = target.remains(there)
            blocked = [*here, *target.obstacles(there, _token()), *_no_room_there(there, size * GROWS)]
            return Outlook(target.name_of(there), size, found, tuple(blocked), tuple(_notes(there, size * GROWS)))
    except target.Refused as problem:
        return Outlook("", size, "", (*here, f"The database could not be looked at: {problem}."), ())
    except target.NotReached as problem:
        says = f"The database does not answer: {problem}. Is the address right, and has the database been made?"
        return Outlook("", size, "", (*here, says), ())


def look_at_tables() -> list[str]:
    """What of SQLite's tables PostgreSQL could not take, row by row apart. They have to be `left.opened`."""
    obstacles = [
        f"The table {name} belongs to no part of Candor: nothing of it would come along. Drop it, or keep it elsewhere."
        for name in left.tables_of_nobody()
    ]
    if tables := left.hanging():
        obstacles.append(
            f"Rows of {', '.join(tables)} point to rows that do not exist; PostgreSQL refuses such. Please report this."
        )
    return obstacles


def database() -> Path:
    return Path(settings.INSTANCE.home) / moved.LEFT


def _token() -> str:
    """The token of a move from here that was cut off."""
    move = moved.standing()
    return move.token if move and move.phase is not moved.Phase.DONE else ""


def _of_the_instance() -> Iterator[str]:
    if reason := moved.why_not_here():
        yield reason
        return
    if not database().exists():
        yield "There is no instance here yet. Set CANDOR_DATABASE before its first start, and nothing has to be moved."
        return
    served, here = version.last_served(settings.INSTANCE.home), version.here()
    if migrations.database_is_newer() or (served and version.order(served.version) > version.order(here)):
        yield f"This is Candor {here}, and a newer one serves the instance. Run that one's: candor move"
    elif migrations.pending():
        yield (
            f"The tables are not those of Candor {here} yet. Run {version.root()}/candor upgrade, see that all is well,"
            " and move then."
        )
    if gate.is_closed():
        yield f"A restore is not done: {gate.why_closed()}."
    if journal.stands():
        yield "An upgrade is under way or was cut off. Run candor upgrade first."


def _who_is_in() -> Iterator[str]:
    home = Path(settings.INSTANCE.home)
    try:
        with only_one(home, "looking ahead"):
            pass
    except CannotStart as running:
        yield f"End Candor first, and its service with it (systemctl stop candor): {running}"
        return
    if others := house.who_is_in():
        yield f"Others have the instance open: {', '.join(others)}. End them first."


def _of_the_home(wanted: Wanted) -> Iterator[str]:
    home = Path(settings.INSTANCE.home)
    needed = LEFT_OVER
    if not wanted.without_backup and not settings.INSTANCE.demo:
        if not has_recovery_key():
            yield (
                "There is no recovery key, so no backup can be made. Make one (candor backup key new), or go without:"
                " --without-backup. The SQLite database stays as it is in any case."
            )
        place = next(path for path in (folder(), *folder().parents) if path.exists())
        needed += size_of_backup() if place.stat().st_dev == home.stat().st_dev else 0
    yield from _too_little(home, needed)


def _no_room_there(there: Any, needed: int) -> Iterator[str]:
    place = target.data_folder(there)
    if place and os.access(place, os.X_OK):
        yield from _too_little(Path(place), needed)


def _too_little(place: Path, needed: int) -> Iterator[str]:
    free = shutil.disk_usage(place).free
    if free < needed:
        yield f"The disk of {place} has {_megabytes(free)} free; {_megabytes(needed)} are needed. Free some."


def _notes(there: Any, needed: int) -> Iterator[str]:
    yield f"The database there will take up to {_megabytes(needed)}; how much is free there only its server knows."
    if not target.is_private(there):
        yield "The way to that server is not encrypted: add ?sslmode=require to the address, or better verify-full."
    if "CANDOR_DATABASE" in os.environ:
        yield "CANDOR_DATABASE is set in the environment: at the end you have to change it there yourself."


def _megabytes(size: int) -> str:
    return f"{-(-size // MEGABYTE):,} MB"
