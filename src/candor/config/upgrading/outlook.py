"""What an upgrade would do, and what stands in its way. Nothing here changes anything."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from candor.config.settings.instance import SETTINGS
from candor.config.supervisor import CannotStart, only_one
from candor.kernel import moved, version
from candor.kernel.backup import gate
from candor.kernel.backup.making import folder, size_of_all
from candor.kernel.backup.recovery import NoKey, public_half
from candor.kernel.db import migrations
from candor.kernel.upgrading import copies
from candor.kernel.version import Served

MEGABYTE = 1024 * 1024
LEFT_OVER = 200 * MEGABYTE
"""Bytes of the disk that stay free in any case."""

OF_THE_LAUNCHER = {"CANDOR_HOME", "CANDOR_PYTHON"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What whoever runs it takes upon themselves."""

    without_backup: bool = False
    in_place: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """What an upgrade would do, and what stands in its way."""

    before: Served | None
    to: Served
    changes: Mapping[str, int]
    bytes_needed: int
    bytes_free: int
    is_running: bool
    obstacles: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def nothing_to_do(self) -> bool:
        return self.before == self.to and not self.changes


def look_ahead(wanted: Wanted) -> Outlook:
    """What it would do, without doing anything."""
    home = Path(settings.INSTANCE.home)
    before, to = version.last_served(home), version.ours()
    changes, needed = _changes(), _bytes_needed(wanted)
    free = shutil.disk_usage(home).free
    obstacles = [*_wrong_versions(before, to, wanted), *_not_whole()]
    if free < needed:
        obstacles.append(f"The disk of {home} has {_megabytes(free)} free; {_megabytes(needed)} are needed. Free some.")
    if changes and not wanted.without_backup and not settings.INSTANCE.demo and not has_recovery_key():
        obstacles.append(
            "There is no recovery key, so no backup can be made. Make one with the version that serves now (candor"
            " backup key new), or go without: --without-backup. A copy for going back is made in any case."
        )
    unknown = sorted(set(_variables()) - {setting.variable for setting in SETTINGS})
    notes = [f"The environment variable {name} means nothing to this version." for name in unknown]
    return Outlook(before, to, changes, needed, free, is_running(home), tuple(obstacles), tuple(notes))


def _changes() -> dict[str, int]:
    """How many migrations each slice would run."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return dict(Counter(step.app_label for step, _backwards in plan))


def _wrong_versions(before: Served | None, to: Served, wanted: Wanted) -> Iterator[str]:
    if not connection.introspection.table_names():
        yield "There is no instance here yet. Start one: candor up"
    elif before is None:
        if migrations.database_is_newer():
            yield "The database is of a newer version than this one. Take that version, or one that is newer still."
    elif version.order(before.version) > version.order(to.version):
        yield (
            f"Candor {before.version} serves this instance; this is {to.version}, and there is no way down. To go back,"
            f" restore a backup of that time into an empty home, with its version."
        )
    elif version.order(before.version) < version.order(version.OLDEST_TO_COME_FROM):
        yield (
            f"Candor {before.version} serves this instance. Upgrade to {version.OLDEST_TO_COME_FROM} first, then to"
            f" {to.version}."
        )
    elif before.root == to.root and before.version != to.version and not wanted.in_place:
        yield (
            f"Candor {before.version} stood in this folder and does not any more, so only the data could go back. Put"
            " each version into a folder of its own, or say --in-place: then you bring the program back yourself."
        )


def _not_whole() -> Iterator[str]:
    if gate.is_closed():
        yield f"A restore is not done: {gate.why_closed()}."
    if reason := moved.why_not_here():
        yield reason


def _bytes_needed(wanted: Wanted) -> int:
    """For the copy, for as much again that changing it may take, and for the backup if it is made on the same disk."""
    home = Path(settings.INSTANCE.home)
    in_home = copies.size_needed() * (2 if connection.vendor == "sqlite" else 1)
    has_backup = not wanted.without_backup and not settings.INSTANCE.demo
    place = next(path for path in (folder(), *folder().parents) if path.exists())
    is_same_disk = has_backup and place.stat().st_dev == home.stat().st_dev
    return in_home + (size_of_all() if is_same_disk else 0) + LEFT_OVER


def has_recovery_key() -> bool:
    try:
        public_half(Path(settings.INSTANCE.home))
    except NoKey:
        return False
    return True


def _variables() -> list[str]:
    """What the environment says to Candor."""
    return [name for name in os.environ if name.startswith("CANDOR_") and name not in OF_THE_LAUNCHER]


def is_running(home: Path) -> bool:
    try:
        with only_one(home, "looking ahead"):
            return False
    except CannotStart:
        return True


def _megabytes(size: int) -> str:
    return f"{size // MEGABYTE:,} MB"
